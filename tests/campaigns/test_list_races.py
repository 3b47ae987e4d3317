"""Onto a list, and told of a response: many at once, each on a connection of their own, and a control that loses."""

from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError
from django.utils import timezone

from campaigns import following_up
from campaigns.models import ListEntry, MarketingList, MemberStatus
from hotcrm.records.models import Notice
from hotcrm.sales.models import Contact
from leads.models import Lead
from tests.conftest import make_cast
from tests.factories import make_lead
from tests.leads.test_races import fresh, race

from .making import make_campaign, make_member

pytestmark = pytest.mark.django_db(transaction=True)
RUNNERS = 4
PATIENCE = 10  # seconds
NUMBER = 3


@pytest.fixture
def cast(transactional_db):
    return make_cast()


@pytest.fixture
def guests(cast):
    return MarketingList.objects.create(name="Guests", owner=cast.mia)


@pytest.fixture
def responses(cast):
    campaign, at = make_campaign(owner=cast.mia), timezone.now() - timedelta(days=3)
    for _ in range(NUMBER):
        make_member(campaign, make_lead(owner=cast.alice), MemberStatus.RESPONDED, responded_at=at)


@pytest.mark.parametrize("model", [Lead, Contact])
def test_of_many_who_put_the_same_people_on_a_list_each_stands_on_it_once(cast, guests, model):
    make = {Lead: make_lead, Contact: lambda: Contact.add({"last_name": "Guest"}, by=cast.alice)}[model]
    pks = [make().pk for _ in range(NUMBER)]

    def put(_):
        return model.add_to_list.apply(pks, by=fresh(cast.mia), to=MarketingList.objects.get())

    results = race(put, range(RUNNERS))
    assert sum(len(one.done) for one in results) == ListEntry.objects.count() == len(pks)
    assert {refusal.code for one in results for _pk, refusal in one.refused} <= {"on_list_already", "busy"}


def test_control_who_looks_first_and_then_adds_meets_the_constraint(guests):
    lead, gate = make_lead(), Barrier(2)

    def put(_):
        is_on = guests.entries.filter(lead=lead).exists()
        gate.wait(PATIENCE)
        try:
            return is_on or guests.entries.create(lead=lead)
        except IntegrityError:
            return "twice"

    assert "twice" in race(put, range(2))


def test_of_many_who_suppress_the_same_address_it_stands_there_once(cast, guests):
    MarketingList.objects.update(kind="suppression")

    def suppress(_):
        record = MarketingList.objects.get()
        return record.suppress(by=fresh(cast.mia), addresses=["ann@x.test"], domains=["y.test"])

    assert sorted(race(suppress, range(RUNNERS))) == [*[0] * (RUNNERS - 1), 2]
    assert ListEntry.objects.count() == 2


def test_of_two_workers_who_found_the_same_responses_one_tells(responses, monkeypatch):
    meet(monkeypatch)
    assert sum(race(lambda _: following_up.tell_unfollowed(), range(2))) == NUMBER
    assert sum(Notice.objects.values_list("count", flat=True)) == NUMBER


def test_control_two_who_tell_whatever_they_found_tell_it_twice(responses, monkeypatch):
    meet(monkeypatch)
    monkeypatch.setattr(following_up, "_tell", lambda kind, due, now: len(due))
    assert sum(race(lambda _: following_up.tell_unfollowed(), range(2))) == 2 * NUMBER


def meet(monkeypatch):
    """Whoever has read what waits waits for the other, who then has read the same."""
    gate, read = Barrier(2), following_up._waiting

    def read_together(kind, now, after):
        found = read(kind, now, after)
        if kind == "lead" and after is None:
            gate.wait(PATIENCE)
        return found

    monkeypatch.setattr(following_up, "_waiting", read_together)
