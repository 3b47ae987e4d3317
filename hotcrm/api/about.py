"""What an activity or a task is about, in one word: `lead:5`."""

import re

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from hotcrm.records.refusals import NotFound

from .campaigns import Campaigns
from .leads import Leads
from .sales import SALES

KINDS = {kind.name: kind for kind in (Leads, *SALES, Campaigns)}
ABOUT = re.compile(rf"({'|'.join(KINDS)}):([1-9][0-9]{{0,17}})")


def about_field(**kwargs) -> serializers.Field:
    return serializers.RegexField(ABOUT.pattern, help_text=_("Kind and key of a record, such as lead:5."), **kwargs)


def record_about(text, user):
    """(its kind, the record) for those who see it. Raises `ValidationError` and `NotFound`."""
    match = ABOUT.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValidationError({"about": [_t("Kind and key of a record, such as lead:5.")]})
    kind = KINDS[match[1]]
    record = kind.seen_by(user).filter(pk=int(match[2])).first()
    if record is None:
        raise NotFound
    return kind, record


def word_for(content_type_id, pk, types) -> str:
    return f"{types[content_type_id]}:{pk}"
