"""What is true of every lead, whoever worked it."""

from django.db.models import F, Q

from leads.models import Lead, LeadQualification, Status
from leads.models.buying import ALONE
from leads.models.lifecycle import OPEN, OWNED_ONLY

from .invariant import invariant

# Sentences that a condition on the lead's own row decides: what must never be found.
NEVER = {
    "A lead that is worked has an owner.": Q(status__in=OWNED_ONLY, owner__isnull=True),
    "A lead has a status we know.": ~Q(status__in=Status.values),
    "A lead is discarded exactly when it says since when.": Q(status=Status.DISCARDED, discarded_at__isnull=True)
    | (~Q(status=Status.DISCARDED) & Q(discarded_at__isnull=False)),
    "A discarded lead has no owner.": Q(status=Status.DISCARDED, owner__isnull=False),
    "An unqualified lead has a reason.": Q(status=Status.UNQUALIFIED, unqualified_reason__isnull=True),
    "Only an unqualified or discarded lead has a reason for it.": ~Q(status__in=(Status.UNQUALIFIED, Status.DISCARDED))
    & Q(unqualified_reason__isnull=False),
    "A lead is converted exactly when it says since when, and into which account.": Q(status=Status.CONVERTED)
    & (Q(converted_at__isnull=True) | Q(converted_account__isnull=True))
    | (~Q(status=Status.CONVERTED) & Q(converted_at__isnull=False)),
    "A lead has an owner exactly when it says since when.": Q(owner__isnull=True, assigned_at__isnull=False)
    | Q(owner__isnull=False, assigned_at__isnull=True),
    "A lead without an owner waits in a pool.": Q(owner__isnull=True, pool__isnull=True, discarded_at__isnull=True),
    "A lead in a pool says since when.": Q(pool__isnull=False, pooled_at__isnull=True),
    "An open lead belongs to somebody who still works here.": Q(status__in=OPEN, owner__is_active=False),
    "A score and a completeness are between 0 and 100, a rating between 0 and 5.": Q(score__gt=100)
    | Q(data_completeness__gt=100)
    | Q(rating__gt=5),
    "A product belongs to the lead's direction.": Q(product__isnull=False) & ~Q(product__direction=F("direction")),
    "An existing contact belongs to the existing account.": Q(contact__isnull=False, account__isnull=False)
    & ~Q(contact__account=F("account")),
    "Nobody is a duplicate of themselves.": Q(survivor=F("pk")),
}

# The same of the row beside it.
NEVER_QUALIFIED = {
    "Somebody decides where the contact person does not do it alone.": Q(
        contact_level__isnull=False, decision_maker=""
    )
    & ~Q(contact_level=ALONE),
    "An estimated amount is not negative.": Q(estimated_amount__lt=0),
}


def _found_by(q):
    return lambda: (lead.number for lead in Lead.objects.filter(q).only("pk").order_by("pk").iterator())


for sentence, q in NEVER.items():
    invariant(sentence)(_found_by(q))


def _rows_found_by(q):
    return lambda: LeadQualification.objects.filter(q).order_by("pk").values_list("pk", flat=True).iterator()


for sentence, q in NEVER_QUALIFIED.items():
    invariant(sentence)(_rows_found_by(q))
