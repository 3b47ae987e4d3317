"""What may be sent: derived from the forms of the pages, so that a rule stands in one place.

An `Input` looks at the JSON: known fields, right types, words for codes. `Input.filled(…)` then hands the values to
the form, which cleans them as it cleans what a person typed; its errors are the API's, field by field.
"""

from functools import cache
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from hotcrm.pages.fields import TagsField
from hotcrm.records.models import Picklist

from .errors import WHOLE, errors_of
from .json_types import in_its_type
from .keys import code_of, has_text_key, key_of

LARGEST_KEY = 2**63 - 1
MOST_LETTERS = 100_000  # of a text whose form sets no bound
NO_SUCH_FIELD = _("There is no such field.")
READ_ONLY = _("This field cannot be written.")
NOT_HERE = _("This cannot be given here.")
UNKNOWN = _("“%(value)s” is not known, or cannot be chosen here.")


class CodeField(serializers.CharField):
    """A row of a picklist by its code; its label in either language is understood as well."""

    def __init__(self, model, **kwargs):
        self.model = model
        super().__init__(**{"max_length": 80, "help_text": _("A code; its label is understood too."), **kwargs})

    def run_validation(self, data=serializers.empty):
        """Looked up once it is known to be a text that the database can be asked about."""
        text = super().run_validation(data)
        if not text:
            return text
        named = self.model.objects.filter(Q(code=text) | Q(label__iexact=text) | Q(label_zh=text))
        codes = list(named.order_by("retired_at").values_list("code", flat=True))
        return text if text in codes or not codes else codes[0]


class Input(serializers.Serializer):
    """The body of a request. `form_class` cleans it; `unwritable` fields are answered with a reason of their own."""

    form_class: Any = None
    unwritable: frozenset[str] = frozenset()

    def read(self, data, *, present=None) -> tuple[dict, dict]:
        """(values, errors) by field. `present` is the record as it is shown: what repeats it changes nothing."""
        if not isinstance(data, dict):
            raise ValidationError({WHOLE: [_t("The body must be a JSON object.")]})
        values, errors = {}, {}
        for name, value in data.items():
            try:
                if name in self.fields:
                    values[name] = self.fields[name].run_validation(in_its_type(self.fields[name], value))
                elif not (present is not None and name in present and present[name] == value):
                    errors[name] = [READ_ONLY if name in self.unwritable else NO_SUCH_FIELD]
            except ValidationError as error:
                errors[name] = flat(error.detail)
            except serializers.SkipField:
                continue
        return values, errors

    @classmethod
    def filled(cls, values, errors, *, own=(), needless=None, **kwargs):
        """The form with these values in it, valid; or `ValidationError` with all that is wrong.

        `own` are the fields that are no business of the form; `needless(name, value)` says what is well where the
        form does not ask for it here. `kwargs` are what the form is made with.
        """
        fields = cls.form_class.base_fields
        form = cls.form_class(
            {name: typed(v, fields.get(name)) for name, v in values.items() if name not in own}, **kwargs
        )
        _speak_in_keys(form)
        _start_as_shown(form)
        unasked = {name: value for name, value in values.items() if name not in form.fields and name not in own}
        errors = {name: [NOT_HERE] for name, v in unasked.items() if not (needless and needless(name, v))} | errors
        errors = errors_of(form) | errors
        if errors:
            raise ValidationError(errors)
        return form


@cache
def input_of(form_class, name: str, *, leave_out=(), partial=False, unwritable=frozenset()) -> type[Input]:
    """The input that a form's fields make, called `name` in the schema. `partial`: nothing must be there."""
    fields = {
        field_name: _json_field(field_name, field, required=field.required and not partial)
        for field_name, field in form_class.base_fields.items()
        if field_name not in leave_out and field_name != "version"
    }
    return type(name, (Input,), {**fields, "form_class": form_class, "unwritable": unwritable})


def key_field(model, **kwargs) -> serializers.Field:
    """How a record is named in JSON."""
    if issubclass(model, Picklist):
        return CodeField(model, **kwargs)
    if has_text_key(model):
        return serializers.CharField(max_length=150, help_text=key_of(model), **kwargs)
    return serializers.IntegerField(min_value=1, max_value=LARGEST_KEY, **kwargs)


def camel(verb: str) -> str:
    """A verb in the name of an input."""
    return verb.title().replace("_", "")


def flat(detail) -> list[str]:
    """The messages of a field that has fields of its own, as one list."""
    if isinstance(detail, dict):
        return [f"{key}: {text}" if key != WHOLE else text for key, texts in detail.items() for text in flat(texts)]
    return [text for part in detail for text in (flat(part) if isinstance(part, dict) else [str(part)])]


def typed(value, field=None):
    """A value as a form's field takes it."""
    if isinstance(field, forms.MultipleChoiceField):
        return [typed(one) for one in value or ()]
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return "" if value is None else str(value)


def _json_field(name, field, *, required) -> serializers.Field:
    told = {"required": required, "allow_null": not field.required, "label": field.label}
    if isinstance(field, forms.ModelChoiceField):
        return key_field(field.queryset.model, **told)
    if isinstance(field, TagsField):
        return serializers.ListField(child=serializers.CharField(max_length=40), max_length=30, **told)
    for kind, make in JSON_FIELDS.items():
        if isinstance(field, kind):
            return make(field, told)
    raise TypeError(f"No JSON field for {name}: {field}")


def _whole(field, told):
    bounds = {"min_value": field.min_value, "max_value": field.max_value}
    return serializers.IntegerField(**told, **{key: bound for key, bound in bounds.items() if bound is not None})


def _decimal(field, told):
    return serializers.DecimalField(
        max_digits=field.max_digits, decimal_places=field.decimal_places, min_value=field.min_value, **told
    )


def _boolean(field, told):
    return serializers.BooleanField(**told | {"required": False, "allow_null": False})


def _choice(field, told):
    """Choices that are whole numbers, one after the other, are said as numbers."""
    codes = [code for code, _label in field.choices]
    if codes and all(isinstance(code, int) for code in codes):
        return serializers.IntegerField(min_value=min(codes), max_value=max(codes), **told)
    return _text(field, told)


def _choices(field, told):
    child = serializers.CharField(max_length=max(len(code) for code, _label in field.choices))
    return serializers.ListField(child=child, max_length=len(field.choices), **told)


def _text(field, told):
    letters = getattr(field, "max_length", None) or MOST_LETTERS
    make = serializers.EmailField if isinstance(field, forms.EmailField) else serializers.CharField
    return make(max_length=letters, allow_blank=not field.required, **told)


JSON_FIELDS = {
    forms.BooleanField: _boolean,
    forms.DecimalField: _decimal,
    forms.IntegerField: _whole,
    forms.DateTimeField: lambda field, told: serializers.DateTimeField(**told),
    forms.DateField: lambda field, told: serializers.DateField(**told),
    forms.TypedChoiceField: _choice,
    forms.MultipleChoiceField: _choices,
    forms.ChoiceField: _text,
    forms.CharField: _text,
}


def _speak_in_keys(form):
    """Let the fields of a form take usernames, slugs and codes where the page's take keys; and labels for choices."""
    for name, field in form.fields.items():
        if isinstance(field, forms.ModelChoiceField):
            chosen = forms.ModelChoiceField(
                field.queryset, required=field.required, to_field_name=key_of(field.queryset.model), label=field.label
            )
            chosen.initial, chosen.error_messages["invalid_choice"] = field.initial, UNKNOWN
            form.fields[name] = chosen
        elif isinstance(field, forms.MultipleChoiceField):
            if name in form.data:
                form.data[name] = [code_of(text, field.choices) for text in form.data[name]]
        elif isinstance(field, forms.ChoiceField) and (text := form.data.get(name)):
            form.data[name] = code_of(text, field.choices)


def _start_as_shown(form):
    """What is not sent for something new has the value that the page's form starts with."""
    for name, field in form.fields.items():
        if name not in form.data and (value := form.get_initial_for_field(field, name)):
            if isinstance(field, forms.ModelChoiceField):
                field.to_field_name = "pk"
            form.data[name] = typed(field.prepare_value(value), field)
