from datetime import timedelta

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leads.scoring.lines import ENGAGEMENT_LINES, weighted

COUNTED_FOR = timedelta(days=90)


class EngagementKind(models.TextChoices):
    OPEN = "open", _("E-mail opened")
    CLICK = "click", _("Link clicked")
    VISIT = "visit", _("Website visited")
    FORM = "form", _("Form submitted")
    WEBINAR = "webinar", _("Webinar attended")


class Engagement(models.Model):
    """One sign of interest: what a lead did, and when. `is_human` is false for mail scanners and other machines."""

    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="engagements", db_index=False)
    kind = models.CharField(_("kind"), max_length=8, choices=EngagementKind.choices)
    at = models.DateTimeField(_("at"), default=timezone.now)
    is_human = models.BooleanField(_("human"), default=True)

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=EngagementKind.values), name="engagement_kind_known")
        ]
        indexes = [models.Index(fields=["lead", "kind", "at"], name="engagement_by_lead")]

    def __str__(self):
        return f"{self.kind} {self.lead_id}"


# What the engagement lines of the score ask.
COUNTS = {
    "opens": Q(kind=EngagementKind.OPEN),
    "clicks": Q(kind=EngagementKind.CLICK),
    "visits": Q(kind=EngagementKind.VISIT),
    "submissions": Q(kind__in=(EngagementKind.FORM, EngagementKind.WEBINAR)),
}


def of_each_lead(now):
    """One row per lead of an outer query with its COUNTS: human events of the last 90 days. One look at the index."""
    own = Engagement.objects.filter(lead=OuterRef("pk"), is_human=True, at__gt=now - COUNTED_FOR, at__lte=now)
    return own.order_by().values("lead").annotate(**{name: Count("pk", filter=q) for name, q in COUNTS.items()})


def points(weights, now):
    """What the engagement lines give a lead, in three-hundredths of a point, as an expression."""
    found = of_each_lead(now).annotate(points=weighted(ENGAGEMENT_LINES, weights)).values("points")
    return Coalesce(Subquery(found), 0)


def counts(now):
    """The COUNTS one by one, as annotations of leads."""
    return {name: Coalesce(Subquery(of_each_lead(now).values(name)), 0) for name in COUNTS}
