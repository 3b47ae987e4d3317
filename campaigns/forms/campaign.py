from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, CampaignType, MemberStatus
from hotcrm.pages.fields import DayField, MoneyField
from hotcrm.sales.forms import SalesForm

from .sections import FIELDS, MONEY, SECTIONS


class ResponsesField(forms.MultipleChoiceField):
    """Which statuses of a member count as a response."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, encoder=None, decoder=None, **kwargs):
        super().__init__(choices=MemberStatus.choices, **kwargs)

    def has_changed(self, initial, data):
        """What was hidden in the page comes back as text."""
        before = forms.JSONField().to_python(initial) if isinstance(initial, str) else initial
        return super().has_changed(before, data)


class CampaignForm(SalesForm):
    sections, picklists = SECTIONS, {"type": CampaignType}
    names = {"parent": ("name", "code")}
    suggested_as = {"parent": "campaign"}

    class Meta:
        model = Campaign
        fields = FIELDS
        field_classes = {
            **dict.fromkeys(MONEY, MoneyField),
            **dict.fromkeys(("starts_on", "ends_on"), DayField),
            "responses": ResponsesField,
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"code": _("Short and unlike any other: files, addresses and programs name the campaign by it.")}

    def clean_code(self):
        """Unlike any other, also one that this person does not see."""
        code = self.cleaned_data["code"]
        if Campaign.objects.exclude(pk=self.instance.pk).filter(code__iexact=code).exists():
            raise forms.ValidationError(_t("Another campaign has this code."))
        return code

    def clean(self):
        super().clean()
        start, end = (self.cleaned_data.get(name, getattr(self.instance, name)) for name in ("starts_on", "ends_on"))
        if start and end and end < start and "ends_on" in self.fields:
            self.add_error("ends_on", _t("A campaign cannot end before it starts."))
