"""How leads and contacts become members of a campaign: `enrol`, FACTS M12 to M14."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from campaigns.models import CampaignList, CampaignType, ListEntry, ListKind, MarketingList, Member, MemberStatus, Use
from campaigns.models.running import CampaignStatus
from hotcrm.pages.runs.starting import start
from hotcrm.records.models import Event, OptOut
from hotcrm.records.refusals import NotAllowed, Refused
from hotcrm.sales.models import Contact
from leads.models import Lead, Status
from tests.factories import make_lead

from .making import make_campaign


@pytest.fixture
def campaign(cast):
    return make_campaign(owner=cast.mia)


@pytest.fixture
def by_mail(cast):
    return make_campaign(owner=cast.mia, type=CampaignType.objects.get(code="email"))


def codes(results):
    return [refusal.code for _pk, refusal in results.refused]


def enrol(*people, by, campaign):
    return type(people[0]).enrol.apply([person.pk for person in people], by=by, campaign=campaign)


class TestAMember:
    def test_begins_as_sent_and_says_who_added_them(self, cast, campaign):
        lead = make_lead()
        lead.enrol(by=cast.mia, campaign=campaign)
        member = Member.objects.get()
        told = (member.lead_id, member.contact_id, member.status, member.lead_stage, member.added_by_id, member.arm)
        assert told == (lead.pk, None, MemberStatus.SENT, "o", cast.mia.pk, "")

    def test_may_be_a_contact(self, cast, campaign, contact):
        contact.enrol(by=cast.mia, campaign=campaign)
        member = Member.objects.get()
        assert (member.lead_id, member.contact_id, member.lead_stage) == (None, contact.pk, "")

    def test_who_is_held_out_has_no_status(self, cast, campaign):
        type(campaign).objects.filter(pk=campaign.pk).update(holdout_percent=50)
        leads = [make_lead() for _number in range(40)]
        enrol(*leads, by=cast.mia, campaign=campaign)
        held_out = Member.objects.filter(is_held_out=True)
        assert 0 < held_out.count() < 40
        assert set(held_out.values_list("status", "arm")) == {("", "holdout")}

    def test_leaves_the_lead_as_it_was(self, cast, campaign):
        lead = make_lead()
        lead.enrol(by=cast.mia, campaign=campaign)
        assert Lead.objects.get(pk=lead.pk).version == lead.version
        assert not Event.objects.filter(verb="enrol").exists()


class TestWhoIsSkipped:
    def test_an_email_campaign_takes_whom_it_can_reach(self, cast, by_mail):
        """M12."""
        leads = [
            make_lead(email="one@x.test"),
            make_lead(email="two@x.test", status=Status.WORKING, owner=cast.alice),
            make_lead(email="three@x.test", email_opt_out=True),
            make_lead(email="four@x.test", status=Status.CONVERTED),
            make_lead(),
        ]
        results = enrol(*leads, by=cast.mia, campaign=by_mail)
        assert [row.pk for row in results.done] == [leads[0].pk, leads[1].pk]
        assert sorted(codes(results)) == ["converted", "no_email", "opted_out"]
        assert set(Member.objects.values_list("lead", "status")) == {(lead.pk, "sent") for lead in leads[:2]}

    def test_another_campaign_skips_the_converted_only(self, cast, campaign):
        leads = [make_lead(email="a@x.test", email_opt_out=True), make_lead(), make_lead(status=Status.CONVERTED)]
        assert codes(enrol(*leads, by=cast.mia, campaign=campaign)) == ["converted"]
        assert Member.objects.count() == 2

    def test_an_address_that_opted_out_counts_for_whoever_has_it(self, cast, by_mail):
        lead = make_lead(email="once@x.test")
        OptOut.objects.create(address="once@x.test")
        assert codes(enrol(lead, by=cast.mia, campaign=by_mail)) == ["opted_out"]

    def test_a_second_time_only_new_ones_come_in(self, cast, campaign):
        """M13."""
        first, second = make_lead(), make_lead()
        other = make_campaign(owner=cast.mia)
        enrol(first, second, by=cast.mia, campaign=other)
        enrol(first, by=cast.mia, campaign=campaign)
        results = enrol(first, second, by=cast.mia, campaign=campaign)
        assert ([row.pk for row in results.done], codes(results)) == ([second.pk], ["member_already"])
        assert campaign.members.count() == 2

    @pytest.mark.parametrize("status", [CampaignStatus.COMPLETED, CampaignStatus.CANCELLED])
    def test_a_campaign_that_is_over_takes_nobody(self, cast, campaign, status):
        """M14."""
        type(campaign).objects.filter(pk=campaign.pk).update(status=status)
        assert codes(enrol(make_lead(), by=cast.mia, campaign=campaign)) == ["campaign_over"]

    def test_the_discarded_are_not_members(self, cast, campaign):
        lead = make_lead()
        lead.discard(by=cast.admin)
        assert codes(enrol(lead, by=cast.admin, campaign=campaign)) == ["discarded"]

    @pytest.mark.parametrize(
        "entry", [{"address": "ann@shop.example.com"}, {"domain": "shop.example.com"}, {"domain": "example.com"}]
    )
    def test_who_is_on_an_excluded_list_by_address_or_domain(self, cast, campaign, entry):
        suppress(campaign, **entry)
        lead, other = make_lead(email="ann@shop.example.com"), make_lead(email="ann@notexample.com")
        results = enrol(lead, other, by=cast.mia, campaign=campaign)
        assert ([row.pk for row in results.done], codes(results)) == ([other.pk], ["suppressed"])

    def test_who_is_on_an_excluded_list_in_person(self, cast, campaign, contact):
        suppress(campaign, contact=contact)
        assert codes(enrol(contact, by=cast.mia, campaign=campaign)) == ["suppressed"]

    def test_a_target_list_suppresses_nobody(self, cast, campaign):
        lead = make_lead()
        suppress(campaign, use=Use.TARGET, lead=lead)
        assert codes(enrol(lead, by=cast.mia, campaign=campaign)) == []


class TestWhoEnrols:
    def test_not_who_runs_no_campaigns(self, cast, campaign):
        lead = make_lead(owner=cast.alice)
        with pytest.raises(NotAllowed):
            lead.enrol(by=cast.alice, campaign=campaign)

    def test_a_lead_one_does_not_see_is_not_found(self, cast, campaign):
        lead = make_lead(owner=cast.alice)
        with pytest.raises(Refused) as refused:
            lead.enrol(by=cast.mallory, campaign=campaign)
        assert refused.value.code == "not_found"

    def test_an_auditor_changes_nothing(self, cast, campaign):
        with pytest.raises(NotAllowed):
            make_lead().enrol(by=cast.auditor, campaign=campaign)

    def test_what_a_pool_hides_stays_hidden_from_who_enrols(self, cast, campaign, pool):
        lead = make_lead(email="secret@x.test", pool=pool)
        lead.keep_what_is_in({pool.pk: frozenset({"email"})})
        lead.enrol(by=cast.mia, campaign=campaign)
        assert lead.email == ""


class TestMany:
    @pytest.mark.parametrize("by", ["mia", "admin"])
    def test_twenty_cost_the_queries_of_one(self, cast, by_mail, by):
        suppress(by_mail, domain="no.test")
        person = getattr(cast, by)
        counts = []
        for number in (2, 20):
            leads = [make_lead(email=f"{number}-{one}@x.test") for one in range(number)]
            with CaptureQueriesContext(connection) as queries:
                assert len(enrol(*leads, by=type(person).objects.get(pk=person.pk), campaign=by_mail).done) == number
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_a_run_lists_whom_it_skipped_and_why(self, cast, by_mail):
        for email in ("a@x.test", "", ""):
            make_lead(email=email)
        run = start(Lead.enrol, by=cast.mia, rows=Lead.objects.visible_to(cast.mia), campaign=by_mail)
        assert (run.status, run.done, run.refused) == ("finished", 1, 2)
        assert run.reasons() == [("Has no e-mail address.", 2)]

    def test_the_database_takes_nobody_twice(self, cast, campaign, contact):
        contact.enrol(by=cast.mia, campaign=campaign)
        with pytest.raises(IntegrityError), transaction.atomic():
            Member.objects.create(campaign=campaign, contact=contact, status="sent")
        assert Contact.objects.get().memberships.count() == 1


def suppress(campaign, *, use=Use.EXCLUDED, **entry):
    leave_alone = MarketingList.objects.create(name="Leave alone", kind=ListKind.SUPPRESSION)
    ListEntry.objects.create(list=leave_alone, **entry)
    CampaignList.objects.create(campaign=campaign, list=leave_alone, use=use)
