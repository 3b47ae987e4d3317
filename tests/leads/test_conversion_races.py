"""Conversions at the same moment. Every race has a control, the same without the verb's locks: it loses."""

from threading import Barrier

import pytest

from hotcrm.sales.models import Account, Contact, Opportunity
from leads.models import Conversion, ConversionPlan, Lead, Status
from leads.models.converting import account_name_for
from tests.conftest import make_cast
from tests.factories import make_lead

from .test_races import RUNNERS, fresh, race, split

pytestmark = pytest.mark.django_db(transaction=True)
DEAL = ConversionPlan(opportunity_values={"name": "Deal"})


@pytest.fixture
def cast(transactional_db):
    return make_cast()


def qualified(cast, **values):
    return make_lead(owner=cast.alice, status=Status.QUALIFIED, **values)


def counts():
    return Account.objects.count(), Contact.objects.count(), Opportunity.objects.count()


def test_of_many_who_convert_a_lead_at_once_one_does(cast):
    lead = qualified(cast)
    done, refused = split(
        race(lambda person: Lead.objects.get(pk=lead.pk).convert(by=fresh(person), into=DEAL), [cast.alice] * RUNNERS)
    )
    assert (done, refused, counts(), Conversion.objects.count()) == (RUNNERS, [], (1, 1, 1), 1)


def test_leads_of_one_company_converted_at_once_share_the_account(cast):
    leads = [qualified(cast, company="Globex", last_name=f"Doe {n}") for n in range(RUNNERS)]
    done, refused = split(race(lambda lead: Lead.objects.get(pk=lead.pk).convert(by=fresh(cast.alice)), leads))
    assert (done + len(refused), {refusal.code for refusal in refused} <= {"busy"}) == (RUNNERS, True)
    assert counts() == (1, done, 0)
    assert Contact.objects.filter(is_primary=True).count() == 1


def test_who_looks_and_then_makes_makes_the_account_more_than_once(cast):
    """The control."""
    leads = [qualified(cast, company="Globex", last_name=f"Doe {n}") for n in range(RUNNERS)]
    looked = Barrier(RUNNERS)

    def look_then_make(lead):
        name = account_name_for(lead)
        known = Account.objects.filter(name=name).exists()
        looked.wait(timeout=10)
        return known or Account.objects.create(name=name)

    race(look_then_make, leads)
    assert Account.objects.count() == RUNNERS


def test_a_conversion_is_taken_back_or_built_upon_never_both(cast):
    for number in range(3):
        first = qualified(cast, company=f"Globex {number}")
        account = first.convert(by=cast.alice).account
        second = qualified(cast, company=f"Initech {number}")

        def undo(lead):
            return Lead.objects.get(pk=lead.pk).undo_conversion(by=fresh(cast.admin))

        def build(lead, account=account):
            return Lead.objects.get(pk=lead.pk).convert(by=fresh(cast.alice), into=ConversionPlan(account=account))

        done, refused = split(race(lambda job: job[0](job[1]), [(undo, first), (build, second)]))
        assert (done, len(refused)) == (1, 1)
        statuses = {Lead.objects.get(pk=lead.pk).status for lead in (first, second)}
        assert statuses in ({Status.CONVERTED}, {Status.QUALIFIED})
