"""Leads over JSON."""

from functools import cache
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from hotcrm.people.models import User
from hotcrm.people.roles import Role
from hotcrm.records.models import Industry, LeadSource
from hotcrm.records.reach import Reach
from hotcrm.records.refusals import NotAllowed
from leads.forms import LeadForm, form_of
from leads.forms.bulk import bulk_form_of
from leads.forms.verbs import pools_of
from leads.maskable import MASKABLE
from leads.models import Lead, Status
from leads.views.listing import LeadList
from pools.models import Pool

from .bulk import BulkInput
from .inputs import UNKNOWN, camel, input_of, key_field
from .keys import plain
from .outputs import Output
from .records import Kind

FIELDS = (
    "id", "number", "salutation", "first_name", "middle_name", "last_name", "company", "title", "email", "phone",
    "mobile", "website", "industry", "annual_revenue", "employees", "status", "rating", "score", "data_completeness",
    "likelihood", "owner", "pool", "lead_source", "campaign", "next_follow_up_on", "is_overdue", "street", "city",
    "state", "postal_code", "country", "description", "tags", "email_opt_out", "do_not_call", "converted_account",
    "converted_contact", "converted_opportunity", "converted_at", "created_at", "updated_at", "version",
)  # fmt: skip
# What else a person types on the page, and what becomes of a lead beside its status.
MORE_FIELDS = (
    "subject", "company_typed", "tin", "account", "contact", "linkedin", "wechat", "social_other", "budget",
    "timeline", "direction", "product", "source_detail", "channel", "agreement", "partner_contact", "external_id",
    "notes", "consent_at", "consent_source", "unqualified_reason", "survivor", "previous_owner", "assigned_at",
    "pooled_at", "last_activity_at", "overdue_at", "first_contact_due_at", "reclaim_on", "reclaim_rule", "held_until",
    "hold_reason", "hidden_fields",
)  # fmt: skip
RELATED = ("owner", "pool", "campaign", "previous_owner", "reclaim_rule")


class LeadOutput(Output):
    number = serializers.CharField(read_only=True)
    tags = serializers.ListField(child=serializers.CharField(), read_only=True)
    reclaim_on = serializers.DateField(
        read_only=True,
        allow_null=True,
        help_text=_("The day on which its pool takes it back from its owner, where the pool is."),
    )
    reclaim_rule = serializers.SlugRelatedField(
        read_only=True,
        allow_null=True,
        slug_field="name",
        help_text=_("The name of the recycle rule that takes it back."),
    )
    held_until = serializers.DateField(
        read_only=True, allow_null=True, help_text=_("No rule takes it back up to and with this day.")
    )
    hidden_fields = serializers.SerializerMethodField(help_text=_("Empty here only because its pool hides them."))

    class Meta:
        model = Lead
        fields = FIELDS + MORE_FIELDS

    def get_hidden_fields(self, lead) -> list[str]:
        return sorted(lead.hidden_here.intersection(MASKABLE))


class ListedLeads(LeadList):
    related = RELATED


UNWRITABLE = frozenset(FIELDS + MORE_FIELDS) - frozenset(LeadForm.base_fields)
LeadChange: Any = input_of(LeadForm, "LeadChange", partial=True, unwritable=UNWRITABLE)


class LeadNew(LeadChange):
    owner = key_field(User, required=False, allow_null=True)
    pool = key_field(Pool, required=False, allow_null=True)


class Leads(Kind):
    name, tag = "lead", "leads"
    model, page, output = Lead, ListedLeads, LeadOutput
    change, new = LeadChange, LeadNew
    on_creation = _(
        "Without an owner it waits in a pool: the one named, else the default pool. With an owner, oneself or one of "
        "one's own people, it is theirs and in no pool."
    )
    example = {"last_name": "Li", "company": "Acme Ltd", "email": "li@acme.example", "lead_source": "website"}
    example_change = {"rating": 4, "next_follow_up_on": "2030-01-31", "version": 3}
    verb_examples = {
        "assign": {"to": "bob"},
        "change_owner": {"to": "bob"},
        "return_to_pool": {"reason": "unreachable"},
        "transfer": {"to": "public"},
        "disqualify": {"reason": "no_budget"},
        "log": {"kind": "call", "result": "reached", "body": "Spoke with them"},
        "hold": {"until": "2030-01-31", "reason": "They decide after the trade fair"},
        "plan_task": {"title": "Call back", "due_on": "2030-01-31", "assignee": "bob"},
        "comment": {"body": "Seen at the fair"},
        "enrol": {"campaign": "autumn-fair"},
        "add_to_list": {"to": 1},
        "add_to_team": {"person": "bob", "access": "write"},
        "change_access": {"person": "bob", "access": "read"},
        "remove_from_team": {"person": "bob"},
    }
    blank = dict.fromkeys(UNWRITABLE) | {"status": Status.NEW.value}
    related = RELATED
    named_in_filters = {"owner": User, "pool": Pool, "source": LeadSource, "industry": Industry}

    @classmethod
    def create(cls, values, errors, *, user):
        """Without an owner it waits in a pool (PRODUCT 4): the one named, else the default pool."""
        if not user.may_create:
            raise NotAllowed(_t("Your role does not create leads."))
        owner, pool = _place(values, errors, user)
        form = LeadNew.filled(values, errors, own=("owner", "pool"), user=user)
        changes = form.changes
        if "lead_source" not in values:
            changes["lead_source"] = LeadSource.objects.offered().filter(code="api").first()
        return Lead.objects.capture([changes], by=user, owner=owner, pool=pool)[0]

    @classmethod
    def verb_input(cls, verb):
        return _verb_input(verb)

    @classmethod
    def bulk_input(cls, verb):
        return _bulk_input(verb)

    @classmethod
    def values_for(cls, verb, values, errors, *, user, records):
        def is_so(name, value):
            return plain(getattr(records[0], name, None)) == value

        return cls.verb_input(verb).filled(values, errors, needless=is_so, user=user, leads=records).kwargs

    @classmethod
    def bulk_values_for(cls, verb, values, errors, *, user, records):
        """A pool to return to, say, is for those of them that have none of their own."""
        made = {"needless": lambda name, value: True, "user": user, "leads": records}
        return cls.bulk_input(verb).filled(values, errors, **made).kwargs


@cache
def _verb_input(verb):
    return input_of(form_of(verb), f"Lead{camel(verb)}")


@cache
def _bulk_input(verb):
    return type(f"Leads{camel(verb)}", (BulkInput, input_of(bulk_form_of(verb), f"Many{camel(verb)}")), {})


def _place(values, errors, user):
    """Whose the new lead is, or where it waits."""
    owner, pool = values.get("owner"), values.get("pool")
    if owner and pool:
        errors["pool"] = [_t("Give an owner or a pool, not both: what has an owner waits in no pool.")]
    found = owners_for(user).filter(username=owner).first() if owner else None
    home = pools_of(user).filter(slug=pool).first() if pool else None
    for name, value, record in (("owner", owner, found), ("pool", pool, home)):
        if value and record is None:
            errors.setdefault(name, [UNKNOWN % {"value": value}])
    return found, home


def owners_for(user):
    """To whom a person may give a new lead: as on the page and in an import, oneself and one's own people; CRM
    administrators everybody; those who are marketers only nobody."""
    if user.is_crm_admin:
        return User.objects.filter(is_active=True, partner_company__isnull=True)
    if user.roles == {Role.MARKETER}:
        return User.objects.none()
    return User.objects.filter(is_active=True, pk__in=Reach.of(user).me_and_below)
