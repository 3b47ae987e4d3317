from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads.clock_runs import ask_after_rescoring, finish_clock_runs
from leads.models import Lead, RescoreRun
from leads.overdue import flag_overdue
from leads.tasks import set_clocks
from pools.models import ClockRun, RecycleRule
from tests.factories import PoolFactory, make_lead

from .clockwork import MONDAY, OFFICE, at, set_rules

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)


def now_of(lead):
    return Lead.objects.get(pk=lead.pk)


@pytest.fixture
def leads(pool, cast):
    """One that waits, one that Alice has, one in another pool."""
    found = [make_lead(company=name) for name in ("Waits", "Claimed")]
    found[1].claim(by=cast.alice)
    return [*found, make_lead(pool=PoolFactory())]


def test_new_rules_reach_the_leads_inside_and_no_others(pool, leads):
    set_rules(
        pool, hours=OFFICE, unassigned_hours=4, no_follow_up_hours=9, first_contact_hours=1, recycle=[{"held_days": 3}]
    )
    assert [now_of(lead).overdue_at for lead in leads] == [None, None, None]
    assert finish_clock_runs() == 2
    waits, claimed, elsewhere = map(now_of, leads)
    assert [lead.overdue_at for lead in (waits, claimed, elsewhere)] == [
        at("2026-06-01T13:00Z"),
        at("2026-06-02T10:00Z"),
        None,
    ]
    assert [lead.first_contact_due_at for lead in (waits, claimed, elsewhere)] == [at("2026-06-01T10:00Z")] * 2 + [
        None
    ]
    assert [lead.reclaim_on for lead in (waits, claimed, elsewhere)] == [None, date(2026, 6, 4), None]


def test_nobody_who_edits_is_disturbed(pool, leads):
    set_rules(pool, unassigned_hours=4)
    finish_clock_runs()
    assert (now_of(leads[0]).version, now_of(leads[0]).updated_at) == (leads[0].version, leads[0].updated_at)


def test_three_times_is_once_and_what_stands_is_not_written_again(pool, leads):
    set_rules(pool, unassigned_hours=4)
    set_clocks()
    set_rules(pool)
    with CaptureQueriesContext(connection) as context:
        for _ in range(3):
            set_clocks()
    assert [query["sql"] for query in context.captured_queries if 'UPDATE "leads_lead"' in query["sql"]] == []
    assert ClockRun.objects.filter(finished_at__isnull=True).count() == 0


def test_a_later_deadline_takes_the_flag_off_and_an_earlier_one_does_not_put_it_on(pool, leads, time_machine):
    set_rules(pool, unassigned_hours=1)
    finish_clock_runs()
    time_machine.move_to("2026-06-01T12:00Z", tick=False)
    flag_overdue()
    assert now_of(leads[0]).is_overdue
    set_rules(pool, unassigned_hours=5)
    finish_clock_runs()
    assert not now_of(leads[0]).is_overdue
    set_rules(pool, unassigned_hours=2)
    finish_clock_runs()
    assert not now_of(leads[0]).is_overdue
    assert flag_overdue().overdue == 1


def test_a_rule_that_is_gone_takes_its_dates_with_it(pool, leads):
    set_rules(pool, recycle=[{"held_days": 3}])
    finish_clock_runs()
    RecycleRule.objects.all().delete()
    set_rules(pool)
    finish_clock_runs()
    assert (now_of(leads[1]).reclaim_on, now_of(leads[1]).reclaim_rule) == (None, None)


def test_a_run_that_was_broken_off_goes_on_where_it_stood(pool, cast):
    many = [make_lead(company=f"Company {number}") for number in range(5)]
    set_rules(pool, unassigned_hours=4)
    ClockRun.objects.update(cursor=many[2].pk)
    finish_clock_runs()
    assert [now_of(lead).overdue_at is not None for lead in many] == [False, False, False, True, True]


def test_a_rule_that_asks_for_scores_follows_them(pool, leads):
    set_rules(pool, recycle=[{"held_days": 3, "conditions": [("score", "at_least", "90")]}])
    finish_clock_runs()
    assert now_of(leads[1]).reclaim_on is None
    Lead.objects.filter(pk=leads[1].pk).update(score=95)
    RescoreRun.objects.create(rules="", finished_at=at("2026-06-01T09:00:01Z"))
    ask_after_rescoring()
    finish_clock_runs()
    assert now_of(leads[1]).reclaim_on == date(2026, 6, 4)


def test_many_rows_cost_what_few_do(pool, cast):
    def queries():
        set_rules(pool, unassigned_hours=4)
        Lead.objects.update(overdue_at=None)
        with CaptureQueriesContext(connection) as context:
            finish_clock_runs()
        return len(context)

    make_lead(company="One")
    few = queries()
    for number in range(30):
        make_lead(company=f"Company {number}", at=at(f"2026-05-{number + 1:02}T12:00Z"))
    assert queries() == few
