import pytest
from django.utils import timezone

from hotcrm.pages.models import Outcome, Run, RunItem, RunStatus
from hotcrm.pages.runs import execution, starting
from hotcrm.pages.runs.execution import carry_out
from hotcrm.pages.runs.starting import start
from hotcrm.pages.tasks import forget_old_lines, resume_runs
from hotcrm.people.models import User
from hotcrm.records.models import Event
from hotcrm.records.models.lease import LONG_AGO
from hotcrm.records.refusals import Refused
from leads.models import Lead
from pools.models import Pool, ReturnReason
from tests.factories import PoolFactory, make_lead


class Killed(BaseException):
    """What a worker is told when it is ended: nothing catches it."""


def make_leads(count, **values):
    return [make_lead(**values) for _ in range(count)]


def keys(leads):
    return [lead.pk for lead in leads]


def claim(leads, by, **more):
    return start(Lead.claim, by=by, ids=keys(leads), **more)


def outcomes(run):
    return list(run.items.order_by("object_id").values_list("outcome", flat=True))


def expire(run):
    """The killed worker's lease has passed."""
    Run.objects.filter(pk=run.pk).update(lease_until=LONG_AGO)


# Starting -----------------------------------------------------------------------------------


def test_few_are_done_at_once(cast):
    leads = make_leads(3)
    run = claim(leads, cast.alice)
    assert (run.status, run.total, run.done, run.refused) == (RunStatus.FINISHED, 3, 3, 0)
    assert Lead.objects.filter(owner=cast.alice).count() == 3


def test_each_record_has_its_result_and_the_refused_say_why(cast):
    taken, free = make_lead(owner=cast.bob, pool=Pool.default()), make_lead()
    run = start(Lead.claim, by=cast.carol, ids=[taken.pk, free.pk])
    assert outcomes(run) == [Outcome.REFUSED, Outcome.DONE]
    assert run.items.get(object_id=taken.pk).why == "This lead was already taken by Bob."


def test_what_one_may_not_see_and_what_is_not_there_are_not_found_alike(cast):
    foreign = make_lead(owner=cast.mallory)
    run = start(Lead.claim, by=cast.alice, ids=[foreign.pk, 987_654_321])
    assert list(run.items.values_list("outcome", "why")) == [(Outcome.REFUSED, "Not found.")] * 2


def test_the_selection_is_frozen(cast, in_background):
    leads = make_leads(3)
    run = start(Lead.claim, by=cast.alice, rows=Lead.objects.visible_to(cast.alice).unclaimed())
    late = make_lead()
    carry_out(run.pk)
    run.refresh_from_db()
    assert (run.total, run.done) == (3, 3)
    assert set(run.items.values_list("object_id", "version")) == {(lead.pk, 2) for lead in leads}
    assert Lead.objects.get(pk=late.pk).owner is None


def test_the_same_token_starts_one_run(cast):
    leads = make_leads(2)
    first, second = (claim(leads, cast.alice, token="once") for _ in range(2))
    assert (first, Run.objects.count(), RunItem.objects.count()) == (second, 1, 2)


def test_a_token_is_a_persons_own(cast):
    claim(make_leads(1), cast.alice, token="once")
    claim(make_leads(1), cast.bob, token="once")
    assert Run.objects.count() == 2


def test_more_than_a_run_may_hold_is_refused_and_leaves_nothing(cast, monkeypatch):
    monkeypatch.setattr(starting, "MOST", 2)
    make_leads(3)
    with pytest.raises(Refused, match="more than 2 at once"):
        start(Lead.claim, by=cast.alice, rows=Lead.objects.all())
    assert Run.objects.count() == 0


def test_freezing_costs_the_same_for_few_and_many(cast, in_background, django_assert_num_queries):
    one = make_leads(30)[0]
    with django_assert_num_queries(6):  # the transaction, the run, its items, their number; then it is read again
        start(Lead.claim, by=cast.alice, rows=Lead.objects.filter(pk=one.pk))
    with django_assert_num_queries(6):
        start(Lead.claim, by=cast.alice, rows=Lead.objects.all())


def test_values_are_kept_until_they_are_needed(cast, pool, in_background):
    lead = make_lead(owner=cast.alice, pool=pool)
    run = start(Lead.return_to_pool, by=cast.alice, ids=[lead.pk], reason=ReturnReason.objects.get(code="no_intent"))
    carry_out(run.pk)
    assert Event.objects.about(lead).first().data["reason"] == "no_intent"


def test_a_value_that_is_gone_stops_the_run(cast, in_background):
    target = PoolFactory()
    run = start(Lead.transfer, by=cast.carol, ids=[make_lead().pk], to=target)
    target.delete()
    carry_out(run.pk)
    run.refresh_from_db()
    assert (run.status, run.untried, str(target.pk) in run.problem) == (RunStatus.STOPPED, 1, False)


# Carrying out -------------------------------------------------------------------------------


def test_three_times_is_once(cast, in_background, small_chunks):
    leads = make_leads(5)
    run = claim(leads, cast.alice)
    for _ in range(3):
        carry_out(run.pk)
    run.refresh_from_db()
    assert (run.done, run.refused, Event.objects.filter(verb="claim").count()) == (5, 0, 5)


def test_a_run_killed_in_the_middle_is_finished_by_the_sweeper(cast, in_background, small_chunks, monkeypatch):
    run = claim(make_leads(5), cast.alice)
    chunks, noted = [], execution.note

    def note_until_killed(items, results, **more):
        noted(items, results, **more)
        chunks.append(items)
        if len(chunks) == 2:
            raise Killed

    monkeypatch.setattr(execution, "note", note_until_killed)
    with pytest.raises(Killed):
        carry_out(run.pk)
    assert outcomes(run) == [Outcome.DONE] * 2 + [Outcome.WAITING] * 3
    assert Lead.objects.filter(owner=cast.alice).count() == 2
    resume_runs()  # too early: the lease of the killed worker has not passed
    assert Lead.objects.filter(owner=cast.alice).count() == 2
    expire(run)
    resume_runs()
    run.refresh_from_db()
    assert (run.status, run.done, run.refused) == (RunStatus.FINISHED, 5, 0)
    assert Event.objects.filter(verb="claim").count() == 5


def test_a_run_that_was_never_nudged_is_found(cast, in_background):
    run = claim(make_leads(2), cast.alice)
    resume_runs()
    run.refresh_from_db()
    assert (run.status, run.done) == (RunStatus.FINISHED, 2)


def test_a_second_worker_steps_back(cast, in_background):
    run = claim(make_leads(2), cast.alice)
    assert Run.objects.get(pk=run.pk).take(seconds=60)
    carry_out(run.pk)
    assert outcomes(run) == [Outcome.WAITING] * 2


def test_a_worker_that_lost_its_lease_undoes_its_chunk(cast, in_background, small_chunks, monkeypatch):
    run = claim(make_leads(3), cast.alice)
    noted = execution.note

    def note_while_another_takes_over(items, results, **more):
        noted(items, results, **more)
        Run.objects.filter(pk=run.pk).update(lease_holder="another")

    with monkeypatch.context() as patch:
        patch.setattr(execution, "note", note_while_another_takes_over)
        carry_out(run.pk)
    assert (outcomes(run), Event.objects.filter(verb="claim").count()) == ([Outcome.WAITING] * 3, 0)


@pytest.mark.django_db(transaction=True)
def test_two_sessions_do_a_chunk_each_and_what_is_done_is_not_done_again(cast, in_background, monkeypatch):
    """The first of two chunks is held up while the one behind it is done: the cursor stays before both."""
    monkeypatch.setattr(execution, "CHUNK", 2)
    monkeypatch.setattr(execution, "chunk_of", lambda run: 2)
    leads, advance, held_up = make_leads(7), Run.advance, []
    run = claim(leads, cast.alice)

    def advance_later(self, *, cursor, **counts):
        if cursor is not None and not held_up:
            held_up.append(cursor)
            raise execution.Busy
        return advance(self, cursor=cursor, **counts)

    monkeypatch.setattr(Run, "advance", advance_later)
    monkeypatch.setattr(execution.time, "sleep", lambda seconds: None)
    carry_out(run.pk)
    run.refresh_from_db()
    assert (run.status, run.done, run.refused) == (RunStatus.FINISHED, 7, 0)
    assert (held_up, Event.objects.filter(verb="claim").count()) == ([keys(leads)[1]], 7)


def test_rights_are_asked_again_for_every_chunk(cast, pool, in_background, small_chunks, monkeypatch):
    leads, target = make_leads(4), PoolFactory()
    target.administrators.add(cast.carol)
    run = start(Lead.transfer, by=cast.carol, ids=keys(leads), to=target)
    monkeypatch.setattr(execution, "breathe", lambda: pool.administrators.clear())
    carry_out(run.pk)
    run.refresh_from_db()
    assert (run.status, run.done, run.refused) == (RunStatus.FINISHED, 2, 2)
    assert outcomes(run) == [Outcome.DONE] * 2 + [Outcome.REFUSED] * 2


def test_a_run_of_somebody_deactivated_stops_and_says_so(cast, in_background):
    run = claim(make_leads(2), cast.alice)
    User.objects.filter(pk=cast.alice.pk).update(is_active=False)
    carry_out(run.pk)
    run.refresh_from_db()
    assert (run.status, run.problem) == (RunStatus.STOPPED, "Whoever started it is not active any more.")
    assert Lead.objects.filter(owner=cast.alice).count() == 0


def test_a_cancelled_run_keeps_what_is_done_and_begins_no_more(cast, in_background, small_chunks, monkeypatch):
    run = claim(make_leads(4), cast.alice)
    monkeypatch.setattr(execution, "breathe", lambda: Run.objects.get(pk=run.pk).cancel())
    carry_out(run.pk)
    run.refresh_from_db()
    assert (run.status, run.done, run.untried) == (RunStatus.CANCELLED, 2, 2)
    assert (run.cancel(), Lead.objects.filter(owner=cast.alice).count()) == (False, 2)


def test_a_run_that_fails_again_and_again_stops(cast, in_background, monkeypatch):
    run = claim(make_leads(2), cast.alice)

    def break_down(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(execution, "note", break_down)
    for _ in range(3):
        expire(run)
        carry_out(run.pk)
    run.refresh_from_db()
    assert (run.status, run.failures, run.done) == (RunStatus.STOPPED, 2, 0)
    assert Lead.objects.filter(owner=cast.alice).count() == 0


def test_a_chunk_costs_the_same_queries_whatever_its_size(cast, in_background, django_assert_max_num_queries):
    few, many = claim(make_leads(2), cast.alice), claim(make_leads(40), cast.alice)
    for run in (few, many):
        with django_assert_max_num_queries(40):
            carry_out(run.pk)


def test_lines_are_kept_for_three_months(cast):
    old, young = claim(make_leads(2), cast.alice), claim(make_leads(2), cast.alice)
    Run.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timezone.timedelta(days=91))
    forget_old_lines()
    assert (old.items.count(), young.items.count(), Run.objects.get(pk=old.pk).done) == (0, 2, 2)


def test_the_reasons_are_told_the_commonest_first(cast, pool):
    leads = [make_lead(owner=cast.bob, pool=pool), make_lead(owner=cast.bob, pool=pool), make_lead()]
    run = start(Lead.claim, by=cast.carol, ids=[*keys(leads), 987_654_321])
    assert run.reasons() == [("This lead was already taken by Bob.", 2), ("Not found.", 1)]
