"""Fields that take what people type: a record by its name, money with signs, tags with commas, dates of this age."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

TOO_EARLY = _("This is too long ago.")
TOO_LATE = _("This is too far ahead.")
BY_KEY = re.compile(r"#(\d{1,18})\)?\s*$")
MOST_TAGS, LONGEST_TAG = 30, 40
LONGEST_KEY = 18  # digits


class ManyField(forms.ModelMultipleChoiceField):
    """Several records, by their keys."""

    def clean(self, value):
        """Without what is longer than any key: SQLite cannot even be asked for it."""
        return super().clean([key for key in value or () if len(key) <= LONGEST_KEY])


class RecordField(forms.ModelChoiceField):
    """One of many records, found while typing: a text field with suggestions, never a list of them all.

    What is typed is a suggestion's text, which ends in the key, or a name that only one of the records has.
    The queryset may be a function that makes it: an empty field then costs nothing.
    """

    _queryset: Any

    def __init__(self, queryset, *, names, **kwargs):
        self.names = names
        super().__init__(None, widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 250}), **kwargs)
        self.queryset = queryset

    @property
    def queryset(self):
        if callable(self._queryset):
            self._queryset = self._queryset()
        return self._queryset

    @queryset.setter
    def queryset(self, queryset):
        self._queryset = queryset

    def prepare_value(self, value):
        if hasattr(value, "pk"):
            return self.told(value)
        if isinstance(value, int):
            record = self.queryset.filter(pk=value).first()
            return self.told(record) if record else ""
        return value

    def to_python(self, value):
        value = (value or "").strip()
        if not value:
            return None
        if "\x00" in value:
            raise forms.ValidationError(_t("Null characters are not allowed."))
        found = BY_KEY.search(value)
        matching = self.queryset.filter(pk=int(found[1])) if found else self._named(value)
        records = list(matching[:2])
        if len(records) == 1:
            return records[0]
        if records:
            raise forms.ValidationError(_t("Several have this name. Please choose one of the suggestions."))
        raise forms.ValidationError(_t("Nothing of this name. Please choose one of the suggestions."))

    def has_changed(self, initial, data):
        before = initial.pk if hasattr(initial, "pk") else initial
        try:
            after = self.to_python(data)
        except forms.ValidationError:
            return True
        if isinstance(before, str):
            return before.strip() != (data or "").strip()
        return before != (after.pk if after else None)

    @staticmethod
    def told(record) -> str:
        return f"{record} (#{record.pk})"

    def suggestions(self, typed, most=20):
        """The records whose name holds what was typed, as the field wants to be given them."""
        return [self.told(record) for record in self._holding(typed)[:most]]

    def _named(self, value):
        return self.queryset.filter(self._any("iexact", value))

    def _holding(self, typed):
        found = self.queryset.filter(self._any("icontains", typed)) if typed else self.queryset
        return found.order_by("-pk")

    def _any(self, lookup, value) -> Q:
        return Q(*((f"{name}__{lookup}", value) for name in self.names), _connector=Q.OR)


class MoneyField(forms.DecimalField):
    """An amount as people type it: signs of currencies, spaces and separators of thousands are taken off."""

    widget = forms.TextInput

    def __init__(self, **kwargs):
        super().__init__(**{"min_value": 0, "max_digits": 16, "decimal_places": 2, **kwargs})
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def prepare_value(self, value):
        """Cents only where there are some."""
        return int(value) if isinstance(value, Decimal) and value == value.to_integral() else value

    def to_python(self, value):
        if isinstance(value, str):
            value = re.sub(r"[\s\u00a0\u202f$€£¥₽₹₩'’_]", "", value)
            if re.fullmatch(r"\d{1,3}([,，]\d{3})+(\.\d*)?", value):
                value = re.sub(r"[,，]", "", value)
        return super().to_python(value)


class TagsField(forms.CharField):
    """A list of words, parted by commas."""

    def __init__(self, *, encoder=None, decoder=None, **kwargs):
        super().__init__(**{"max_length": 1000, **kwargs})

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value

    def to_python(self, value):
        parts = re.split(r"[,，、;\n]", super().to_python(value) or "")
        tags = list(dict.fromkeys(tag for part in parts if (tag := " ".join(part.split()))))
        if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
            raise forms.ValidationError(
                _t("At most %(most)d tags of at most %(letters)d letters.")
                % {"most": MOST_TAGS, "letters": LONGEST_TAG}
            )
        return tags

    def validate(self, value):
        """A list has no length that the text's validators could ask for."""

    def run_validators(self, value):
        """See `validate`."""

    def has_changed(self, initial, data):
        try:
            before = initial if isinstance(initial, list) else self.to_python(initial)
            return before != self.to_python(data)
        except forms.ValidationError:
            return True


class DayField(forms.DateField):
    """A date: as the browser's calendar gives it, or as people write it in their language."""

    def __init__(self, **kwargs):
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(**{"widget": widget, **kwargs})
        self.validators += [
            MinValueValidator(date(1900, 1, 1), TOO_EARLY),
            MaxValueValidator(date(2199, 12, 31), TOO_LATE),
        ]


class MomentField(forms.DateTimeField):
    """An instant in the person's own time zone."""

    def __init__(self, **kwargs):
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(**{"widget": widget, **kwargs})
        self.validators += [
            MinValueValidator(datetime(1900, 1, 1, tzinfo=UTC), TOO_EARLY),
            MaxValueValidator(datetime(2199, 12, 31, tzinfo=UTC), TOO_LATE),
        ]

    def has_changed(self, initial, data):
        """The widget knows no seconds: a moment that was only shown has not changed."""
        try:
            after = self.to_python(data)
            before = self.to_python(initial)
        except forms.ValidationError:
            return True
        return _to_the_minute(before) != _to_the_minute(after)


def _to_the_minute(moment):
    return moment and moment.astimezone(UTC).replace(second=0, microsecond=0)
