"""What a verb asks for: one small form for each, for one lead and for many alike.

`VERB_FORMS[verb](user=…, leads=…, data=…)`; `leads` is a list or a queryset of those the verb is meant for, and
`form.kwargs` are what the verb takes beside `by`. A verb without an entry asks for nothing: see `form_of`.
"""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.activities.forms import ActivityForm, CommentForm, PlannedTaskForm
from hotcrm.pages.fields import DayField, RecordField
from hotcrm.pages.team_forms import AccessForm, MemberForm, NewMemberForm
from hotcrm.people.models import Reporting, User
from hotcrm.records.models import Policy, TeamMember
from hotcrm.records.reach import Reach
from hotcrm.records.teamed import colleagues, people_on
from hotcrm.records.verbs import type_of
from hotcrm.sales.forms.enrolling import CampaignForm, ListForm
from leads.models import DisqualificationReason, Lead
from pools.models import Pool, ReturnReason, administered, joined
from pools.models.membership import members_of

SURVIVOR_NAMES = ("company", "last_name", "first_name", "email")
MOST_POOLS = 20  # whose members are offered together


class VerbForm(forms.Form):
    """A verb that asks for nothing more than a yes."""

    def __init__(self, *args, user, leads=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.leads = user, leads
        self.prepare()

    def prepare(self):
        """Fit the fields to the person and to the leads."""

    @property
    def kwargs(self) -> dict:
        return dict(self.cleaned_data)

    def _values(self, name) -> list:
        """The distinct values of a field of the leads, be they rows or a queryset."""
        if hasattr(self.leads, "values_list"):
            return list(self.leads.order_by().values_list(name, flat=True).distinct()[:MOST_POOLS])
        return list({getattr(lead, name) for lead in self.leads})


class HandOverForm(VerbForm):
    to = forms.ModelChoiceField(User.objects.none(), label=_("New owner"), empty_label=_("Choose a person"))

    def prepare(self):
        pools = Pool.objects.filter(pk__in=[pk for pk in self._values("pool_id") if pk])
        people = colleagues()
        for pool in pools:
            people = people.filter(pk__in=members_of(pool).values("pk"))
        self.fields["to"].queryset = people
        if not hasattr(self.leads, "values_list") and len(self.leads) == 1:
            self.fields["to"].queryset = self.fields["to"].queryset.exclude(pk=self.leads[0].owner_id)


class ReturnForm(VerbForm):
    reason = forms.ModelChoiceField(ReturnReason.objects.none(), label=_("Reason"), empty_label=_("Choose a reason"))
    pool = forms.ModelChoiceField(Pool.objects.none(), label=_("To the pool"), empty_label=_("Choose a pool"))

    def prepare(self):
        self.fields["reason"].queryset = ReturnReason.objects.offered()
        self.fields["reason"].required = Policy.current().return_reason_required
        if None in self._values("pool_id"):
            self.fields["pool"].queryset = pools_of(self.user)
        else:
            del self.fields["pool"]


class ReclaimForm(VerbForm):
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class TransferForm(VerbForm):
    to = forms.ModelChoiceField(Pool.objects.none(), label=_("To the pool"), empty_label=_("Choose a pool"))

    def prepare(self):
        self.fields["to"].queryset = pools_to_transfer_to(self.user)


class DisqualifyForm(VerbForm):
    reason = forms.ModelChoiceField(
        DisqualificationReason.objects.none(), label=_("Reason"), empty_label=_("Choose a reason")
    )
    survivor = RecordField(
        Lead.objects.none(),
        names=SURVIVOR_NAMES,
        required=False,
        label=_("The surviving lead"),
        help_text=_("Only for a duplicate: type a name and choose the lead that stays."),
    )

    def prepare(self):
        self.fields["reason"].queryset = DisqualificationReason.objects.offered()
        self.fields["survivor"].queryset = Lead.objects.visible_to(self.user).showing(*SURVIVOR_NAMES)
        self.fields["survivor"].widget.attrs["data-suggest"] = "survivor"


class DiscardForm(VerbForm):
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class HoldForm(VerbForm):
    until = DayField(label=_("On hold until"))
    reason = forms.CharField(label=_("Reason"), max_length=200)


class LogForm(ActivityForm, VerbForm):
    next_follow_up_on = DayField(label=_("Next follow-up"), required=False)


class RemarkForm(CommentForm, VerbForm):
    pass


class AddToTeamForm(NewMemberForm, VerbForm):
    pass


class RemoveFromTeamForm(MemberForm, VerbForm):
    def prepare(self):
        self.fields["person"].queryset = people_on(Lead, self._values("pk"))


class ChangeAccessForm(AccessForm, RemoveFromTeamForm):
    pass


class EnrolForm(CampaignForm, VerbForm):
    pass


class AddToListForm(ListForm, VerbForm):
    pass


class TaskForm(PlannedTaskForm, VerbForm):
    def onlookers(self) -> Q:
        """Who is sure to see the leads: I, the owner and those above, the team, the pool's administrators."""
        owners = [pk for pk in self._values("owner_id") if pk]
        pools = [pk for pk in self._values("pool_id") if pk]
        team = TeamMember.objects.filter(type=type_of(Lead), object_id__in=[lead.pk for lead in self.leads])
        return (
            Q(pk__in=[self.user.pk, *owners])
            | Q(pk__in=Reporting.objects.filter(person__in=owners).values("boss"))
            | Q(pk__in=team.values("user"))
            | Q(pk__in=Pool.administrators.through.objects.filter(pool__in=pools).values("user"))
        )

    def clean_assignee(self):
        person = self.cleaned_data["assignee"]
        pks = [lead.pk for lead in self.leads]
        if Lead.objects.visible_to(person).filter(pk__in=pks).count() < len(pks):
            raise forms.ValidationError(_t("%(person)s cannot see this lead.") % {"person": person})
        return person


VERB_FORMS: dict[str, type[VerbForm]] = {
    "assign": HandOverForm,
    "change_owner": HandOverForm,
    "return_to_pool": ReturnForm,
    "reclaim": ReclaimForm,
    "transfer": TransferForm,
    "disqualify": DisqualifyForm,
    "discard": DiscardForm,
    "hold": HoldForm,
    "log": LogForm,
    "comment": RemarkForm,
    "plan_task": TaskForm,
    "add_to_team": AddToTeamForm,
    "change_access": ChangeAccessForm,
    "remove_from_team": RemoveFromTeamForm,
    "enrol": EnrolForm,
    "add_to_list": AddToListForm,
}


def form_of(verb: str) -> type[VerbForm]:
    return VERB_FORMS.get(verb, VerbForm)


def pools_of(user):
    """The enabled pools a person may return a lead to."""
    if user.is_crm_admin:
        return Pool.objects.filter(is_enabled=True)
    reach = Reach.of(user)
    return Pool.objects.filter(is_enabled=True, pk__in={*joined(reach), *administered(reach)})


def pools_to_transfer_to(user):
    """Those one administers; all of them where the policy says so."""
    pools = Pool.objects.filter(is_enabled=True)
    if user.is_crm_admin or Policy.current().transfer_to_any_pool:
        return pools
    return pools.filter(pk__in=administered(Reach.of(user)))
