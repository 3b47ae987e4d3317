"""A real worker beside the suite: what the other rooms' tests of background work stand on."""

import pytest

from hotcrm.records.models import Lease
from hotcrm.tasks import note_beat

pytestmark = pytest.mark.slow


def beats():
    return Lease.objects.filter(name=note_beat.name).count()


def test_a_task_that_was_sent_is_done_by_the_worker(celery_worker_process):
    note_beat.delay()
    celery_worker_process.wait_until(beats)


def test_a_worker_that_was_killed_works_again_after_its_restart(celery_worker_process):
    celery_worker_process.kill()
    note_beat.delay()
    celery_worker_process.start()
    celery_worker_process.wait_until(beats)
