"""What a lead may already be among accounts, contacts and opportunities: candidates, each with why it matches."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cleanco import basename
from django.db.models import Q
from django.utils.translation import gettext as _

from hotcrm.people.names import full_name
from hotcrm.records.folding import fold
from hotcrm.records.models import ContactCheck
from hotcrm.records.reach import Reach
from hotcrm.sales.models import OPEN_STAGES, Account, Contact, Opportunity

from .same_person import MOST as MOST_NAMESAKES
from .same_person import in_common, may_be, of_last_name

MOST = 6  # candidates of a kind
KINDS: dict[str, Any] = {"account": Account, "contact": Contact, "opportunity": Opportunity}
FOUND_BY = {  # what somebody types who looks for another one
    "account": ("name",),
    "contact": ("last_name", "first_name", "email"),
    "opportunity": ("name", "account__name"),
}
OWN_LEGAL_FORMS = ("有限责任公司", "股份有限公司", "有限公司", "集团")


@dataclass
class Match:
    """A record that may be the one meant. `is_same` where the conversion would link it by itself."""

    record: Any
    reasons: list[str] = field(default_factory=list)
    is_same: bool = False

    @property
    def why(self) -> str:
        return ", ".join(map(str, self.reasons))

    @property
    def where(self) -> str:
        """The account it belongs to, where it is not one itself."""
        return str(getattr(self.record, "account", None) or "")


class Matches:
    """The candidates one person sees for a lead. At most five queries, each bounded."""

    def __init__(self, lead, user):
        self.lead, self.user = lead, user
        self.policy = Reach.of(user).policy

    def others(self, kind):
        """What else of this kind the person may choose: all they see, of opportunities the open ones."""
        records = KINDS[kind].objects.visible_to(self.user)
        return records.filter(stage__in=OPEN_STAGES) if kind == "opportunity" else records

    @cached_property
    def accounts(self) -> list[Match]:
        """By name but for case and spaces, tax number, a contact's e-mail or phone, name without legal form."""
        key, bare = fold(self.lead.company), without_legal_form(self.lead.company)
        wanted = Q(pk__in=[contact.account_id for contact in self._people if contact.account_id])
        wanted |= Q(name_key=key) | Q(name_key__startswith=bare) if bare else Q(pk=self.lead.account_id)
        if self.lead.tin:
            wanted |= Q(tin=self.lead.tin)
        found = Account.objects.visible_to(self.user).filter(wanted | Q(pk=self.lead.account_id)).order_by("pk")
        matches = [self._account(account, key, bare) for account in found[: MOST * 3]]
        return sorted((m for m in matches if m.reasons), key=lambda match: not match.is_same)[:MOST]

    @cached_property
    def contacts(self) -> list[Match]:
        return [self._contact(contact) for contact in self._people[:MOST]]

    @cached_property
    def opportunities(self) -> list[Match]:
        """The open ones of the accounts found."""
        accounts = [match.record.pk for match in self.accounts]
        found = Opportunity.objects.visible_to(self.user).filter(account__in=accounts, stage__in=OPEN_STAGES)
        return [
            Match(one, [str(one.get_stage_display())])
            for one in found.select_related("account").order_by("-pk")[:MOST]
        ]

    @cached_property
    def _people(self) -> list[Contact]:
        lead, wanted = self.lead, Q(pk=self.lead.contact_id)
        if lead.email:
            wanted |= Q(email=lead.email)
        for number in filter(None, (lead.phone, lead.mobile)):
            wanted |= Q(phone=number) | Q(mobile=number)
        visible = Contact.objects.visible_to(self.user).select_related("account")
        found = list(visible.filter(wanted).order_by("pk")[: MOST * 2])
        namesakes = (
            visible.filter(of_last_name(lead.last_name)).order_by("pk")[:MOST_NAMESAKES] if lead.last_name else ()
        )
        return [*found, *(contact for contact in namesakes if contact not in found and may_be(lead, contact))]

    def _account(self, account, key, bare) -> Match:
        match = Match(account)
        if account.pk == self.lead.account_id:
            match.reasons.append(_("named by the lead"))
        if key and account.name_key == key:
            match.reasons.append(_("same name"))
        if self.lead.tin and account.tin == self.lead.tin:
            match.reasons.append(_("same tax number"))
        match.is_same = account.pk == self.lead.account_id or bool(match.reasons and self.policy.account_check)
        if bare and account.name_key != key and without_legal_form(account.name) == bare:
            match.reasons.append(_("same name but for the legal form"))
        people = [str(contact) for contact in self._people if contact.account_id == account.pk]
        if people:
            match.reasons.append(_("%(person)s is a contact there") % {"person": people[0]})
        return match

    def _contact(self, contact) -> Match:
        lead, match = self.lead, Match(contact)
        if contact.pk == lead.contact_id:
            match.reasons.append(_("named by the lead"))
        if lead.email and contact.email == lead.email:
            match.reasons.append(_("same e-mail"))
        if {contact.phone, contact.mobile} & {lead.phone, lead.mobile} - {""}:
            match.reasons.append(_("same phone"))
        if fold(contact.full_name) == fold(full_name(lead.first_name, lead.middle_name, lead.last_name)):
            match.reasons.append(_("same name"))
        elif may_be(lead, contact):
            match.reasons += [
                _("same last name"),
                *(why for why in in_common(lead, contact) if why not in match.reasons),
            ]
        is_reused = self.policy.contact_check == ContactCheck.REUSE
        match.is_same = bool(is_reused and lead.email and contact.email == lead.email)
        return match


def without_legal_form(company: str) -> str:
    """The name as it is compared when Ltd, GmbH or 有限公司 shall not matter."""
    key = fold(company)
    for form in OWN_LEGAL_FORMS:
        key = key.removesuffix(form)
    return fold(basename(key)) if key else ""
