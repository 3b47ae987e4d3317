"""Campaigns whose last day is over complete themselves: where their owner is, once, also after a kill."""

import os
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from campaigns.completing import complete_ended
from campaigns.models import Campaign, CampaignStatus
from campaigns.tasks import complete_ended as nightly
from hotcrm.records.models import Event
from tests.worker import database_url

from .making import make_campaign
from .pages import last_event

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 3, 10, 12, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


def running(**values):
    return make_campaign(**{"status": CampaignStatus.IN_PROGRESS, "starts_on": date(2030, 1, 1), **values})


def status_of(campaign):
    return Campaign.objects.get(pk=campaign.pk).status


def test_it_ended_yesterday_and_the_system_completes_it_once(cast):
    campaign = running(owner=cast.mia, ends_on=date(2030, 3, 9))
    assert [complete_ended(now=NOW) for _turn in range(3)] == [1, 0, 0]
    assert last_event(campaign) == ("complete", None, {"status": ["in_progress", "completed"]})
    assert Event.objects.about(campaign).count() == 1


def test_it_ends_today_and_goes_on(cast):
    campaign = running(owner=cast.mia, ends_on=date(2030, 3, 10))
    assert (complete_ended(now=NOW), status_of(campaign)) == (0, "in_progress")


@pytest.mark.parametrize("status", [one for one in CampaignStatus if one != CampaignStatus.IN_PROGRESS])
def test_only_what_is_in_progress_is_completed(status):
    campaign = running(status=status, ends_on=date(2030, 3, 1))
    assert (complete_ended(now=NOW), status_of(campaign)) == (0, status)


@pytest.mark.parametrize(("zone", "completed"), [
    ("Pacific/Kiritimati", True), ("Asia/Tokyo", True), ("UTC", False), ("Pacific/Pago_Pago", False),
])  # fmt: skip
def test_the_day_is_over_when_it_is_where_the_owner_is(cast, zone, completed):
    cast.mia.time_zone = zone
    cast.mia.save()
    campaign = running(owner=cast.mia, ends_on=date(2030, 3, 10))
    complete_ended(now=datetime(2030, 3, 10, 18, tzinfo=UTC))
    assert (status_of(campaign) == "completed") is completed


def test_without_an_owner_the_day_is_that_of_the_house(settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    campaign = running(ends_on=date(2030, 3, 10))
    complete_ended(now=datetime(2030, 3, 10, 14, tzinfo=UTC))
    before = status_of(campaign)
    complete_ended(now=datetime(2030, 3, 10, 16, tzinfo=UTC))
    assert (before, status_of(campaign)) == ("in_progress", "completed")


def test_the_task_on_the_timetable_does_it():
    campaign = running(starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 31))
    for _turn in range(3):
        nightly()
    assert (status_of(campaign), Event.objects.about(campaign).count()) == ("completed", 1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_the_next_turn_finishes_it_and_does_nothing_twice(transactional_db):
    many = 1_200
    day = timezone.localdate() - timedelta(days=30)
    Campaign.objects.bulk_create(
        Campaign(name="Over", code=f"over-{n}", status=CampaignStatus.IN_PROGRESS, starts_on=day, ends_on=day)
        for n in range(many)
    )
    chore = "import django; django.setup(); from campaigns.completing import complete_ended; complete_ended()"

    def start():
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "hotcrm.settings", "DATABASE_URL": database_url()}
        return subprocess.Popen([sys.executable, "-c", chore], env=env, cwd=ROOT)

    def completed():
        connection.close()
        return Campaign.objects.filter(status=CampaignStatus.COMPLETED).count()

    first, deadline = start(), time.monotonic() + 60
    while not completed():
        assert (first.poll(), time.monotonic() < deadline) == (None, True)
        time.sleep(0.01)
    first.kill()
    first.wait()
    half = completed()
    assert start().wait(timeout=120) == 0
    told = Event.objects.filter(verb="complete")
    assert 0 < half < many
    assert (completed(), told.count(), told.values("object_id").distinct().count()) == (many, many, many)
