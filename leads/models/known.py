"""What the rules of a lead ask of other tables: fetched when first asked for, once for a whole chunk."""

from functools import cached_property
from itertools import islice

from hotcrm.records.models import NewContact, OptOut, Policy
from hotcrm.sales.models import Account, Contact, PartnershipAgreement
from leads.same_person import AT_ONCE, MOST, may_be, of_last_name

from .lead_qualification import LeadQualification


class Known:
    """`typed` are pairs of a lead and the values it is about to get (clean model values by field name)."""

    def __init__(self, typed, *, by):
        self.typed, self.by = list(typed), by

    @cached_property
    def policy(self) -> Policy:
        return Policy.current()

    @cached_property
    def agreements(self) -> dict[int, PartnershipAgreement]:
        """Those the leads have and those they shall get, with what they cover. Three queries."""
        pks = {lead.agreement_id for lead, _ in self.typed}
        pks |= {pk for _, values in self.typed if (pk := _key(values, "agreement"))}
        rows = PartnershipAgreement.objects.prefetch_related("directions", "products")
        return rows.in_bulk(pks - {None}) if pks - {None} else {}

    @cached_property
    def opted_out(self) -> set[str]:
        """Of the addresses the leads get, or have, those that opted out for good."""
        return OptOut.objects.among(values.get("email", lead.email) or "" for lead, values in self.typed)

    def account_of(self, tin: str) -> tuple[Account | None, bool]:
        """The oldest account of a tax number, and whether `by` sees it; one that is seen comes first."""
        return self._accounts_by_tin.get(tin, (None, False))

    def qualification_of(self, lead) -> LeadQualification:
        """The row of a lead, new where it has none yet. One query for all leads."""
        row = self._qualifications.get(lead.pk) or LeadQualification()
        row.lead = lead
        return row

    def contact_like(self, lead) -> Contact | None:
        """Somebody of the same last name with two more things in common, whoever may see them."""
        return next((contact for contact in self._namesakes if may_be(lead, contact)), None)

    def add_contact(self, contact):
        """Somebody just made is known from then on."""
        self._namesakes.append(contact)

    @property
    def makes_contacts(self) -> bool:
        return self.policy.new_contact == NewContact.ON_SAVE

    @cached_property
    def _accounts_by_tin(self) -> dict[str, tuple[Account, bool]]:
        tins = {values.get("tin") for _, values in self.typed} - {None, ""}
        if not tins:
            return {}
        found = list(Account.objects.filter(tin__in=tins).select_related("owner").order_by("-pk"))
        seen = Account.objects.visible_to(self.by).filter(pk__in=[account.pk for account in found])
        seen_keys = set(seen.values_list("pk", flat=True)) if found else set()
        found.sort(key=lambda account: account.pk in seen_keys)  # stable: within each half the oldest still comes last
        return {account.tin: (account, account.pk in seen_keys) for account in found}

    @cached_property
    def _qualifications(self) -> dict[int, LeadQualification]:
        return LeadQualification.objects.in_bulk([lead.pk for lead, _ in self.typed])

    @cached_property
    def _namesakes(self) -> list[Contact]:
        names = iter({values.get("last_name") or lead.last_name for lead, values in self.typed})
        found: list[Contact] = []
        while some := list(islice(names, AT_ONCE)):
            rows = Contact.objects.filter(of_last_name(*some)).select_related("account").order_by("pk")
            found += rows[: MOST * len(some)]
        return found


def _key(values, name):
    """A relation may be given as a record or as its key."""
    record = values.get(name)
    return record.pk if record is not None else values.get(f"{name}_id")
