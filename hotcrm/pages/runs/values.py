"""Values as they lie in a run until they are needed: JSON that names a record by its model and key."""

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal

from django.apps import apps
from django.db import models

from hotcrm.records.models import Record
from hotcrm.records.refusals import Refused


def packed(value):
    if isinstance(value, models.Model):
        return {"model": value._meta.label_lower, "pk": value.pk}
    if isinstance(value, list | tuple):
        return [packed(one) for one in value]
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    return {"date": value.isoformat()} if isinstance(value, date) else value


def unpacked(value):
    """Raises `Refused` when the record it names is gone."""
    if isinstance(value, list):
        return [unpacked(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "instant" in value:
        return datetime.fromisoformat(value["instant"])
    if "date" in value:
        return date.fromisoformat(value["date"])
    model = apps.get_model(value["model"])
    found = model._base_manager.filter(pk=value["pk"]).first()
    if found is None:
        raise Refused(f"{model._meta.verbose_name} {value['pk']}", code="gone")
    return found


def in_words(params, reader) -> list[str]:
    """What a run was given, as a reader wants it and may read it; without what is gone or was left out, and a mere yes
    or no."""
    words = []
    for value in params.values():
        if isinstance(value, bool):
            continue
        for one in value if isinstance(value, list) else [value]:
            with suppress(Refused):
                words.append(_said(unpacked(one), reader))
    return [word for word in words if word]


def _said(value, reader) -> str:
    if isinstance(value, Record):
        value.keep_from(reader)
    return str(value or "")


def plain(value):
    """A field's value as JSON can hold it, to the microsecond and the cent; the field's `to_python` reads it again."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
