"""A lead is converted over JSON: the cards of the page as one flat body."""

from dataclasses import replace
from functools import cache

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from leads.forms.convert import ConvertForm
from leads.matching import Matches
from leads.models import Status

from .idempotency import idempotent
from .inputs import LARGEST_KEY, UNKNOWN, input_of
from .leads import LeadOutput
from .records import RecordVerb, refuse
from .views import said

PARTS = {"account": "accounts", "contact": "contacts", "opportunity": "opportunities"}
OTHER = "other"


class ConvertedOutput(LeadOutput):
    created = serializers.BooleanField(read_only=True, help_text=_("Whether this call converted it."))

    class Meta(LeadOutput.Meta):
        fields = ("created", *LeadOutput.Meta.fields)


ON_CONVERSION = _(
    "What is not said is as the page proposes it: the account and contact that are surely the same, else new ones out "
    "of the lead, and a new opportunity. “account”, “contact” and “opportunity” are a key, “new”, or (the last two) "
    "“none”. A second call changes nothing and answers with what the first one made."
)


@extend_schema_field(
    {"oneOf": [{"type": "integer", "minimum": 1, "maximum": LARGEST_KEY}, {"type": "string", "enum": ["new", "none"]}]}
)
class PartField(serializers.Field):
    """The key of a record, or a word."""

    json_types = (int, str)

    def to_internal_value(self, data):
        if isinstance(data, int) and not 0 < data <= LARGEST_KEY:
            raise serializers.ValidationError(UNKNOWN % {"value": data})
        return str(data)


@cache
def convert_input():
    parts = {part: PartField(required=False) for part in PARTS}
    return type("LeadConvert", (input_of(ConvertForm, "LeadConvert", partial=True),), parts)


class LeadConvert(RecordVerb):
    """The lead afterwards, and whether this call converted it."""

    verb = "convert"

    def operation(self, method):
        told = super().operation(method)
        return replace(
            told,
            description=ON_CONVERSION,
            request=convert_input(),
            answer=ConvertedOutput,
            example={"opportunity": "none"},
        )

    @idempotent
    def post(self, request, pk):
        lead = self.record(pk)
        made = None
        if lead.status != Status.CONVERTED:  # whoever sees a converted lead sees what it became
            refuse(lead, request.user, "convert")
            made = lead.convert(by=request.user, into=self.plan(lead, request.data))
        return said(lead, {"created": made is not None, **self.shown(lead)})

    def plan(self, lead, data):
        values, errors = convert_input()().read(data)
        matches = Matches(lead, self.request.user)
        others = {part: f"other_{part}" for part in PARTS if is_another(values.get(part), matches, part)}
        values |= {other: values[part] for part, other in others.items()} | dict.fromkeys(others, OTHER)
        try:
            start = ConvertForm(lead=lead, matches=matches).initial
            return convert_input().filled(values, errors, lead=lead, matches=matches, initial=start).plan
        except ValidationError as error:
            for part, other in others.items():
                if other in error.detail:
                    error.detail[part] = error.detail.pop(other)
            raise


def is_another(chosen, matches, part) -> bool:
    """Whether a key was given that is none of those which the page proposes."""
    proposed = {str(match.record.pk) for match in getattr(matches, PARTS[part])}
    return str(chosen or "").isdecimal() and str(chosen) not in proposed
