"""Kill -9 in the middle of an import, and the timetable's sweep after it."""

import pytest
from django.core.files.base import ContentFile

from hotcrm.pages.importing.starting import begin
from hotcrm.pages.importing.tasks import carry_on_import, resume_imports
from hotcrm.pages.models import ImportRun
from hotcrm.records.models.lease import LONG_AGO, Lease
from leads.models import Lead

pytestmark = pytest.mark.slow

ROWS = 3_000


def test_an_import_whose_worker_is_killed_is_finished_exactly_once(celery_worker_process):
    text = "Last Name,Record ID\n" + "".join(f"Person,{number}\n" for number in range(ROWS))
    run = begin(Lead, ContentFile(text.encode(), name="leads.csv"), by=None)
    run.start(mapping=run.mapping, options={"mode": "create"})
    carry_on_import.delay(run.pk)
    celery_worker_process.wait_until(Lead.objects.exists, seconds=60)
    celery_worker_process.kill()
    assert 0 < Lead.objects.count() < ROWS
    Lease.objects.filter(name=f"import:{run.pk}").update(until=LONG_AGO)  # as if two minutes had passed
    celery_worker_process.start()
    resume_imports.delay()
    celery_worker_process.wait_until(lambda: ImportRun.objects.get().is_finished, seconds=60)
    run.refresh_from_db()
    assert (run.status, run.created, run.rejected) == ("done", ROWS, 0)
    assert Lead.objects.values("external_id").distinct().count() == Lead.objects.count() == ROWS
