"""What happens when a lead is converted, step by step, inside the verb's transaction (PRODUCT 8)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from hotcrm.records.folding import fold
from hotcrm.records.locks import lock_word
from hotcrm.records.models import ContactCheck, Event
from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.refusals import Invalid, Refused
from hotcrm.records.verbs import inform, moment, tell, type_of
from hotcrm.sales.models import Account, Contact, Opportunity

from .carrying import carry
from .conversion import Conversion
from .lifecycle import Status

CLOSES_AFTER = timedelta(days=90)
TO_ACCOUNT = ("industry", "phone", "website", "annual_revenue", "employees", "tin")
ADDRESS = ("street", "city", "state", "postal_code", "country")
TO_CONTACT = ("first_name", "middle_name", "last_name", "title", "email", "phone", "mobile")
PREFERENCES = ("email_opt_out", "do_not_call")

# The steps a conversion may skip, by the status it starts from; each is recorded as history.
STEPS_SKIPPED = {
    Status.NEW: ((Status.NEW, Status.WORKING, "work"), (Status.WORKING, Status.QUALIFIED, "qualify")),
    Status.WORKING: ((Status.WORKING, Status.QUALIFIED, "qualify"),),
    Status.NURTURING: ((Status.NURTURING, Status.QUALIFIED, "qualify"),),
    Status.QUALIFIED: (),
    Status.UNQUALIFIED: (
        (Status.UNQUALIFIED, Status.NEW, "reopen"),
        (Status.NEW, Status.WORKING, "work"),
        (Status.WORKING, Status.QUALIFIED, "qualify"),
    ),
}


class Converting:
    """One conversion, inside the verb's transaction."""

    def __init__(self, lead, into, *, by, policy):
        self.lead, self.into, self.by, self.policy = lead, into, by, policy
        self.made, self.joined = [], False

    def run(self) -> Conversion:
        lead, status_before = self.lead, self.lead.status
        account = self._account()
        contact = self._contact(account)
        opportunity = self._opportunity(account, contact)
        moved = carry(lead, account, opportunity) if self.into.carry_activities else {}
        moved |= {"joined": True} if self.joined else {}
        for before, after, name in STEPS_SKIPPED[status_before]:
            self._record(name, type_of(lead), lead.pk, {"status": [before, after], "skipped": True})
        lead.status, lead.converted_at, lead.converted_by = Status.CONVERTED, moment(lead), self.by
        lead.converted_account, lead.converted_contact = account, contact
        lead.converted_opportunity, lead.next_follow_up_on = opportunity, None
        conversion = Conversion.objects.create(
            lead=lead,
            account=account,
            contact=contact,
            opportunity=opportunity,
            status_before=status_before,
            made=self.made,
            moved=moved,
        )
        tell(lead, account=account.pk, contact=contact and contact.pk, opportunity=opportunity and opportunity.pk)
        if self.by is not None and self.into.confirm:
            made = [
                (type(record)._meta.label_lower, record.pk) for record in (account, contact, opportunity) if record
            ]
            inform(lead, NoticeKind.CONVERTED, self.by, made=made)
        return conversion

    def _account(self) -> Account:
        chosen = self.into.account or self.lead.account
        if self.into.account or (chosen and not self.into.account_values):
            return self._locked(chosen)
        values = self._values_for(Account, (*TO_ACCOUNT, *ADDRESS), self.into.account_values)
        values["name"] = values.get("name") or account_name_for(self.lead)
        if self.policy.account_check and (known := account_called(values["name"], values.get("tin", ""))):
            return known
        return self._make("account", Account(**values))

    def _contact(self, account) -> Contact | None:
        if self.into.contact is not None:
            return self._joined(self.into.contact, account)
        if self.into.contact_values is None:
            return None
        values = self._values_for(Contact, (*TO_CONTACT, *PREFERENCES), self.into.contact_values)
        if not any(values.get(name) for name in TO_CONTACT):
            return None
        if "account" in self.made:  # whatever is new has no contacts to look through
            return self._make("contact", Contact(account=account, is_primary=True, **values))
        if known := self._known_contact(account, values["email"]):
            return known
        first = not account.contacts.filter(is_primary=True).exists()
        return self._make("contact", Contact(account=account, is_primary=first, **values))

    def _locked(self, account) -> Account:
        found = Account.objects.select_for_update(no_key=True).filter(pk=account.pk).first()
        if found is None:
            raise Invalid(_("This account does not exist any more."), field="account")
        return found

    def _joined(self, contact, account) -> Contact:
        """A contact of no account joins this one."""
        if contact.account_id is None:
            try:
                contact.edit(by=self.by, changes={"account": account})
            except Refused as refusal:
                raise Invalid(refusal.message, field="contact") from refusal
            self.joined = True
        check_belongs(contact, account, field="contact")
        return contact

    def _known_contact(self, account, email) -> Contact | None:
        if self.policy.contact_check == ContactCheck.NONE or not email:
            return None
        known = account.contacts.filter(email=email.strip().lower()).order_by("pk").first()
        if known and self.policy.contact_check == ContactCheck.FAIL:
            raise Refused(
                _("%(account)s has a contact with the e-mail %(email)s already.")
                % {"account": account, "email": email},
                code="contact_exists",
                field="contact",
            )
        return known

    def _opportunity(self, account, contact) -> Opportunity | None:
        if self.into.opportunity is not None:
            check_belongs(self.into.opportunity, account, field="opportunity")
            return self.into.opportunity
        if self.into.opportunity_values is None:
            return None
        values = {key: value for key, value in self.into.opportunity_values.items() if value not in (None, "")}
        values.setdefault("name", opportunity_name_for(account.name))
        if "amount" not in values:
            values["amount"] = self.lead.expected_amount
        if "close_on" not in values:
            values["close_on"] = self.lead.expected_closing_on or self.lead.owner.today() + CLOSES_AFTER
        for name in ("lead_source", "campaign"):
            if name not in values:
                values[f"{name}_id"] = getattr(self.lead, f"{name}_id")
        self._check_name(account, values["name"])
        return self._make("opportunity", Opportunity(account=account, primary_contact=contact, **values))

    def _check_name(self, account, name):
        asked = self.policy.opportunity_name_unique and "account" not in self.made
        taken = asked and account.opportunities.filter(name_key=fold(name)[:200])
        if taken and taken.exists():
            raise Refused(
                _("%(account)s has an opportunity of this name already.") % {"account": account},
                code="opportunity_exists",
                field="opportunity_name",
            )

    def _values_for(self, model, names, typed) -> dict:
        """What was typed, else what the lead says: of its relations the keys, which costs no query."""
        field_of = model._meta.get_field
        attnames = [field_of(name).attname for name in names if name not in typed]
        values = {name: getattr(self.lead, name) for name in attnames} | typed
        return {name: value for name, value in values.items() if value is not None or field_of(name).null}

    def _make(self, part, record):
        record.owner = record.owner or self.lead.owner
        try:
            record.validate_constraints()
        except ValidationError as error:
            raise Invalid(" ".join(error.messages), field=part) from error
        record.save(force_insert=True)
        self.made.append(part)
        self._record("create", type_of(record), record.pk, {"lead": self.lead.pk})
        return record

    def _record(self, verb, type, pk, data):
        """An Event among those of the verb itself: all are written together."""
        told = Event(verb=verb, by=self.by, at=moment(self.lead), data=data, type=type, object_id=pk)
        self.lead._acting.events.append(told)


def account_name_for(lead) -> str:
    """A new account is named by the company, else by the person, else by the number of its lead."""
    return (lead.company or lead.full_name or lead.number)[:200]


def opportunity_name_for(account_name) -> str:
    return (_("%(account)s - Opportunity") % {"account": account_name})[:200]


def check_belongs(record, account, *, field):
    if record.account_id != account.pk:
        words = {"record": record, "account": record.account or "–"}
        raise Invalid(
            _("%(record)s belongs to %(account)s. Choose that account, or another one here.") % words, field=field
        )


def account_called(name: str, tin: str = "") -> Account | None:
    """The account of this name but for case and spaces, or of this tax number; the oldest where there are several.

    Call inside a transaction: whoever else looks for the same name waits until it ends.
    """
    key = fold(name)[:200]
    lock_word(f"account:{key}")
    same = Q(name_key=key) | (Q(tin=tin) if tin else Q(pk__in=()))
    return Account.objects.select_for_update(no_key=True).filter(same).order_by("pk").first()
