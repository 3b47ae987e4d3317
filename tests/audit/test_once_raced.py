"""Many tell the same at once: one entry. The control looks first and writes then: there are several."""

import time

import pytest

from hotcrm.audit.kinds import Kind
from hotcrm.audit.models import AuditEntry
from hotcrm.audit.notes import entry, hourly, note_once
from tests.conftest import make_cast
from tests.factories import make_lead
from tests.leads.test_races import race

pytestmark = pytest.mark.django_db(transaction=True)
RUNNERS = 6


def test_of_many_who_tell_the_same_at_once_one_does():
    cast = make_cast()
    lead = make_lead(owner=cast.alice)
    race(lambda number: note_once(Kind.SAW, by=cast.alice, target=lead), range(RUNNERS))
    assert AuditEntry.objects.filter(kind=Kind.SAW).count() == 1


def test_the_control_tells_it_several_times():
    cast = make_cast()
    lead = make_lead(owner=cast.alice)

    def look_and_write(number):
        one = entry(Kind.SAW, by=cast.alice, target=lead, number=number)
        same = hourly(one, "")
        if not AuditEntry.objects.filter(kind=Kind.SAW, data__same=same).exists():
            time.sleep(0.2)
            one.data["same"] = same
            one.save()

    race(look_and_write, range(RUNNERS))
    assert AuditEntry.objects.filter(kind=Kind.SAW).count() > 1
