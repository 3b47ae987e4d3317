from contextlib import suppress
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from hotcrm.pages.importing import running
from hotcrm.pages.importing.running import Work, carry_on
from hotcrm.pages.importing.starting import begin
from hotcrm.pages.models import ImportRun
from hotcrm.records.models.lease import Lease
from leads.importing.importer import may_import
from leads.importing.rows import LeadRows
from leads.models import Lead
from tests.factories import make_lead

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def import_csv(tmp_path):
    """Import this text by the command; returns its summary."""

    def run(text, **options):
        path = tmp_path / "leads.csv"
        path.write_text(text, encoding="utf-8")
        out = StringIO()
        call_command("import_leads", path, stdout=out, stderr=StringIO(), **options)
        return out.getvalue().strip()

    return run


def run_of(tmp_path, text, *, by=None, **options):
    """A run that is about to begin."""
    run = begin(Lead, ContentFile(text.encode(), name="leads.csv"), by=by)
    run.start(mapping=run.mapping, options={"mode": "create", **options})
    return run


def many(count):
    return "Last Name,Company\n" + "".join(f"Person {n},Company {n}\n" for n in range(count))


def test_a_run_killed_between_two_chunks_goes_on_where_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr("hotcrm.pages.importing.running.CHUNK", 10)
    monkeypatch.setattr("hotcrm.pages.importing.running.CHUNK_ON_SQLITE", 10)
    run = run_of(tmp_path, many(35))
    write, written = Work.write, []

    def killed_in_the_third(self, *args, **kwargs):
        written.append(1)
        if len(written) == 3:
            raise KeyboardInterrupt
        return write(self, *args, **kwargs)

    monkeypatch.setattr(Work, "write", killed_in_the_third)
    with pytest.raises(KeyboardInterrupt):
        carry_on(run.pk)
    run.refresh_from_db()
    assert (run.status, run.cursor, run.created, Lead.objects.count()) == ("running", 21, 20, 20)
    monkeypatch.setattr(Work, "write", write)
    run = carry_on(run.pk)
    assert (run.status, run.created, run.share) == ("done", 35, 100)
    assert list(Lead.objects.order_by("pk").values_list("last_name", flat=True)) == [f"Person {n}" for n in range(35)]


def test_a_run_asked_for_three_times_is_done_once(tmp_path):
    run = run_of(tmp_path, many(5))
    assert [carry_on(run.pk).created for __ in range(3)] == [5, 5, 5]
    assert Lead.objects.count() == 5


def test_a_run_somebody_is_at_is_left_to_them(tmp_path):
    run = run_of(tmp_path, many(5))
    Lease.acquire(f"import:{run.pk}", seconds=60)
    assert carry_on(run.pk) is None
    assert not Lead.objects.exists()


def test_a_worker_that_lost_its_lease_writes_nothing(tmp_path, monkeypatch):
    run = run_of(tmp_path, many(5))
    monkeypatch.setattr(Lease, "renew", lambda self, *, seconds: False)
    assert carry_on(run.pk).status == "running"
    assert not Lead.objects.exists()


def test_a_stopped_run_keeps_what_is_in_and_begins_no_more(tmp_path):
    run = run_of(tmp_path, many(5))
    assert run.cancel() is True
    assert carry_on(run.pk).status == "cancelled"
    assert not Lead.objects.exists()


def test_a_person_whose_right_is_gone_imports_no_more(tmp_path, cast):
    run = run_of(tmp_path, many(5), by=cast.alice)
    cast.alice.groups.clear()
    finished = carry_on(run.pk)
    assert (finished.status, finished.problem) == ("failed", "You may not import leads.")
    assert not Lead.objects.exists()


def test_a_rep_gives_leads_to_nobody_but_their_own_people(tmp_path, cast):
    run = run_of(tmp_path, "Name,Owner\nAnn Lee,bob\nCid Fox,alice\n", by=cast.alice)
    carry_on(run.pk)
    assert [lead.owner for lead in Lead.objects.order_by("pk")] == [None, cast.alice]
    run = run_of(tmp_path, "Name,Owner\nDan Elk,bob\n", by=cast.dave)
    carry_on(run.pk)
    assert Lead.objects.get(last_name="Elk").owner == cast.bob


def test_a_lead_one_may_not_edit_is_not_updated_by_a_file(tmp_path, cast):
    theirs = make_lead(owner=cast.mallory, external_id="X1", company="Hers")
    seen = make_lead(external_id="X2", company="Waiting")
    text = "Record ID,Company\nX1,Mine\nX2,Mine\n"
    run = carry_on(run_of(tmp_path, text, by=cast.alice, key="external_id", mode="update").pk)
    assert (run.updated, run.rejected) == (0, 2)
    assert [Lead.objects.get(pk=lead.pk).company for lead in (theirs, seen)] == ["Hers", "Waiting"]


def test_a_row_the_database_refuses_does_not_cost_the_others(tmp_path):
    text = "Last Name,Annual Revenue\nA,1\nB,-5\nC,3\n"
    run = carry_on(run_of(tmp_path, text).pk)
    assert (run.created, run.rejected) == (2, 1)
    assert run.rejects.get().reason == "Annual revenue: A revenue cannot be negative."


def test_a_chunk_costs_the_same_number_of_queries_whatever_its_size(tmp_path, cast, django_assert_max_num_queries):
    run = run_of(tmp_path, many(100))
    with django_assert_max_num_queries(60):
        carry_on(run.pk)


def test_who_may_import(cast):
    people = (cast.alice, cast.dave, cast.mia, cast.carol, cast.admin, cast.pat, cast.auditor)
    assert [may_import(person) for person in people] == [True, True, True, True, True, False, False]


def test_a_long_run_is_done_in_turns(tmp_path, monkeypatch):
    monkeypatch.setattr("hotcrm.pages.importing.running.CHUNK", 10)
    monkeypatch.setattr("hotcrm.pages.importing.running.CHUNK_ON_SQLITE", 10)
    monkeypatch.setattr("hotcrm.pages.importing.csv_file.CsvFile.TURN", -1)
    run = run_of(tmp_path, many(25))
    states = [(now.status, now.created) for now in (carry_on(run.pk, in_turns=True) for __ in range(4))]
    assert states == [("running", 10), ("running", 20), ("running", 25), ("done", 25)]


def test_files_of_no_more_use_go(tmp_path):
    run, undecided, fresh = (run_of(tmp_path, many(2)) for __ in range(3))
    carry_on(run.pk)
    ImportRun.objects.filter(pk=run.pk).update(finished_at=timezone.now() - timedelta(days=2))
    ImportRun.objects.filter(pk=undecided.pk).update(status="choosing", created_at=timezone.now() - timedelta(days=8))
    assert set(ImportRun.objects.with_stale_files()) == {run, undecided}
    for stale in ImportRun.objects.with_stale_files():
        stale.forget_file()
    assert [path.name for path in (tmp_path / "files").rglob("*.csv")] == [fresh.file.name.rpartition("/")[2]]
    assert [now.status for now in ImportRun.objects.order_by("pk")] == ["done", "cancelled", "waiting"]


def test_a_dry_run_that_was_killed_stays_dry(tmp_path):
    run = carry_on(run_of(tmp_path, many(3), dry=True).pk)
    assert (run.status, run.created, Lead.objects.count()) == ("done", 0, 0)


def test_a_run_that_fails_for_a_reason_of_ours_is_not_begun_for_ever(tmp_path, monkeypatch):
    run, states = run_of(tmp_path, many(5)), []
    monkeypatch.setattr(LeadRows, "read", lambda reader, row: 1 / 0)
    for _turn in range(4):
        with suppress(ZeroDivisionError):
            carry_on(run.pk)
        run.refresh_from_db()
        states.append((run.status, run.failures))
    assert states == [("running", 1), ("running", 2), ("failed", 3), ("failed", 3)]
    assert run.problem.startswith("It failed for a reason of ours.")


def test_a_dry_run_keeps_its_lease_though_it_keeps_nothing_else(tmp_path, monkeypatch):
    """Longer than a lease, it would otherwise be taken for dead, and begun again without end."""
    monkeypatch.setattr(running, "CHUNK", 10)
    monkeypatch.setattr(running, "CHUNK_ON_SQLITE", 10)
    seen = []

    def told(share, outcome):
        seen.append(Lease.objects.get().until > timezone.now())
        Lease.objects.update(until=timezone.now())

    carry_on(run_of(tmp_path, many(25), dry=True).pk, told=told)
    assert seen == [True, True, True]


def test_the_command_has_its_run_to_itself(tmp_path, monkeypatch):
    """The sweep, coming by as soon as the run can be seen, finds it taken."""
    path = tmp_path / "leads.csv"
    path.write_text(many(3))
    start, seen = ImportRun.start, []

    def start_while_the_sweep_looks(self, **kwargs):
        start(self, **kwargs)
        seen.append(carry_on(self.pk))

    monkeypatch.setattr(ImportRun, "start", start_while_the_sweep_looks)
    out = StringIO()
    call_command("import_leads", path, stdout=out, stderr=StringIO())
    assert (seen, out.getvalue().strip()) == ([None], "3 created, 0 updated, 0 rejected.")
