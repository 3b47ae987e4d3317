"""Many at once, each on a connection of their own. Every race has a control, the same without the verb: it loses."""

from threading import Barrier, Event

import pytest
from django.db import IntegrityError, transaction

from campaigns.models import Campaign, Member
from hotcrm.records import models as records
from hotcrm.records.models import OptOut
from leads.models import Lead
from tests.conftest import make_cast
from tests.factories import make_lead
from tests.leads.test_races import fresh, race, split

from .making import make_campaign, make_member

pytestmark = pytest.mark.django_db(transaction=True)
RUNNERS = 6
PATIENCE = 10  # seconds
A_WHILE = 0.5  # seconds, in which somebody who may go on has gone on


@pytest.fixture
def cast(transactional_db):
    return make_cast()


@pytest.fixture
def campaign(cast):
    return make_campaign(owner=cast.mia)


def test_of_many_who_enrol_the_same_leads_each_lead_is_enrolled_once(cast, campaign):
    pks = [make_lead().pk for _ in range(5)]

    def enrol(_):
        return Lead.enrol.apply(pks, by=fresh(cast.mia), campaign=Campaign.objects.get())

    results = race(enrol, range(RUNNERS))
    assert sum(len(one.done) for one in results) == Member.objects.count() == len(pks)
    assert {refusal.code for one in results for _pk, refusal in one.refused} <= {"member_already", "busy"}


def test_control_who_looks_first_and_then_adds_meets_the_constraint(cast, campaign):
    lead, gate = make_lead(), Barrier(2)

    def add(_):
        is_in = campaign.members.filter(lead=lead).exists()
        gate.wait(PATIENCE)
        try:
            return is_in or make_member(campaign, lead)
        except IntegrityError:
            return "twice"

    assert "twice" in race(add, range(2))


def test_nobody_gets_into_a_campaign_that_is_being_completed(cast, campaign):
    lead, is_completed = make_lead(), Event()

    def complete():
        with transaction.atomic():
            Campaign.objects.get().complete(by=fresh(cast.mia))
            is_completed.set()
            Event().wait(A_WHILE)

    def enrol():
        is_completed.wait(PATIENCE)
        Lead(pk=lead.pk).enrol(by=fresh(cast.mia), campaign=campaign)

    _done, refused = split(race(lambda deed: deed(), [complete, enrol]))
    assert ([one.code for one in refused], Member.objects.count()) == (["campaign_over"], 0)


def test_control_who_looked_before_it_was_completed_gets_in(cast, campaign):
    lead, is_read, is_completed = make_lead(), Event(), Event()

    def complete():
        is_read.wait(PATIENCE)
        Campaign.objects.get().complete(by=fresh(cast.mia))
        is_completed.set()

    def enrol():
        is_open = Campaign.objects.get().is_open
        is_read.set()
        is_completed.wait(PATIENCE)
        return is_open and make_member(campaign, lead)

    race(lambda deed: deed(), [complete, enrol])
    assert (Campaign.objects.get().is_open, Member.objects.count()) == (False, 1)


def test_of_statuses_set_at_once_each_is_told_from_where_the_other_left_off(cast, campaign):
    member = make_member(campaign, make_lead())
    steps = ["opened", "responded", "attended", "clicked"]
    race(lambda to: Member(pk=member.pk).set_status(by=fresh(cast.mia), to=to), steps)
    told = [event.data["status"] for event in records.Event.objects.filter(verb="set_status").order_by("pk")]
    after = Member.objects.get()
    assert [before for before, _after in told] == ["sent", *(now for _before, now in told[:-1])]
    assert (told[-1][1], after.version, after.responded_at is not None) == (
        after.status,
        1 + len(steps),
        after.status in ("responded", "attended"),
    )


def test_control_read_and_saved_one_of_two_is_lost(cast, campaign):
    member, gate = make_member(campaign, make_lead()), Barrier(2)

    def read_and_save(to):
        mine = Member.objects.prefetch_related(None).get(pk=member.pk)
        gate.wait(PATIENCE)
        mine.status, mine.version = to, mine.version + 1
        mine.save()

    race(read_and_save, ["opened", "clicked"])
    assert Member.objects.get().version == 2


def test_who_converts_and_who_unsubscribes_the_same_leads_do_not_lock_each_other_out(cast):
    leads = [make_lead(owner=cast.alice, email=f"{n}@x.test", company=f"Company {n}") for n in range(4)]
    campaigns = [make_campaign(owner=cast.mia) for _ in range(2)]
    members = [make_member(campaign, lead) for campaign in campaigns for lead in reversed(leads)]

    def convert():
        return Lead.convert.apply([lead.pk for lead in leads], by=fresh(cast.alice))

    def unsubscribe():
        return Member.set_status.apply([member.pk for member in members], by=fresh(cast.mia), to="unsubscribed")

    results = race(lambda deed: deed(), [convert, unsubscribe] * 2)
    assert [refusal.code for one in results for _pk, refusal in one.refused] == []
    assert set(Member.objects.values_list("status", "lead_stage")) == {("unsubscribed", "c")}
    assert OptOut.objects.count() == len(leads)
