"""By what records are named from outside: users by username, pools by slug, campaigns by code, the rest by key."""

from datetime import date
from decimal import Decimal

from django.db.models import Model
from django.utils import translation

from campaigns.models import Campaign
from hotcrm.people.models import User
from hotcrm.records.models import Picklist
from pools.models import Pool

LANGUAGES = ("en", "zh-hans")
NATURAL: dict[type, str] = {User: "username", Pool: "slug", Campaign: "code"}


def key_of(model) -> str:
    """The field a record of this model is named by."""
    return NATURAL.get(model, "pk")


def has_text_key(model) -> bool:
    return model in NATURAL or issubclass(model, Picklist)


def plain(value):
    """A value of a model as JSON says it."""
    if isinstance(value, Model):
        return getattr(value, key_of(type(value)))
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def code_of(text, choices):
    """The choice that has this label, in whatever language; a code stands for itself."""
    if text in {str(code) for code, _label in choices}:
        return text
    for language in LANGUAGES:
        with translation.override(language):
            for code, label in choices:
                if str(label).casefold() == text.casefold():
                    return code
    return text
