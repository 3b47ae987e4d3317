"""Several tell the same at once. The controls look first and write then: they clash, or lose what another told."""

import time

import pytest
from django.db import IntegrityError, transaction

from hotcrm.records.models import Notice
from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.telling import Told, tell_people
from leads.models import Lead
from tests.conftest import make_cast
from tests.factories import make_lead
from tests.leads.test_races import race

pytestmark = pytest.mark.django_db(transaction=True)
RUNNERS = 4


@pytest.fixture
def cast(transactional_db):
    return make_cast()


@pytest.fixture
def leads(cast):
    return [make_lead(owner=cast.alice).pk for _ in range(RUNNERS)]


def tell(pks):
    with transaction.atomic():
        leads = Lead.objects.filter(pk__in=pks)
        tell_people((Told(NoticeKind.OVERDUE, lead.owner_id, lead) for lead in leads), occasion="hour:1")


def test_what_many_tell_at_once_is_told_once(leads):
    race(lambda _number: tell(leads), range(RUNNERS))
    assert [(notice.count, sorted(notice.keys)) for notice in Notice.objects.all()] == [(RUNNERS, leads)]


def test_nothing_is_lost_of_what_each_of_them_tells(leads):
    race(lambda pk: tell([pk]), leads)
    assert [(notice.count, sorted(notice.keys)) for notice in Notice.objects.all()] == [(RUNNERS, leads)]


def test_control_who_looks_first_clashes(cast, leads):
    def look_first(_number):
        if Notice.objects.filter(key="hour:1").exists():
            return "told already"
        time.sleep(0.2)
        try:
            Notice.objects.create(recipient=cast.alice, kind=NoticeKind.OVERDUE, key="hour:1")
        except IntegrityError:
            return "clash"
        return "told"

    assert "clash" in race(look_first, range(RUNNERS))


def test_control_who_reads_and_then_saves_loses_what_another_told(cast, leads):
    Notice.objects.create(recipient=cast.alice, kind=NoticeKind.OVERDUE, key="hour:1", data={"ids": []}, count=0)

    def read_then_save(pk):
        notice = Notice.objects.get()
        time.sleep(0.2)
        notice.speak_of([*notice.keys, pk])
        notice.save()

    race(read_then_save, leads)
    assert Notice.objects.get().count < RUNNERS
