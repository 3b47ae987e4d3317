"""What a history import takes over beside the lead itself: the account of a lead that was converted elsewhere."""

from hotcrm.records.folding import fold
from hotcrm.records.models import Event
from hotcrm.records.verbs import type_of
from hotcrm.sales.models import Account
from leads.models import Lead, Status
from leads.models.conversion import Conversion
from leads.models.converting import ADDRESS, TO_ACCOUNT


def link_accounts(leads: list[Lead], *, by):
    """Each gets the account named by its company, else its person, else its number. No mails, no notices.

    A constant number of queries. Call it in the transaction that made the leads.
    """
    names = {lead.pk: (lead.company or lead.full_name or lead.number)[:200] for lead in leads}
    keys = {pk: fold(name)[:200] for pk, name in names.items()}
    accounts = {account.name_key: account for account in known_accounts(keys.values())}
    missing: dict[str, Account] = {}
    for lead in leads:
        if keys[lead.pk] not in accounts:
            missing.setdefault(keys[lead.pk], account_of(lead, names[lead.pk]))
    Account.objects.bulk_create(missing.values())
    Event.objects.bulk_create(
        Event(verb="create", by=by, at=account.created_at, type=type_of(account), object_id=account.pk)
        for account in missing.values()
    )
    accounts |= missing
    for lead in leads:
        lead.converted_account, lead.converted_by = accounts[keys[lead.pk]], by
    Lead.objects.bulk_update(leads, ["converted_account", "converted_by"])
    Conversion.objects.bulk_create(
        Conversion(lead=lead, account=lead.converted_account, status_before=Status.NEW) for lead in leads
    )


def known_accounts(keys):
    """The oldest of each name comes last, and so wins."""
    return Account.objects.filter(name_key__in=set(keys)).order_by("-pk")


def account_of(lead: Lead, name: str) -> Account:
    account = Account(name=name, owner=lead.owner, created_at=lead.created_at)
    for field in (*TO_ACCOUNT, *ADDRESS):
        setattr(account, field, getattr(lead, field))
    account.normalize()
    return account
