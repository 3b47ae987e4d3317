"""How a campaign goes on: allowed, refused by time, refused by person, told, raced."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from campaigns.models import Campaign, CampaignStatus
from hotcrm.people.models import User
from hotcrm.records.models import Event
from hotcrm.records.refusals import Refused
from tests.conftest import make_cast

from .making import make_campaign
from .pages import browser, last_event, url_of

pytestmark = pytest.mark.django_db
DAYS = {"starts_on": date(2030, 3, 1), "ends_on": date(2030, 3, 31)}
LEADS_TO = {
    "start": ("planning", "on_hold"),
    "hold": ("in_progress",),
    "complete": ("planning", "in_progress", "on_hold"),
    "cancel": ("planning", "in_progress", "on_hold"),
    "reopen": ("completed", "cancelled"),
}
AFTER = {
    "start": "in_progress", "hold": "on_hold", "complete": "completed", "cancel": "cancelled", "reopen": "planning",
}  # fmt: skip


@pytest.mark.parametrize("status", CampaignStatus.values)
@pytest.mark.parametrize("verb", LEADS_TO)
def test_a_verb_is_open_in_its_states_and_told(cast, verb, status):
    campaign = make_campaign(owner=cast.mia, status=status, **DAYS)
    if status not in LEADS_TO[verb]:
        with pytest.raises(Refused):
            getattr(campaign, verb)(by=cast.mia)
        assert Event.objects.about(campaign).count() == 0
        return
    getattr(campaign, verb)(by=cast.mia)
    campaign.refresh_from_db()
    assert campaign.status == AFTER[verb]
    assert last_event(campaign) == (verb, "mia", {"status": [status, AFTER[verb]]})
    assert (campaign.completed_at is not None) == (AFTER[verb] in ("completed", "cancelled"))


@pytest.mark.parametrize(("person", "answer"), [
    ("alice", 403), ("bob", 404), ("dave", 403), ("mallory", 404), ("mia", 302), ("pat", 404), ("auditor", 403),
    ("admin", 302),
])  # fmt: skip
def test_who_runs_campaigns_runs_those_they_see(cast, person, answer):
    campaign = make_campaign(owner=cast.alice, **DAYS)
    assert browser(getattr(cast, person)).post(url_of(campaign, "start")).status_code == answer
    campaign.refresh_from_db()
    assert campaign.status == ("in_progress" if answer == 302 else "planning")


class TestStartingNeedsBothDays:
    @pytest.mark.parametrize("missing", ["starts_on", "ends_on"])
    def test_the_one_that_is_missing_is_told_at_its_field_and_what_was_typed_stays(self, cast, missing):
        campaign = make_campaign(owner=cast.mia)
        typed = {name: str(day) for name, day in DAYS.items() if name != missing}
        answer = browser(cast.mia).post(url_of(campaign, "start"), typed)
        [[other, value]] = typed.items()
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [missing])
        assert answer.context["form"][other].value() == value
        campaign.refresh_from_db()
        assert campaign.status == "planning"

    def test_both_given_start_it(self, cast):
        campaign = make_campaign(owner=cast.mia)
        answer = browser(cast.mia).post(url_of(campaign, "start"), DAYS)
        campaign.refresh_from_db()
        assert (answer.status_code, campaign.status, campaign.ends_on) == (302, "in_progress", DAYS["ends_on"])

    def test_the_form_knows_the_days_that_are_known(self, cast):
        campaign = make_campaign(owner=cast.mia, **DAYS)
        form = browser(cast.mia).get(url_of(campaign, "start")).context["form"]
        assert [form[name].value() for name in DAYS] == list(DAYS.values())

    def test_programs_are_refused_too(self, cast):
        with pytest.raises(ValidationError) as refusal:
            make_campaign(owner=cast.mia, starts_on=DAYS["starts_on"]).start(by=cast.mia)
        assert list(refusal.value.message_dict) == ["ends_on"]

    def test_the_end_is_not_before_the_start(self, cast):
        campaign = make_campaign(owner=cast.mia)
        typed = {"starts_on": "2030-03-02", "ends_on": "2030-03-01"}
        answer = browser(cast.mia).post(url_of(campaign, "start"), typed)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["ends_on"])


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture
    def cast(self, transactional_db):
        return make_cast()

    def at_once(self, acts):
        gate = Barrier(len(acts))

        def run(act):
            try:
                gate.wait(timeout=10)
                return act()
            except Refused as refusal:
                return refusal
            finally:
                connection.close()

        with ThreadPoolExecutor(len(acts)) as threads:
            return list(threads.map(run, acts))

    def test_of_many_who_complete_it_one_does(self, cast):
        campaign = make_campaign(owner=cast.mia)

        def complete():
            return Campaign(pk=campaign.pk).complete(by=User.objects.get(pk=cast.mia.pk))

        results = self.at_once([complete] * 5)
        assert sum(not isinstance(result, Refused) for result in results) == 1
        assert Event.objects.about(campaign).filter(verb="complete").count() == 1

    def test_control_who_reads_and_then_saves_completes_it_twice(self, cast):
        campaign, seen = make_campaign(owner=cast.mia), Barrier(5)

        def read_then_save():
            mine = Campaign.objects.get(pk=campaign.pk)
            seen.wait(timeout=10)
            if mine.status == CampaignStatus.COMPLETED:
                return Refused("late")
            Campaign.objects.filter(pk=mine.pk).update(status=CampaignStatus.COMPLETED)
            return None

        assert self.at_once([read_then_save] * 5).count(None) > 1

    def test_two_who_put_the_other_above_their_own_make_no_circle(self, cast):
        for _round in range(5):
            one, other = make_campaign(owner=cast.mia), make_campaign(owner=cast.mia)

            def put(below, above):
                mia, above = User.objects.get(pk=cast.mia.pk), Campaign.objects.get(pk=above.pk)
                return lambda: Campaign(pk=below.pk).edit(by=mia, changes={"parent": above})

            results = self.at_once([put(one, other), put(other, one)])
            parents = [Campaign.objects.get(pk=each.pk).parent_id for each in (one, other)]
            assert (parents.count(None), sum(isinstance(each, Refused) for each in results)) == (1, 1)

    def test_control_who_looks_first_and_then_saves_makes_a_circle(self, cast):
        one, other, seen = make_campaign(), make_campaign(), Barrier(2)

        def put(below, above):
            def look_then_save():
                is_free = Campaign.objects.get(pk=above.pk).parent_id is None
                seen.wait(timeout=10)
                if is_free:
                    Campaign.objects.filter(pk=below.pk).update(parent=above.pk)

            return look_then_save

        self.at_once([put(one, other), put(other, one)])
        assert [Campaign.objects.get(pk=each.pk).parent_id for each in (one, other)] == [other.pk, one.pk]
