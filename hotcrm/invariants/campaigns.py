"""Members of campaigns: what stands beside them is what stands where it comes from."""

from django.db.models import Case, CharField, F, Q, Value, When

from campaigns.models import Campaign, LeadStage, Member, MemberStatus
from leads.models import Status

from .invariant import invariant

STAGE = Case(
    When(lead__isnull=True, then=Value("")),
    When(lead__status=Status.CONVERTED, then=Value(LeadStage.CONVERTED.value)),
    When(lead__status=Status.DISCARDED, then=Value(LeadStage.DISCARDED.value)),
    default=Value(LeadStage.OPEN.value),
    output_field=CharField(),
)


def _members(rows):
    return (f"member {pk}" for pk in rows.order_by("pk").values_list("pk", flat=True).iterator())


@invariant("A member stands where their lead stands.")
def stages():
    return _members(Member.objects.prefetch_related(None).annotate(stage=STAGE).exclude(lead_stage=F("stage")))


@invariant("Whoever has a status that counts as a response in their campaign has the day of their response.")
def responses():
    members = Member.objects.prefetch_related(None)
    for pk, counting in Campaign.objects.order_by("pk").values_list("pk", "responses"):
        responded, dated = Q(status__in=counting), Q(responded_at__isnull=False)
        yield from _members(members.filter(campaign=pk).filter((responded & ~dated) | (~responded & dated)))


@invariant("Who unsubscribed is opted out.")
def unsubscribed():
    out = Q(lead__email_opt_out=True) | Q(contact__email_opt_out=True)
    return _members(Member.objects.prefetch_related(None).filter(status=MemberStatus.UNSUBSCRIBED).exclude(out))
