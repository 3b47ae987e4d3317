"""What was done stands on record, and records remember it."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Max, OuterRef, Subquery

from hotcrm.activities.models import Activity, ActivityLink, Task
from hotcrm.records.models import Notice, TeamMember
from leads.models import Lead

from .invariant import invariant


def _of_leads(model):
    return model.objects.filter(type=ContentType.objects.get_for_model(Lead))


@invariant("Every activity belongs to a record, at the instant it happened.")
def linked():
    yield from (f"activity {pk}" for pk in Activity.objects.filter(links=None).values_list("pk", flat=True))
    moved = ActivityLink.objects.exclude(at=F("activity__at"))
    yield from (f"activity {pk}" for pk in moved.values_list("activity", flat=True))


@invariant("A lead remembers its last activity.")
def last_activity():
    own = _of_leads(ActivityLink).filter(object_id=OuterRef("pk")).order_by().values("object_id")
    leads = Lead.objects.annotate(last=Subquery(own.annotate(last=Max("at")).values("last")))
    for pk, kept, last in leads.order_by("pk").values_list("pk", "last_activity_at", "last").iterator():
        if kept != last:
            yield f"L-{pk:06d}"


@invariant("Tasks, activities and team places of leads speak of leads that exist.")
def nothing_left_behind():
    for model in (Task, ActivityLink, TeamMember):
        lost = _of_leads(model).exclude(object_id__in=Lead.objects.values("pk"))
        yield from (f"{model._meta.verbose_name} {pk}" for pk in lost.values_list("pk", flat=True))


@invariant("A notice is owed by e-mail or was sent, never both.")
def notices():
    both = Notice.objects.filter(mail_due_at__isnull=False, mailed_at__isnull=False)
    return (f"notice {pk}" for pk in both.values_list("pk", flat=True))
