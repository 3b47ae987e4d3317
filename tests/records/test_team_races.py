"""Several at once add the same colleague. The control does the same without the verb: it runs into the constraint."""

import time

import pytest
from django.db import IntegrityError

from hotcrm.people.models import User
from hotcrm.records.models import Access, Event, Notice, TeamMember
from hotcrm.records.verbs import type_of
from leads.models import Lead
from tests.conftest import make_cast
from tests.factories import make_lead
from tests.leads.test_races import race, split

pytestmark = pytest.mark.django_db(transaction=True)
RUNNERS = 4


@pytest.fixture
def cast(transactional_db):
    return make_cast()


def test_of_many_who_add_somebody_at_once_one_does(cast):
    lead = make_lead(owner=cast.alice)

    def add(_number):
        alice, bob = User.objects.get(username="alice"), User.objects.get(username="bob")
        Lead.objects.get(pk=lead.pk).add_to_team(by=alice, person=bob, access=Access.READ)

    done, refused = split(race(add, range(RUNNERS)))
    assert (done, {refusal.code for refusal in refused}) == (1, {"on_team"})
    told = Event.objects.about(lead).filter(verb="add_to_team").count()
    assert (TeamMember.objects.count(), Notice.objects.count(), told) == (1, 1, 1)


def test_the_control_clashes(cast):
    place = {"type": type_of(Lead), "object_id": make_lead(owner=cast.alice).pk, "user": cast.bob}

    def add(_number):
        if TeamMember.objects.filter(**place).exists():
            return "refused"
        time.sleep(0.2)
        try:
            TeamMember.objects.create(**place)
        except IntegrityError:
            return "clash"
        return "done"

    assert "clash" in race(add, range(RUNNERS))
