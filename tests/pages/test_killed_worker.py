"""A real worker, killed without a word in the middle of a run, and started again."""

import pytest
from django.db import connection

from hotcrm.pages.models import Run, RunStatus
from hotcrm.pages.runs.starting import start
from hotcrm.pages.tasks import resume_runs
from hotcrm.records.models import Event
from hotcrm.records.models.lease import LONG_AGO
from leads.models import Lead
from pools.models import Pool
from tests.conftest import make_cast

MANY = 2_000


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_repeats_and_loses_nothing(celery_worker_process):
    cast = make_cast()
    for begin in range(0, MANY, 500):
        Lead.objects.capture([{"company": f"Company {begin + n}"} for n in range(500)], by=None)
    run = start(Lead.claim, by=cast.alice, rows=Lead.objects.visible_to(cast.alice))
    assert (run.total, run.status) == (MANY, RunStatus.QUEUED)
    celery_worker_process.wait_until(lambda: now(run).done > 0)
    celery_worker_process.kill()
    killed = now(run)
    assert (killed.status, 0 < killed.done < MANY) == (RunStatus.RUNNING, True)
    assert Lead.objects.filter(owner=cast.alice).count() == killed.done
    Run.objects.update(lease_until=LONG_AGO)  # a minute later
    celery_worker_process.start()
    resume_runs.run()
    celery_worker_process.wait_until(lambda: not now(run).is_live)
    finished = now(run)
    assert (finished.status, finished.done, finished.refused) == (RunStatus.FINISHED, MANY, 0)
    claims = Event.objects.filter(verb="claim")
    assert (claims.count(), claims.values("object_id").distinct().count()) == (MANY, MANY)
    assert Lead.objects.filter(owner=cast.alice, pool=Pool.default()).count() == MANY


def now(run):
    connection.close()  # a fresh look, also where reads see the past
    return Run.objects.get(pk=run.pk)
