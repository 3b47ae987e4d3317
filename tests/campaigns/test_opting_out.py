"""Who unsubscribes is left in peace for good: the person, and their address whoever has it later (FACTS M17)."""

import pytest
from django.core.exceptions import ValidationError

from campaigns.models import Member
from hotcrm.records.models import Event, OptOut
from hotcrm.sales.models import Account, Contact
from leads.models import Lead
from tests.factories import make_lead

from .making import make_campaign, make_member

ADDRESS = "ann@x.test"


@pytest.fixture
def member(cast):
    return make_member(make_campaign(owner=cast.mia), make_lead(email=ADDRESS, owner=cast.alice))


@pytest.fixture
def gone(db):
    OptOut.objects.create(address=ADDRESS)


class TestAMemberWhoUnsubscribes:
    def test_is_opted_out_with_their_address(self, cast, member):
        member.set_status(by=cast.mia, to="unsubscribed")
        assert (Lead.objects.get().email_opt_out, OptOut.objects.get().address) == (True, ADDRESS)
        assert Event.objects.filter(verb="opt_out").count() == 1

    def test_may_be_a_contact(self, cast, contact):
        contact.edit(by=cast.admin, changes={"email": ADDRESS})
        make_member(make_campaign(), contact).set_status(by=cast.mia, to="unsubscribed")
        assert (Contact.objects.get().email_opt_out, OptOut.objects.count()) == (True, 1)

    def test_a_second_time_nothing_is_written(self, cast, member):
        member.set_status(by=cast.mia, to="unsubscribed")
        version = Lead.objects.get().version
        make_member(make_campaign(), Lead.objects.get()).set_status(by=cast.mia, to="unsubscribed")
        assert (Lead.objects.get().version, OptOut.objects.count()) == (version, 1)
        assert Event.objects.filter(verb="opt_out").count() == 1

    def test_what_is_no_unsubscribing_writes_nothing_there(self, cast, member):
        for to in ("responded", "sent", "bounced"):
            member.set_status(by=cast.mia, to=to)
        assert (Lead.objects.get().email_opt_out, OptOut.objects.count()) == (False, 0)

    def test_without_an_address_is_opted_out_alone(self, cast):
        make_member(make_campaign(), make_lead()).set_status(by=cast.mia, to="unsubscribed")
        assert (Lead.objects.get().email_opt_out, OptOut.objects.count()) == (True, 0)

    def test_all_of_it_or_nothing(self, cast, member, monkeypatch):
        monkeypatch.setattr(Member, "settle", classmethod(fail))
        with pytest.raises(RuntimeError):
            member.set_status(by=cast.mia, to="unsubscribed")
        assert (Lead.objects.get().email_opt_out, OptOut.objects.count()) == (False, 0)


def fail(*args, **kwargs):
    raise RuntimeError


@pytest.mark.usefixtures("gone")
class TestWhoComesLater:
    def test_as_a_lead(self, cast):
        assert make_lead(email=" Ann@X.test ").email_opt_out
        assert not make_lead(email="other@x.test").email_opt_out

    def test_by_an_edit_of_a_lead(self, cast):
        lead = make_lead(owner=cast.alice)
        lead.edit(by=cast.alice, changes={"email": ADDRESS})
        assert Lead.objects.get().email_opt_out

    def test_as_a_contact(self, cast):
        assert Contact.add({"last_name": "Ann", "email": ADDRESS}, by=cast.alice).email_opt_out

    def test_by_an_edit_of_a_contact(self, cast):
        contact = Contact.add({"last_name": "Ann"}, by=cast.alice)
        contact.edit(by=cast.alice, changes={"email": ADDRESS})
        assert Contact.objects.get().email_opt_out

    def test_by_a_conversion(self, cast):
        lead = make_lead(owner=cast.alice, email="other@x.test")
        Lead.objects.filter(pk=lead.pk).update(email=ADDRESS)  # as it stood before the address opted out
        lead.convert(by=cast.alice)
        assert Contact.objects.get().email_opt_out


@pytest.mark.usefixtures("gone")
class TestWhoWouldClearIt:
    def test_hears_why_not_at_the_field(self, cast):
        lead = make_lead(owner=cast.alice, email=ADDRESS)
        with pytest.raises(ValidationError) as refused:
            lead.edit(by=cast.alice, changes={"email_opt_out": False})
        assert set(refused.value.message_dict) == {"email_opt_out"}
        with pytest.raises(ValidationError):
            lead.check_changes({"email_opt_out": False}, by=cast.alice)

    def test_nor_of_a_contact(self, cast):
        contact = Contact.add({"last_name": "Ann", "email": ADDRESS}, by=cast.alice)
        with pytest.raises(ValidationError):
            contact.edit(by=cast.alice, changes={"email_opt_out": False})

    def test_may_where_the_address_is_another_one(self, cast):
        lead = make_lead(owner=cast.alice, email=ADDRESS)
        lead.edit(by=cast.alice, changes={"email": "new@x.test", "email_opt_out": False})
        assert not Lead.objects.get().email_opt_out

    def test_may_where_nobody_asked_for_it(self, cast):
        contact = Contact.objects.create(
            account=Account.objects.create(name="Acme"), owner=cast.alice, last_name="Bo", email_opt_out=True
        )
        contact.edit(by=cast.alice, changes={"email_opt_out": False})
        assert not Contact.objects.get().email_opt_out
