"""Leads on their way out: which columns there are, and how each is written.

With `spoken` headers and picklists are in the words of the reader; without, in the names and codes that the API
uses. The import takes both back.
"""

from collections.abc import Iterable, Iterator
from types import SimpleNamespace

from django.db.models import Case, F, QuerySet, Value, When
from django.utils.text import capfirst

from hotcrm.pages.columns import Written, labelled, written_rows
from hotcrm.pages.exporting import OnTheClock
from hotcrm.records.lead_words import DISQUALIFIED, DROPPED, PENDING, UNASSIGNED, state_word
from hotcrm.records.models import Industry, LeadSource
from leads.importing.columns import label_of
from leads.models import Status
from leads.models.identity import Identity, Salutation


def lead_number(pk) -> str:
    """The number of a lead of which only the key is at hand."""
    return vars(Identity)["number"].fget(SimpleNamespace(pk=pk))


def listed(values) -> str:
    return ", ".join(map(str, values))


PLAIN = (
    "subject", "salutation", "first_name", "middle_name", "last_name", "company", "company_typed", "title",
    "email", "phone", "mobile", "website", "industry", "annual_revenue", "employees", "tin", "status", "rating",
    "score", "data_completeness", "likelihood", "budget", "timeline", "owner", "pool", "lead_source",
    "source_detail", "campaign", "channel", "external_id", "next_follow_up_on", "is_overdue", "linkedin",
    "wechat", "social_other", "street", "city", "state", "postal_code", "country", "description", "tags",
    "notes", "email_opt_out", "do_not_call", "consent_at", "consent_source", "converted_account",
    "converted_contact", "converted_opportunity", "converted_at", "created_at", "updated_at", "version",
)  # fmt: skip
STATE = Case(  # the part of its status that a lead is in, else its status: see `lead_words.state_of`
    When(status=Status.NEW, owner__isnull=True, then=Value(UNASSIGNED)),
    When(status=Status.NEW, then=Value(PENDING)),
    When(status=Status.UNQUALIFIED, unqualified_reason=DROPPED, then=Value(DROPPED)),
    When(status=Status.UNQUALIFIED, then=Value(DISQUALIFIED)),
    default=F("status"),
)
INSTANTS = ("consent_at", "converted_at", "created_at", "updated_at")
SPECIAL = {
    "id": Written("pk"),
    "number": Written("pk", lead_number),
    "owner": Written("owner__username"),
    "pool": Written("pool__slug"),
    "campaign": Written("campaign__code"),
    "industry": Written("industry_id"),
    "lead_source": Written("lead_source_id"),
    "tags": Written("tags", listed),
    "converted_account": Written("converted_account_id"),
    "converted_contact": Written("converted_contact_id"),
    "converted_opportunity": Written("converted_opportunity_id"),
    **{name: Written(OnTheClock(name)) for name in INSTANTS},
}
FIELDS = ("id", "number", *PLAIN)
NOT_SPOKEN = {"id", "version", "converted_contact", "converted_opportunity"}
SPOKEN = tuple(name for name in FIELDS if name not in NOT_SPOKEN)


def headers_of(fields: Iterable[str], *, spoken: bool) -> list[str]:
    return [str(capfirst(label_of(name))) if spoken else name for name in fields]


def rows_of(leads: QuerySet, fields: Iterable[str], *, spoken: bool) -> Iterator[tuple]:
    """The rows one after another, in the order of the queryset. A handful of queries for all of them."""
    in_words = columns_in_words() if spoken else {}
    return written_rows(leads, [in_words.get(name) or SPECIAL.get(name) or Written(name) for name in fields])


def columns_in_words() -> dict[str, Written]:
    return {
        "industry": Written("industry_id", labelled((row.code, row) for row in Industry.objects.all())),
        "lead_source": Written("lead_source_id", labelled((row.code, row) for row in LeadSource.objects.all())),
        "status": Written(STATE, state_word),
        "salutation": Written("salutation", labelled(Salutation.choices)),
        "pool": Written("pool__name"),
        "converted_account": Written("converted_account__name"),
    }
