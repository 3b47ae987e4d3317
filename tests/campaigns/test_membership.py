"""What becomes of a member: the statuses (FACTS M15, M16), the end, and what follows their lead (C14)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import LeadStage, Member, MemberStatus, Reached
from hotcrm.records.models import Event
from hotcrm.records.refusals import Invalid, NotAllowed, Refused
from leads.models import Lead
from tests.factories import make_lead

from .making import make_campaign, make_member


@pytest.fixture
def campaign(cast):
    return make_campaign(owner=cast.mia)


@pytest.fixture
def member(campaign):
    return make_member(campaign, make_lead())


def as_it_stands(member):
    member = Member.objects.get(pk=member.pk)
    return member.status, member.reached, member.responded_at is not None


class TestStatus:
    def test_the_first_response_is_stamped_once_and_cleared_when_set_back(self, cast, member):
        """M15."""
        member.set_status(by=cast.mia, to="responded")
        first = member.responded_at
        member.set_status(by=cast.mia, to="attended")
        assert (first is not None, member.responded_at) == (True, first)
        member.set_status(by=cast.mia, to="sent")
        assert (member.responded_at, member.reached) == (None, Reached.SENT)

    def test_the_converted_have_responded(self, cast, member):
        """M16."""
        member.set_status(by=cast.mia, to="converted")
        assert as_it_stands(member) == ("converted", Reached.DELIVERED, True)

    @pytest.mark.parametrize(
        ("steps", "reached"),
        [
            (["clicked", "opened"], Reached.OPENED),
            (["clicked", "responded"], Reached.CLICKED),
            (["no_show"], Reached.DELIVERED),
            (["bounced"], Reached.SENT),
            (["opened", "bounced"], Reached.OPENED),
        ],
    )
    def test_how_far_a_message_came(self, cast, member, steps, reached):
        for to in steps:
            member.set_status(by=cast.mia, to=to)
        assert member.reached == reached

    def test_what_counts_is_the_campaigns_own_affair(self, cast):
        member = make_member(make_campaign(owner=cast.mia, responses=["clicked"]), make_lead())
        member.set_status(by=cast.mia, to="responded")
        assert member.responded_at is None
        member.set_status(by=cast.mia, to="clicked")
        assert member.responded_at is not None

    def test_is_told_in_an_event(self, cast, member):
        member.set_status(by=cast.mia, to="opened")
        member.set_status(by=cast.mia, to="opened")
        assert list(Event.objects.filter(verb="set_status").values_list("data", "by")) == [
            ({"status": ["sent", "opened"]}, cast.mia.pk)
        ]

    @pytest.mark.parametrize("to", ["", "elsewhere"])
    def test_is_one_of_ten(self, cast, member, to):
        with pytest.raises(Invalid):
            member.set_status(by=cast.mia, to=to)

    @pytest.mark.parametrize(("to", "is_refused"), [("delivered", True), ("no_show", True), ("attended", False)])
    def test_who_is_held_out_does_only_what_they_do_by_themselves(self, cast, campaign, to, is_refused):
        member = make_member(campaign, make_lead(), status="", is_held_out=True)
        results = Member.set_status.apply([member.pk], by=cast.mia, to=to)
        assert [refusal.code for _pk, refusal in results.refused] == ["held_out"] * is_refused

    def test_only_who_runs_campaigns_sets_it(self, cast, campaign):
        member = make_member(campaign, make_lead(owner=cast.alice))
        with pytest.raises(Refused):
            member.set_status(by=cast.alice, to="opened")
        with pytest.raises(NotAllowed):
            member.set_status(by=cast.auditor, to="opened")

    @pytest.mark.parametrize("to", ["opened", "unsubscribed"])
    def test_thirty_cost_the_queries_of_two(self, cast, campaign, to):
        def some(number):
            pks = [make_member(campaign, make_lead(email=f"{number}{n}@x.test")).pk for n in range(number)]
            return queries_of(Member.set_status, pks, by=cast.mia, to=to)

        some(1)
        assert some(2) == some(30)


class TestTheEnd:
    def test_is_told_by_the_person(self, cast, campaign, member):
        member.remove(by=cast.mia)
        event = Event.objects.get(verb="leave_campaign")
        assert (Member.objects.count(), event.object_id, event.data) == (
            0,
            member.lead_id,
            {"campaign": campaign.pk, "status": "sent"},
        )

    def test_may_be_the_beginning_elsewhere(self, cast, member):
        """M18."""
        other, lead = make_campaign(owner=cast.mia), Lead.objects.get()
        member.remove(by=cast.mia)
        lead.enrol(by=cast.mia, campaign=other)
        assert list(Member.objects.values_list("lead", "campaign")) == [(lead.pk, other.pk)]

    def test_of_thirty_costs_the_queries_of_two(self, cast, campaign):
        def some(number):
            pks = [make_member(campaign, make_lead()).pk for _ in range(number)]
            return queries_of(Member.remove, pks, by=cast.mia)

        some(1)
        assert (some(2), Member.objects.count()) == (some(30), 0)

    def test_is_not_for_who_runs_no_campaigns(self, cast, member):
        with pytest.raises(Refused):
            member.remove(by=cast.alice)
        assert Member.objects.count() == 1


class TestFollowingTheLead:
    @pytest.fixture
    def owned(self, cast):
        return make_lead(owner=cast.alice, email="ann@x.test", company="Ann & Co")

    def test_who_converts_is_a_converted_member(self, cast, campaign, owned):
        """C14."""
        member = make_member(campaign, owned, status="clicked")
        owned.convert(by=cast.alice)
        assert as_it_stands(member) == ("converted", Reached.CLICKED, True)
        assert Member.objects.get().lead_stage == LeadStage.CONVERTED

    def test_who_unsubscribed_stays_so(self, cast, campaign, owned):
        member = make_member(campaign, owned, status="unsubscribed")
        owned.convert(by=cast.alice)
        assert as_it_stands(member)[0] == "unsubscribed"
        assert Member.objects.get().lead_stage == LeadStage.CONVERTED

    def test_who_was_held_out_gets_no_status(self, cast, campaign, owned):
        make_member(campaign, owned, status="", is_held_out=True)
        owned.convert(by=cast.alice)
        assert Member.objects.values_list("status", "lead_stage").get() == ("", "c")

    @pytest.mark.parametrize("status", [status for status in MemberStatus if status != "unsubscribed"])
    def test_undone_all_is_as_it_was(self, cast, campaign, owned, status):
        member = make_member(campaign, owned)
        member.set_status(by=cast.mia, to=status)
        before = Member.objects.values("status", "reached", "responded_at", "lead_stage").get()
        owned.convert(by=cast.alice)
        owned.undo_conversion(by=cast.admin)
        assert Member.objects.values("status", "reached", "responded_at", "lead_stage").get() == before

    def test_what_was_set_since_the_conversion_stays_when_that_is_undone(self, cast, campaign, owned):
        member = make_member(campaign, owned)
        owned.convert(by=cast.alice)
        Member.objects.get().set_status(by=cast.mia, to="attended")
        owned.undo_conversion(by=cast.admin)
        assert (as_it_stands(member)[0], Member.objects.get().lead_stage) == ("attended", "o")

    def test_the_discarded_and_the_restored(self, cast, campaign, member):
        lead = Lead.objects.get()
        lead.discard(by=cast.admin)
        assert Member.objects.values_list("status", "lead_stage").get() == ("sent", "d")
        lead.restore(by=cast.admin)
        assert Member.objects.values_list("status", "lead_stage").get() == ("sent", "o")

    def test_who_is_deleted_for_good_is_no_member(self, cast, member):
        lead = Lead.objects.get()
        lead.discard(by=cast.admin)
        lead.delete_for_good(by=cast.admin)
        assert Member.objects.count() == 0

    def test_leads_without_memberships_cost_one_query(self, cast, campaign):
        one, other = make_lead(owner=cast.alice), make_lead(owner=cast.alice)
        make_member(campaign, other)
        alone = [sql for sql in statements(lambda: one.discard(by=cast.admin)) if "campaigns_member" in sql]
        assert len(alone) == 1
        assert [sql for sql in statements(lambda: other.work(by=cast.alice)) if "campaigns_member" in sql] == []

    def test_twenty_cost_the_queries_of_two(self, cast, campaign):
        def some(number):
            leads = [make_lead() for _ in range(number)]
            for lead in leads:
                make_member(campaign, lead)
                make_member(make_campaign(), lead, status="opened")
            return queries_of(Lead.discard, [lead.pk for lead in leads], by=cast.admin)

        some(1)
        assert some(2) == some(20)
        assert set(Member.objects.values_list("lead_stage", flat=True)) == {"d"}


class TestWhatCounts:
    def test_a_campaign_that_changes_it_stamps_and_clears(self, cast, campaign):
        clicked, responded = (make_member(campaign, make_lead(), status=s) for s in ("clicked", "responded"))
        other = make_member(make_campaign(), make_lead(), status="responded")
        campaign.edit(by=cast.mia, changes={"responses": ["clicked"]})
        have = set(Member.objects.filter(responded_at__isnull=False).values_list("pk", flat=True))
        assert have == {clicked.pk, other.pk}
        assert responded.pk not in have

    def test_it_takes_two_statements(self, cast, campaign):
        for _ in range(5):
            make_member(campaign, make_lead(), status="clicked")
        sql = statements(lambda: campaign.edit(by=cast.mia, changes={"responses": ["clicked"]}))
        assert len([one for one in sql if "campaigns_member" in one]) == 2


def statements(deed):
    with CaptureQueriesContext(connection) as queries:
        deed()
    return [query["sql"] for query in queries]


def queries_of(verb, pks, **kwargs):
    return len(statements(lambda: verb.apply(pks, **kwargs)))
