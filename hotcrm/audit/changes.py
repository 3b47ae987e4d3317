"""What a form of the administration changed: names of fields, and, where rights are changed, old and new codes.

Codes are keys of other rows, truths, choices, numbers and days. What somebody typed is never among them.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Field, Model


def changes_in(form, formsets, *, told: bool) -> dict[str, Any]:
    """`fields` that changed; with `told`, `changes` by field: [old, new]; `rows` of the tables below likewise."""
    rows = [row for formset in formsets or () for row in rows_in(formset, told=told)]
    return _of_form(form, told=told) | ({"rows": rows} if rows else {})


def rows_in(formset, *, told: bool) -> Iterable[dict[str, Any]]:
    deleted = getattr(formset, "deleted_forms", ())
    for form in formset.forms:
        if form in deleted:
            what = "deleted" if form.instance.pk or form.initial else ""
        elif form.has_changed():
            what = "changed" if form.initial.get("id") or form in formset.initial_forms else "added"
        else:
            continue
        if what:
            yield {"model": form._meta.model._meta.label_lower, "what": what} | _of_form(form, told=told, whole=what)


def _of_form(form, *, told: bool, whole="") -> dict[str, Any]:
    """Of a row that goes all fields are told, of others those that changed."""
    names = [name for name in form.fields if name in form.initial] if whole == "deleted" else form.changed_data
    names = [name for name in names if name not in ("id", "DELETE", "seen_version")]
    if not told:
        return {"fields": names}
    cleaned = {} if whole == "deleted" else getattr(form, "cleaned_data", {})
    model = getattr(getattr(form, "_meta", None), "model", None)
    found = {
        name: [_code(form.initial.get(name)), _code(cleaned.get(name))] for name in names if _has_codes(model, name)
    }
    return {"fields": names, "changes": found}


def _has_codes(model, name) -> bool:
    """Whether a field holds no words that somebody typed."""
    if model is None or name not in {field.name for field in model._meta.get_fields()}:
        return False
    field = model._meta.get_field(name)
    is_typed = isinstance(field, Field) and not field.is_relation and not field.choices
    return not is_typed or field.get_internal_type() in ("BooleanField", "DateField", *NUMBERS)


NUMBERS = ("IntegerField", "PositiveIntegerField", "PositiveSmallIntegerField", "SmallIntegerField", "DecimalField")


def _code(value):
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Iterable):
        return sorted((_code(one) for one in value), key=str)
    return str(value)
