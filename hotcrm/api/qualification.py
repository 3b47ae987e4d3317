"""What is known about the deal behind a lead, over JSON: the qualification tab."""

from rest_framework import serializers

from hotcrm.records.refusals import Stale
from leads.forms.qualification import FIELDS, QualificationForm
from leads.models import Lead, LeadQualification
from leads.views.qualification import row_of

from .inputs import input_of
from .outputs import Output
from .records import Kind, RecordDetail

READ_ONLY = ("lead", "total", "version")


class LeadQualificationOutput(Output):
    """The row beside the lead, with the budget and the version of the lead; empty where nothing is known."""

    budget_is_set = serializers.BooleanField(source="has_budget", read_only=True)
    budget = serializers.DecimalField(max_digits=16, decimal_places=2, read_only=True, allow_null=True)
    total = serializers.IntegerField(read_only=True)
    version = serializers.IntegerField(read_only=True)

    class Meta:
        model = LeadQualification
        fields = ("lead", *FIELDS, "budget", "total", "version")


class Qualifications(Kind):
    name, tag, model, output = "lead_qualification", "leads", LeadQualification, LeadQualificationOutput
    change = input_of(QualificationForm, "LeadQualificationChange", partial=True, unwritable=frozenset(READ_ONLY))
    example_change = {
        "contact_level": "influences",
        "decision_maker": "Eve Boss",
        "terms": "up_to_1_month",
        "need_score": 3,
        "need_reason": "Asked twice",
        "version": 3,
    }

    @classmethod
    def seen_by(cls, user):
        return Lead.objects.visible_to(user).showing().select_related("owner", "qualification")

    @classmethod
    def change_of(cls, record, values, errors, *, user):
        return cls.change.filled(values, errors, instance=row_of(record), user=user).changes


class QualificationDetail(RecordDetail):
    """The record is the lead: its doors, its version, its verb `edit`."""

    kind = Qualifications

    def patch(self, request, pk):
        try:
            return super().patch(request, pk)
        except Stale as stale:
            raise Stale(self.as_it_is_now(stale.record), stale.changes)

    def shown(self, record):
        return super().shown(row_of(record))

    def as_it_is_now(self, record):
        return row_of(self.record(record.pk))
