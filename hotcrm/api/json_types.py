"""JSON knows a text from a number: a value is taken in the type that the document says, never guessed from another."""

from django.utils.translation import gettext as _t
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

# The first that fits. An amount may be a number too, though a text says it exactly.
WRITTEN_AS = (
    (serializers.BooleanField, (bool,)),
    (serializers.DecimalField, (str, int, float)),
    (serializers.IntegerField, (int,)),
    (serializers.ListField, (list,)),
    (serializers.Field, (str,)),
)


def in_its_type(field: serializers.Field, value):
    """The value, unless it is of another type; raises `ValidationError`."""
    types = getattr(field, "json_types", None) or next(types for kind, types in WRITTEN_AS if isinstance(field, kind))
    if value is None or (isinstance(value, types) and (bool in types or not isinstance(value, bool))):
        return value
    if int in types and isinstance(value, float) and value.is_integer():
        return int(value)
    raise ValidationError([_t("This value is of the wrong type.")])
