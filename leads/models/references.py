from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from hotcrm.records.refusals import Invalid
from hotcrm.sales.models import AgreementStatus

NAMES = ("first_name", "middle_name", "last_name")
OFFERING = {"agreement", "direction", "product"}


class Referring(models.Model):
    """What a lead says of accounts, contacts and agreements fits together (PRODUCT 2), whichever door it came by."""

    company: str
    account: Any
    contact: Any
    partner_contact: Any

    class Meta:
        abstract = True

    def settle_references(self, changed: set[str], known) -> list[str]:
        """Bring in line what follows from the fields that changed; says in sentences what was done beside.

        Raises `Invalid` at the field where what was typed contradicts itself. `known` is a `leads.models.known.Known`.
        """
        notes: list[str] = []
        self._settle_contact(changed, notes)
        self._settle_tin(changed, known, notes)
        self.take_names()
        agreement = self.agreement_id
        if changed & OFFERING:
            self._settle_agreement(changed, known, notes)
        is_other = "agreement" in changed or self.agreement_id != agreement
        if self.partner_contact_id and (is_other or "partner_contact" in changed):
            self._settle_partner_contact(changed, known, notes)
        return notes

    def take_names(self):
        """Who is known already need not be typed: the account names the company, the contact the person."""
        if self.account_id and not self.company:
            self.company = self.account.name
        if self.contact_id and not any(getattr(self, name) for name in NAMES):
            for name in NAMES:
                setattr(self, name, getattr(self.contact, name))

    def _settle_contact(self, changed, notes):
        """An existing contact belongs to the existing account, which follows from it where none is chosen."""
        if not changed & {"account", "contact"} or (contact := self.contact) is None:
            return
        if "contact" in changed and self.account_id is None:
            self.account = contact.account
        elif contact.account_id != self.account_id:
            if "contact" in changed:
                raise Invalid(_("%(contact)s belongs to another account.") % {"contact": contact}, field="contact")
            self.contact = None
            notes.append(_("The existing contact was taken off: %(contact)s is not there.") % {"contact": contact})

    def _settle_tin(self, changed, known, notes):
        """A tax number that belongs to a known account links it; one that `by` may not see is only told of."""
        account, is_seen = known.account_of(self.tin) if "tin" in changed else (None, False)
        if account is None or account.pk == self.account_id:
            return
        if not is_seen:
            if known.by is None or not known.by.is_partner:
                notes.append(
                    _("An account of this tax number exists, owned by %(owner)s.") % {"owner": account.owner or "–"}
                )
        elif self.account_id or (self.contact_id and self.contact.account_id != account.pk):
            notes.append(_("This tax number belongs to %(account)s.") % {"account": account})
        else:
            self.account = account
            notes.append(_("The tax number belongs to %(account)s: it is linked.") % {"account": account})

    def _settle_agreement(self, changed, known, notes):
        """An agreement covers direction and product: chosen, it must; it is cleared once it does not any more."""
        agreement = known.agreements.get(self.agreement_id)
        if agreement is None:
            return
        is_chosen = "agreement" in changed
        if is_chosen and known.by is not None and agreement.status != AgreementStatus.VALID:
            raise Invalid(_("%(agreement)s is not valid now.") % {"agreement": agreement}, field="agreement")
        if is_chosen and self.direction_id is None:
            self.direction = agreement.only_direction
        if agreement.covers(self.direction_id, self.product_id):
            return
        if is_chosen:
            raise Invalid(
                _("%(agreement)s does not cover this direction and product.") % {"agreement": agreement},
                field="agreement",
            )
        if known.by is not None and known.by.is_partner:  # it would be gone from before their eyes
            at = "product" if "product" in changed and self.product_id else "direction"
            raise Invalid(_("Your agreement does not cover this."), field=at)
        self.agreement = None
        notes.append(
            _("The partnership agreement was taken off: %(agreement)s does not cover this direction and product.")
            % {"agreement": agreement}
        )

    def _settle_partner_contact(self, changed, known, notes):
        """Whoever represents the partner works there, where it is known which account the partner is."""
        agreement = known.agreements.get(self.agreement_id)
        if agreement and agreement.account_id in (None, self.partner_contact.account_id):
            return
        if "partner_contact" not in changed:
            notes.append(_("The partner contact was taken off: %(contact)s.") % {"contact": self.partner_contact})
            self.partner_contact = None
        elif agreement:
            raise Invalid(
                _("%(contact)s does not belong to the partner company.") % {"contact": self.partner_contact},
                field="partner_contact",
            )
