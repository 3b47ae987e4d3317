"""Leads on their way out: which columns there are, and how each is written.

With `spoken` headers and picklists are in the words of the reader; without, in the names and codes that the API
uses. The import takes both back.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import SimpleNamespace
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.text import capfirst

from hotcrm.pages.exporting import PIECE, OnTheClock
from hotcrm.records.models import Industry, LeadSource
from leads.importing.columns import label_of
from leads.models import Status
from leads.models.identity import Identity, Salutation

CHUNK = 2_000  # rows fetched at a time


class Written(NamedTuple):
    """Where a column's value is read from and, where that is not enough, how it is written."""

    path: str | OnTheClock
    text: Callable | None = None


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
    written = [in_words.get(name) or SPECIAL.get(name) or Written(name) for name in fields]
    paths = list(dict.fromkeys(column.path for column in written))
    places = [(paths.index(column.path), column.text) for column in written]
    found = iter(leads.values_list(*paths).iterator(chunk_size=CHUNK))
    while chunk := list(itertools.islice(found, PIECE)):
        columns = list(zip(*chunk, strict=True))
        yield from zip(*(said(columns[at], text) for at, text in places), strict=True)


def said(column: Sequence, text: Callable | None) -> Sequence:
    return column if text is None else [None if value is None else text(value) for value in column]


def columns_in_words() -> dict[str, Written]:
    def label(choices):
        labels = {value: str(label) for value, label in choices}
        return lambda code: labels.get(code, code)

    return {
        "industry": Written("industry_id", label((row.code, row) for row in Industry.objects.all())),
        "lead_source": Written("lead_source_id", label((row.code, row) for row in LeadSource.objects.all())),
        "status": Written("status", label(Status.choices)),
        "salutation": Written("salutation", label(Salutation.choices)),
        "pool": Written("pool__name"),
        "converted_account": Written("converted_account__name"),
    }
