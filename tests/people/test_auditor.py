"""An auditor changes nothing, whoever it belongs to: see also tests/matrix/test_auditor.py."""

import pytest

from hotcrm.people.models import User
from hotcrm.records.models import Access, SharingRule, TeamMember
from hotcrm.records.refusals import NotAllowed
from hotcrm.records.verbs import type_of, verbs_for
from hotcrm.sales.models import Account
from leads.models import Lead, Status
from tests.factories import make_lead


def test_not_even_what_belongs_to_them_or_is_shared_with_them(cast, pool):
    auditor = cast.auditor
    pool.administrators.add(auditor)
    SharingRule.objects.create(from_user=cast.alice, to_user=auditor, access=Access.WRITE)
    own = make_lead(owner=auditor, pool=pool, status=Status.WORKING)
    shared, waiting = make_lead(owner=cast.alice), make_lead()
    team = make_lead(owner=cast.bob)
    TeamMember.objects.create(type=type_of(Lead), object_id=team.pk, user=auditor, access=Access.WRITE)
    auditor = User.objects.get(pk=auditor.pk)
    found = verbs_for([own, shared, waiting, team], auditor)
    assert len(found) == 4
    assert {refusal.status for refusals in found.values() for refusal in refusals.values()} == {403}
    assert not Lead.objects.editable_by(auditor).exists()
    with pytest.raises(NotAllowed):
        own.edit(by=auditor, changes={"notes": "Seen"})
    account = Account.add({"name": "Theirs"}, by=cast.alice)
    Account.objects.update(owner=auditor)
    with pytest.raises(NotAllowed):
        account.edit(by=auditor, changes={"city": "Here"})


def test_an_auditor_who_sells_too_sells(cast):
    sellers = User.objects.get(username="alice").groups.all()
    cast.auditor.groups.add(*sellers)
    auditor = User.objects.get(pk=cast.auditor.pk)
    lead = make_lead(owner=auditor)
    lead.edit(by=auditor, changes={"notes": "Mine"})
    assert auditor.may_create
