"""The qualification tab: what is known about the deal, by the four questions of BANT."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.pages.fields import DayField, MoneyField
from hotcrm.pages.record_form import RecordForm
from hotcrm.pages.sections import Section
from leads.models import ContactLevel, DecisionLevel, LeadQualification, Procurement, Terms
from leads.models.lead_qualification import Score

TAB = {
    section.slug: section
    for section in (
        Section(
            "budget",
            _("Budget"),
            ("budget_score", "budget_reason", "budget_is_set", "estimated_amount", "budget", "procurement"),
        ),
        Section(
            "authority",
            _("Authority"),
            (
                "authority_score",
                "authority_reason",
                "contact_level",
                "decision_maker",
                "decision_level",
                "influence",
            ),
        ),
        Section(
            "need",
            _("Need"),
            (
                "need_score",
                "need_reason",
                "goal",
                "implementation_options",
                "selection_criteria",
                "compliance",
                "competitors",
                "inbound_channel",
            ),
        ),
        Section(
            "timeline",
            _("Timeline"),
            ("timeline_score", "timeline_reason", "terms", "estimated_closing_on", "terms_comment"),
        ),
    )
}
FIELDS = tuple(name for section in TAB.values() for name in section.fields if name != "budget")  # which is the lead's
PICKLISTS = {
    "procurement": Procurement,
    "decision_level": DecisionLevel,
    "contact_level": ContactLevel,
    "terms": Terms,
}
LONG = (
    "goal",
    "implementation_options",
    "selection_criteria",
    "compliance",
    "competitors",
    "influence",
    "terms_comment",
)
SCORES = {f"{slug}_score" for slug in TAB}
# What is asked again when another field changes: after which, and the part of the page that is put in anew.
FOLLOWS = {
    "estimated_closing_on": ("terms", "#bant_estimated_closing_on"),
    "decision_maker": ("contact_level", "label[for=bant_decision_maker]"),
}


class QualificationForm(RecordForm):
    """It cleans and nothing more; `lead.edit` does. Its ids are its own: the lead's sections are edited beside it."""

    sections, picklists = TAB, PICKLISTS

    budget = MoneyField(label=_("Exact budget"), required=False)

    class Meta:
        model = LeadQualification
        fields = FIELDS
        field_classes = {"estimated_amount": MoneyField, "estimated_closing_on": DayField}
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in LONG}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="bant_%s", **kwargs)

    def prepare(self):
        self.initial["budget"] = self.instance.budget
        self.initial["budget_is_set"] = self.instance.has_budget
        for name in self.fields.keys() & SCORES:
            self.fields[name].required = False
        if "estimated_amount" in self.fields:
            self.fields["estimated_amount"].help_text = _("While no exact sum is known.")
        if "budget" in self.fields:
            self.fields["budget"].help_text = _("Only where the budget is set. Conversion takes this amount first.")
        if "estimated_closing_on" in self.fields:
            self.fields["estimated_closing_on"].help_text = _("Follows from the terms unless you type another day.")
        if not self.instance.contact_level_id or self.instance.decides_alone:
            return
        if not self.is_bound and "decision_maker" in self.fields:
            self.fields["decision_maker"].required = True

    def ask_again_at(self, lead):
        """Let htmx fetch the fields that follow from others. Without scripts the server decides when all is sent."""
        for name, (source, part) in FOLLOWS.items():
            if name in self.fields and source in self.fields:
                self.fields[source].widget.attrs |= {
                    "hx-get": reverse("lead_qualification_field", args=[lead.pk, name]),
                    "hx-target": part,
                    "hx-swap": "outerHTML",
                    "hx-include": f"#bant_{name}, #initial-bant_{name}",
                }

    def clean(self):
        super().clean()
        data = self.cleaned_data
        data |= {name: data[name] or Score.UNKNOWN for name in data.keys() & SCORES}
        at = "budget" if "budget" in self.fields else "budget_is_set"  # what was not sent stands as it is
        budget = data.get(at) if at == "budget" else self.instance.budget
        if budget is not None and data.get("budget_is_set") is False and "budget_is_set" in self.fields:
            self.add_error(at, _t("Tick “budget is set” to give an exact sum."))
        return data
