"""The form of a marketing list."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from campaigns.models import ListKind, MarketingList
from hotcrm.pages.models import SavedView
from hotcrm.pages.record_form import RecordForm
from hotcrm.pages.sections import Section
from leads.models import Lead

SECTION = Section("list", _("Marketing list"), ("name", "kind", "view", "description"))


class MarketingListForm(RecordForm):
    """What kind a list is stays as it was made: its entries are of that kind."""

    sections = {SECTION.slug: SECTION}

    class Meta:
        model = MarketingList
        fields = SECTION.fields
        widgets = {"kind": forms.RadioSelect, "description": forms.Textarea(attrs={"rows": 3})}

    def prepare(self):
        views = SavedView.objects.of(Lead).filter(Q(owner=self.user) | Q(pk=self.instance.view_id))
        if "view" in self.fields:
            self.fields["view"].queryset = views
            self.fields["view"].empty_label = _t("Choose a saved view")
            self.fields["view"].help_text = _t("For a dynamic list: one of your saved views of leads.")
        if self.instance.pk:
            self.fields.pop("kind", None)
            if self.instance.kind != ListKind.DYNAMIC:
                self.fields.pop("view", None)

    def clean(self):
        super().clean()
        if "view" not in self.fields:
            return
        is_dynamic = (self.cleaned_data.get("kind") or self.instance.kind) == ListKind.DYNAMIC
        if not is_dynamic:
            self.cleaned_data["view"] = None
        elif not self.cleaned_data.get("view") and "view" not in self.errors:
            self.add_error("view", _t("A dynamic list needs one of your saved views of leads."))
