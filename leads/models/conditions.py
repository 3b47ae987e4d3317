"""What the conditions of a rule ask of a lead: made into a Q, which the database and `holds` both read.

`fields_to_ask()` are the choices of a form, `check_condition()` its validation, `questions_of(rules)` what jobs ask.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from campaigns.models.campaign import Campaign
from hotcrm.records.conditions import NOBODY_Q
from hotcrm.records.models import Picklist
from pools.models import Operator

MOVE_BY_THEMSELVES = ("score", "data_completeness", "likelihood")
ALSO_ASKED = ("status", *MOVE_BY_THEMSELVES)  # not typed by anybody, and yet worth asking
NO_VALUE = (Operator.EMPTY, Operator.FILLED)
EQUALS = (Operator.IS, Operator.IS_NOT, Operator.ONE_OF)
LOOKUPS = {
    Operator.CONTAINS: "icontains",
    Operator.STARTS_WITH: "istartswith",
    Operator.AT_LEAST: "gte",
    Operator.AT_MOST: "lte",
}
TOO_LARGE = 10**12
YES, NO = ("yes", "true", "1", "是"), ("no", "false", "0", "否")


@dataclass(frozen=True)
class Kind:
    """Which operators make sense for a kind of field, and how its values are read."""

    operators: tuple[str, ...]
    read: Callable[[models.Field, str], Any]
    equals: str = "exact"


def read_text(field, text) -> str:
    return text


def read_number(field, text) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    is_whole = isinstance(field, models.IntegerField)
    if not number.is_finite() or abs(number) >= TOO_LARGE or (is_whole and number % 1):
        raise ValidationError(_("“%(value)s” is not a number.") % {"value": text})
    return number


def read_day(field, text) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValidationError(_("“%(value)s” is not a day, written 2026-12-31.") % {"value": text})


def read_yes_or_no(field, text) -> bool:
    if text.casefold() not in YES + NO:
        raise ValidationError(_("Write yes or no."))
    return text.casefold() in YES


def read_choice(field, text):
    """A value of the field's choices, or its label in the language of whoever types it."""
    wanted = text.casefold()
    for value, label in field.choices:
        if wanted in (str(value).casefold(), str(label).casefold()):
            return value
    raise _unknown(field, text)


def read_code(field, text) -> str:
    """A code as it stands; `check_condition` sees to it that there is one."""
    return text


def read_nothing(field, text):
    raise ValidationError(_("Of this field only whether it is filled can be asked."))


TEXT = Kind((*EQUALS, Operator.CONTAINS, Operator.STARTS_WITH, *NO_VALUE), read_text, "iexact")
NUMBER = Kind((*EQUALS, Operator.AT_LEAST, Operator.AT_MOST, *NO_VALUE), read_number)
DAY = Kind((*EQUALS, Operator.AT_LEAST, Operator.AT_MOST, *NO_VALUE), read_day)
YES_OR_NO = Kind((Operator.IS, Operator.IS_NOT), read_yes_or_no)
CHOICE = Kind((*EQUALS, *NO_VALUE), read_choice)
CODE = Kind((*EQUALS, *NO_VALUE), read_code)
RECORD = Kind(NO_VALUE, read_nothing)


@cache
def fields_to_ask() -> dict[str, models.Field]:
    """The fields of a lead a condition may name, in the order of the form."""
    lead = apps.get_model("leads.Lead")  # which asks these of itself, when it comes in
    fields = [field for field in lead._meta.concrete_fields if field.editable or field.name in ALSO_ASKED]
    return {field.name: field for field in fields if kind_of(field)}


def kind_of(field) -> Kind | None:
    if field.primary_key or isinstance(field, models.JSONField | models.DateTimeField):
        return None
    if field.is_relation:
        return CODE if _has_code(field) else RECORD
    if field.choices:
        return CHOICE
    for classes, kind in (
        (models.BooleanField, YES_OR_NO),
        (models.DateField, DAY),
        (models.IntegerField | models.DecimalField, NUMBER),
    ):
        if isinstance(field, classes):
            return kind
    return TEXT


def check_condition(condition, *, by=None):
    """Refuse what cannot be asked, each error at its field, and write labels of a picklist as their codes.

    Of campaigns `by` names those they see. One query for a picklist or a campaign. Raises `ValidationError`.
    """
    field = fields_to_ask().get(condition.field)
    if field is None:
        raise ValidationError({"field": _("A lead has no field “%(name)s”.") % {"name": condition.field}})
    kind: Any = kind_of(field)
    if condition.operator not in kind.operators:
        raise ValidationError({"operator": _("This cannot be asked of “%(name)s”.") % {"name": field.verbose_name}})
    try:
        condition.value = _checked_value(condition, field, kind, by)
    except ValidationError as error:
        raise ValidationError({"value": error.messages})


def questions_of(rules) -> dict[int, Q]:
    """By the key of each rule what all its conditions ask together. A rule that cannot be read fits no lead.

    Of rules whose conditions are prefetched this takes no query, but one where a campaign is named.
    """
    return questions_by({rule.pk: list(rule.conditions.all()) for rule in rules})


def questions_by(asked) -> dict[int, Q]:
    """The same of conditions in hand, given by the keys of their rules."""
    campaigns = _campaigns_named(condition for conditions in asked.values() for condition in conditions)
    return {pk: Q(*(_question(condition, campaigns) for condition in some)) for pk, some in asked.items()}


def _question(condition, campaigns) -> Q:
    field = fields_to_ask().get(condition.field)
    try:
        return _readable_question(condition, field, campaigns) if field else NOBODY_Q
    except ValidationError:
        return NOBODY_Q


def _readable_question(condition, field, campaigns) -> Q:
    kind: Any = kind_of(field)
    if condition.operator not in kind.operators:
        return NOBODY_Q
    if condition.operator in NO_VALUE:
        empty = _is_empty(field)
        return empty if condition.operator == Operator.EMPTY else ~empty
    values = [kind.read(field, text) for text in _words(condition)]
    if field.related_model is Campaign:
        values = [campaigns.get(code) for code in values]
    if condition.operator not in EQUALS:
        return Q(**{f"{field.attname}__{LOOKUPS[condition.operator]}": values[0]})
    same = Q(*(Q(**{f"{field.attname}__{kind.equals}": value}) for value in _known(values)), _connector=Q.OR)
    same = same if _known(values) else NOBODY_Q
    return ~same if condition.operator == Operator.IS_NOT else same


def _words(condition) -> list[str]:
    """What a value says; several for *is one of*."""
    several = condition.operator == Operator.ONE_OF
    words = condition.value.replace("，", ",").split(",") if several else [condition.value]
    words = [word.strip() for word in words if word.strip()]
    if not words:
        raise ValidationError(_("A value is missing."))
    return words


def _checked_value(condition, field, kind, by) -> str:
    if condition.operator in NO_VALUE:
        return ""
    words = _words(condition)
    values = [kind.read(field, word) for word in words]
    if kind is CODE:
        return ", ".join(_codes(field, words, by))
    return ", ".join(str(value) for value in values) if kind is CHOICE else ", ".join(words)


def _codes(field, words, by) -> list[str]:
    """The codes of these words, which may be labels."""
    known = {name.casefold(): code for code, *names in _names_of(field.related_model, by) for name in (*names, code)}
    for word in words:
        if word.casefold() not in known:
            raise _unknown(field, word)
    return [known[word.casefold()] for word in words]


def _names_of(model, by):
    """Code and labels of what a condition may name."""
    if model is Campaign:
        return (Campaign.objects.visible_to(by) if by else Campaign.objects).values_list("code", "name")
    return model.objects.values_list("code", "label", "label_zh")


def _campaigns_named(conditions) -> dict[str, int]:
    named = [c for c in conditions if c.field == "campaign" and c.operator not in NO_VALUE and c.value.strip()]
    codes = {word for condition in named for word in _words(condition)}
    return dict(Campaign.objects.filter(code__in=codes).values_list("code", "pk")) if codes else {}


def _known(values) -> list:
    return [value for value in values if value is not None]


def _is_empty(field) -> Q:
    return Q(**{f"{field.attname}__isnull": True}) if field.null else Q(**{field.attname: ""})


def _has_code(field) -> bool:
    return field.related_model is Campaign or issubclass(field.related_model, Picklist)


def _unknown(field, word) -> ValidationError:
    return ValidationError(_("“%(value)s” is no %(field)s.") % {"value": word, "field": field.verbose_name})
