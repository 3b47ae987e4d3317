"""The two forms of an import: which file, and what its columns mean."""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from hotcrm.people.models import User
from hotcrm.records.models import Vocabulary
from hotcrm.records.reach import Reach
from leads.importing.placing import Place, places_of
from leads.importing.rows import MAKES_A_LEAD
from leads.importing.statuses import meanings_of
from leads.importing.words import pools_open_to

NAMES_A_LEAD = {*MAKES_A_LEAD, "full_name"}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx", "class": "form-control"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        limit = settings.UPLOAD_LIMIT_MB * 1024 * 1024
        if file.size > limit:
            raise forms.ValidationError(
                _t("The file is larger than %(limit)s. Split it, or let an administrator import it.")
                % {"limit": filesizeformat(limit)}
            )
        return file


@dataclass(frozen=True)
class Line:
    """A column of the file as the form shows it."""

    header: str
    samples: list[str]
    field: forms.BoundField
    is_unclear: bool


class ColumnsForm(forms.Form):
    """What each column of a file is, whatever it becomes."""

    day_order = forms.ChoiceField(
        label=_("Dates such as 03/04/2024"),
        required=False,
        choices=[("", _("Reject the row")), ("dmy", _("Day first: 3 April")), ("mdy", _("Month first: March 4"))],
    )

    def __init__(self, *args, run, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.run = run
        if not run.evidence["unclear_days"]:
            del self.fields["day_order"]
        choices = [("", _("— leave out —")), *run.importer.choices()]
        for at, chosen in enumerate(run.mapping):
            name = f"column_{at}"
            self.fields[name] = forms.ChoiceField(choices=choices, required=False, initial=chosen)
            self.fields[name].widget.attrs = {"class": "form-select", "aria-label": run.headers[at]}

    @property
    def mapping(self) -> list[str]:
        return [self.cleaned_data.get(f"column_{at}", "") for at in range(len(self.run.headers))]

    def lines(self):
        rows, unclear = self.run.evidence["rows"], self.run.evidence["unclear_days"]
        for at, header in enumerate(self.run.headers):
            samples = [row[at][:60] for row in rows if at < len(row) and row[at].strip()]
            yield Line(header, samples[:3], self[f"column_{at}"], at in unclear)

    def options(self):
        return [self[name] for name in self.fields if not name.startswith("column_")]


class MappingForm(ColumnsForm):
    """What each column is, and what holds for all rows."""

    pool = forms.ModelChoiceField(
        None, label=_("Pool"), required=False, empty_label=_("The one that the entry rules choose")
    )
    owner = forms.ModelChoiceField(
        None, label=_("Owner"), required=False, empty_label=_("Nobody: they wait in the pool")
    )
    campaign = forms.ModelChoiceField(None, label=_("Campaign"), required=False, empty_label=_("No campaign"))
    mode = forms.ChoiceField(
        label=_("Leads that are here already"),
        choices=[
            ("create", _("Every row becomes a new lead; known ones are rejected")),
            ("upsert", _("Update known leads, create the others")),
            ("update", _("Update known leads only")),
        ],
        initial="create",
    )
    key = forms.ChoiceField(
        label=_("Known by"),
        required=False,
        choices=[
            ("", _("Nothing: do not look for known leads")),
            ("external_id", _("External client id")),
            ("email", _("E-mail")),
            ("phone", _("Phone")),
            ("mobile", _("Mobile")),
            ("number", _("Lead number")),
        ],
    )
    vocabulary = forms.ChoiceField(
        label=_("Statuses in the words of"),
        choices=[
            (Vocabulary.HOTCRM, _("HotCRM, and the usual words of others")),
            (Vocabulary.SHARECRM, "ShareCRM"),
            (Vocabulary.SIMPLEONE, _("SimpleOne: qualified means converted")),
            (Vocabulary.CLASSIC, _("Classic: dead means unqualified")),
        ],
        initial=Vocabulary.HOTCRM,
        required=False,
    )
    extra = forms.BooleanField(label=_("Keep the columns left out in the notes"), required=False)
    history = forms.BooleanField(
        label=_("History: take over closed outcomes and dates of creation"),
        required=False,
        help_text=_("For moving from another system. Converted rows are converted, without mails or notices."),
    )

    field_order = ("pool", "owner", "campaign", "mode", "key", "day_order", "vocabulary", "extra", "history")

    def __init__(self, *args, run, user, **kwargs):
        super().__init__(*args, run=run, user=user, **kwargs)
        self.user = user
        self.fields["pool"].queryset = pools_open_to(user)
        self.fields["owner"].queryset = people_of(user)
        self.fields["campaign"].queryset = Campaign.objects.visible_to(user)
        if not user.is_crm_admin:
            del self.fields["history"]
        if "status" not in run.mapping:
            del self.fields["vocabulary"]

    def clean(self):
        chosen = set(self.mapping) - {""}
        key, mode = self.cleaned_data.get("key"), self.cleaned_data.get("mode")
        if mode != "create" and not key:
            self.add_error("key", _("Choose what known leads are known by."))
        if key and key not in chosen:
            self.add_error("key", _("None of the columns is this field."))
        if mode != "update" and not chosen & NAMES_A_LEAD:
            raise forms.ValidationError(
                _("Choose at least one column with a name, company, e-mail, phone, mobile or social contact.")
            )

    @property
    def choices(self) -> dict:
        """The options as the run keeps them."""
        data = self.cleaned_data
        return {
            **{name: data[name].pk if data[name] else None for name in ("pool", "owner", "campaign")},
            **{name: data.get(name) or "" for name in ("key", "mode", "day_order", "vocabulary")},
            **{name: bool(data.get(name)) for name in ("extra", "history")},
        }

    def places(self) -> list[Place]:
        """Where the first rows would go by what is chosen, or, before anything was, by what was recognised."""
        chosen = (self.mapping, self.choices) if self.is_bound else (self.run.mapping, {})
        return places_of(self.run, by=self.user, mapping=chosen[0], options=chosen[1])

    def statuses(self):
        """The words for statuses in the file's first rows: what each becomes, and where a vocabulary differs."""
        words = self.run.evidence.get("words")
        if not words or "status" not in self.run.mapping:
            return []
        return meanings_of(words[self.run.mapping.index("status")])


def people_of(user):
    """Whom a person may give leads to: their own people; administrators anybody."""
    people = User.objects.filter(is_active=True, partner_company__isnull=True)
    return people if user.is_crm_admin else people.filter(pk__in=Reach.of(user).me_and_below)
