"""Which column of a foreign file is which field of a lead."""

import tomllib
from pathlib import Path

from django.utils import translation

from hotcrm.pages.importing.headers import Recogniser, folded

from .columns import NAMES, label_of

LANGUAGES = ("en", "zh-hans")
HEADER_NAMES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
# What an export of ours holds and no import takes over.
ONLY_OUT = ("score", "data_completeness", "likelihood", "is_overdue", "updated_at", "version", "converted_account")
ONLY_OUT += ("converted_contact", "converted_opportunity")


def all_names() -> dict[str, list[str]]:
    """The names of the table, then our own fields by name and by label."""
    names = dict(HEADER_NAMES["names"])
    for field in sorted(NAMES):
        names[field] = [*names.get(field, ()), *labels(field)]
    return names


def labels(field: str) -> list[str]:
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(str(label_of(field)))
    return found


def ignored() -> list[str]:
    return [*HEADER_NAMES["ignored"], *ONLY_OUT, *(label for field in ONLY_OUT for label in labels(field))]


RECOGNISER = Recogniser(all_names(), ignored=ignored(), prefixes=HEADER_NAMES["prefixes"])


def fields_of(headers: list[str]) -> list[str | None]:
    """The field of each column. Some names mean another thing beside certain others."""
    fields = RECOGNISER.fields_of(headers)
    names = [folded(header) for header in headers]
    if "jobtitle" in names and "title" in names and "salutation" not in fields:
        fields[names.index("title")] = "salutation"  # Outlook
    if "connectedon" in names and "url" in names:
        fields[names.index("url")] = "linkedin"  # LinkedIn's list of connections
    if fields.count("description") > 1:
        own = {folded(label) for label in labels("notes")}  # by itself a column of notes describes the lead
        fields = ["notes" if name in own else field for name, field in zip(names, fields, strict=True)]
    if "id" in names and "number" in fields:
        fields[names.index("id")] = None  # our own export
    return fields
