"""Kill -9 in the middle of enrolling many, and the timetable's sweep after it."""

import pytest

from campaigns.experiments.arms import arm_for
from campaigns.models import Member
from hotcrm.pages.models import Run, RunStatus
from hotcrm.pages.runs.starting import start
from hotcrm.pages.tasks import resume_runs
from hotcrm.records.models.lease import LONG_AGO
from leads.models import Lead
from tests.conftest import make_cast

from .making import make_campaign

pytestmark = pytest.mark.slow

PEOPLE, CHUNK = 3_000, 500
EXPERIMENT = {"holdout_percent": 10, "variants": [{"code": code, "name": code, "share": 1} for code in ("a", "b")]}


def test_enrolling_that_is_killed_ends_as_if_nothing_had_happened(celery_worker_process):
    mia = make_cast().mia
    campaign = make_campaign(owner=mia, **EXPERIMENT)
    for start_of_chunk in range(0, PEOPLE, CHUNK):
        Lead.objects.capture([{"last_name": f"Person {start_of_chunk + n}"} for n in range(CHUNK)], by=None)
    run = start(Lead.enrol, by=mia, rows=Lead.objects.all(), campaign=campaign)
    celery_worker_process.wait_until(Member.objects.exists, seconds=60)
    celery_worker_process.kill()
    assert 0 < Member.objects.count() < PEOPLE
    Run.objects.update(lease_until=LONG_AGO)  # as if a minute had passed
    celery_worker_process.start()
    resume_runs.delay()
    celery_worker_process.wait_until(lambda: Run.objects.get().status == RunStatus.FINISHED, seconds=120)
    run.refresh_from_db()
    assert (run.done, run.refused, run.items.filter(outcome="done").count()) == (PEOPLE, 0, PEOPLE)
    wanted = {pk: tuple(arm_for(campaign, "lead", pk)) for pk in Lead.objects.values_list("pk", flat=True)}
    assert {lead: arm for lead, *arm in arms()} == {lead: list(arm) for lead, arm in wanted.items()}
    assert Member.objects.count() == PEOPLE


def arms():
    return Member.objects.values_list("lead", "arm", "is_held_out")
