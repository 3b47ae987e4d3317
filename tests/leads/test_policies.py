import pytest

from hotcrm.records.models import Policy
from hotcrm.records.refusals import NotAllowed, Refused
from leads.models import DisqualificationReason, Status
from tests.factories import make_lead


@pytest.fixture
def lead(cast):
    return make_lead(owner=cast.alice, status=Status.WORKING)


def disqualify(lead, by):
    lead.disqualify(by=by, reason=DisqualificationReason.objects.get(code="other"))


def qualify(lead, by):
    lead.qualify(by=by)


@pytest.mark.parametrize("decide", [qualify, disqualify])
def test_a_manager_decides_unless_the_policy_leaves_it_to_the_owner(cast, lead, decide):
    Policy.objects.create(pk=1, qualify_by_owner_only=True)
    with pytest.raises(NotAllowed):
        decide(lead, cast.dave)
    Policy.objects.update(qualify_by_owner_only=False)
    decide(lead, cast.dave)


@pytest.mark.parametrize("decide", [qualify, disqualify])
@pytest.mark.parametrize("person", ["alice", "admin"])
def test_owner_and_administrator_decide_in_any_case(cast, lead, decide, person):
    Policy.objects.create(pk=1, qualify_by_owner_only=True)
    decide(lead, getattr(cast, person))
    assert lead.status == (Status.QUALIFIED if decide is qualify else Status.UNQUALIFIED)


def test_the_notes_of_a_converted_lead_are_closed_when_the_policy_says_so(cast, lead):
    lead.convert(by=cast.alice)
    lead.edit(by=cast.alice, changes={"notes": "Still open."})
    Policy.objects.create(pk=1, converted_notes_editable=False)
    with pytest.raises(Refused):
        lead.edit(by=cast.alice, changes={"notes": "Closed."})
