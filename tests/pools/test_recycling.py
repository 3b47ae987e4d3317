from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hotcrm.records.models import Event, Notice
from hotcrm.records.refusals import NotAllowed, Refused
from leads.models import DisqualificationReason, Lead, Status
from leads.recycling import Rehearsal, next_run, recycle, recycle_tonight, warn_of_reclaims
from leads.tasks import recycle as recycle_task
from pools.models import Match, Pool, RecycleRun
from tests.factories import PoolFactory, make_lead

from .clockwork import MONDAY, OFFICE, at, log, set_rules

pytestmark = pytest.mark.django_db
FORTNIGHT = {"name": "Two quiet weeks", "no_activity_days": 14}


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)


def now_of(lead):
    return Lead.objects.get(pk=lead.pk)


def claimed(by, *, pool=None, **values):
    lead = make_lead(pool=pool, **values)
    lead.claim(by=by)
    return lead


def day_of(lead):
    return now_of(lead).reclaim_on


# When it goes back ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "goes_back"),
    [
        ({"no_activity_days": 14}, date(2026, 6, 15)),
        ({"held_days": 30}, date(2026, 7, 1)),
        ({"not_converted_days": 90}, date(2026, 8, 30)),
        ({"no_activity_days": 14, "held_days": 30}, date(2026, 6, 15)),
        ({"no_activity_days": 14, "held_days": 30, "match": Match.ALL}, date(2026, 7, 1)),
        ({}, None),
        ({"match": Match.ALL}, None),
        ({"held_days": 30, "is_active": False}, None),
    ],
)
def test_a_rule_takes_a_lead_on_a_day(pool, cast, rule, goes_back):
    set_rules(pool, recycle=[rule])
    assert day_of(claimed(cast.alice)) == goes_back


def test_the_first_date_wins_and_of_one_date_the_first_rule(pool, cast):
    set_rules(
        pool,
        recycle=[
            {"name": "Later", "held_days": 30, "position": 1},
            {"name": "Second", "held_days": 10, "position": 3},
            {"name": "First", "no_activity_days": 10, "position": 2},
        ],
    )
    lead = now_of(claimed(cast.alice))
    assert (lead.reclaim_on, lead.reclaim_rule.name) == (date(2026, 6, 11), "First")


def test_an_old_lead_that_was_claimed_today_is_held_since_today(pool, cast):
    set_rules(pool, recycle=[{"not_converted_days": 10}])
    assert day_of(claimed(cast.alice, at=at("2025-01-01T00:00Z"))) == date(2026, 6, 11)


def test_an_activity_puts_the_day_off_and_so_does_a_note(pool, cast, time_machine):
    set_rules(pool, recycle=[FORTNIGHT])
    lead = claimed(cast.alice)
    time_machine.move_to("2026-06-05T12:00Z", tick=False)
    log(lead, cast.alice, "note")
    assert day_of(lead) == date(2026, 6, 19)


def test_a_rule_may_be_for_some_leads_only(pool, cast):
    set_rules(pool, recycle=[{"held_days": 5, "conditions": [("industry", "is", "software")]}])
    ours, others = claimed(cast.alice, industry_id="software"), claimed(cast.alice, company="B", industry_id="finance")
    assert (day_of(ours), day_of(others)) == (date(2026, 6, 6), None)
    others.edit(by=cast.alice, changes={"industry_id": "software"})
    assert day_of(others) == date(2026, 6, 6)


def test_days_are_those_of_the_pool(pool, cast, time_machine):
    set_rules(pool, time_zone="Asia/Shanghai", recycle=[{"held_days": 1}])
    time_machine.move_to("2026-06-01T17:00Z", tick=False)  # one o'clock in the morning of the second there
    assert day_of(claimed(cast.alice)) == date(2026, 6, 3)


def test_only_open_owned_leads_of_an_enabled_pool_go_back(cast):
    pool = set_rules(PoolFactory(), recycle=[FORTNIGHT])
    pool.administrators.add(cast.alice)
    closed, waiting, elsewhere = (
        claimed(cast.alice, pool=pool),
        make_lead(pool=pool),
        make_lead(by=cast.alice, owner=cast.alice),
    )
    closed.disqualify(by=cast.alice, reason=DisqualificationReason.objects.get(code="no_budget"))
    kept = claimed(cast.alice, pool=pool, company="Kept")
    assert [day_of(lead) for lead in (closed, waiting, elsewhere)] == [None, None, None]
    closed.reopen(by=cast.alice)
    assert (day_of(closed), day_of(kept)) == (date(2026, 6, 15), date(2026, 6, 15))
    set_rules(Pool.objects.get(pk=pool.pk), is_enabled=False)
    recycle(pool, now=at("2026-06-20T04:00Z"))
    assert (day_of(kept), now_of(kept).owner) == (None, cast.alice)


def test_any_owner_change_and_a_transfer_start_the_clock_anew(pool, cast, time_machine):
    set_rules(pool, recycle=[FORTNIGHT])
    slow = set_rules(PoolFactory(), recycle=[{"held_days": 100}])
    lead = claimed(cast.alice)
    time_machine.move_to("2026-06-05T12:00Z", tick=False)
    lead.change_owner(by=cast.alice, to=cast.bob)
    assert day_of(lead) == date(2026, 6, 19)
    lead.transfer(by=cast.admin, to=slow)
    assert day_of(lead) == date(2026, 9, 13)
    lead.reclaim(by=cast.admin)
    assert day_of(lead) is None


# The run ----------------------------------------------------------------------------------------


def rules(pool, **values):
    return set_rules(pool, recycle=[FORTNIGHT], **{"recycle_brake_percent": None, **values})


def test_the_run_takes_what_is_due_and_says_why(pool, cast, time_machine):
    rules(pool)
    quiet, busy = claimed(cast.alice, company="Quiet"), claimed(cast.alice, company="Busy")
    time_machine.move_to("2026-06-10T12:00Z", tick=False)
    log(busy, cast.alice)
    time_machine.move_to("2026-06-15T03:00Z", tick=False)
    run = recycle(pool)
    quiet = now_of(quiet)
    assert (quiet.owner, quiet.previous_owner, quiet.status, now_of(busy).owner) == (
        None,
        cast.alice,
        Status.NEW,
        cast.alice,
    )
    event = Event.objects.about(quiet).filter(verb="reclaim").get()
    assert (event.by, event.data["reason"], event.data["rule"]) == (None, "system", "Two quiet weeks")
    assert (run.taken, run.due, run.owned, run.is_stopped) == (1, 1, 2, False)


def test_three_runs_are_one(pool, cast, time_machine):
    rules(pool)
    leads = [claimed(cast.alice, company=f"Company {number}") for number in range(3)]
    time_machine.move_to("2026-06-15T03:00Z", tick=False)
    for _ in range(3):
        recycle_task()
    assert Event.objects.filter(verb="reclaim").count() == len(leads)
    assert list(RecycleRun.objects.values_list("taken", "due")) == [(3, 3)]
    told = Notice.objects.filter(kind="recycled")
    assert list(told.values_list("recipient__username", "count")) == [("alice", 3)]
    assert Notice.objects.filter(kind="reclaimed").count() == 0


def test_a_night_begins_where_the_pool_is(cast, pool, time_machine):
    rules(pool, time_zone="Asia/Shanghai")
    lead = claimed(cast.alice)
    for moment, owner in (
        ("2026-06-14T18:30Z", cast.alice),  # half past two in the morning there, on the day
        ("2026-06-14T23:30Z", cast.alice),  # in the forenoon no run begins
        ("2026-06-15T19:00Z", None),
    ):
        time_machine.move_to(moment, tick=False)
        recycle_tonight()
        assert now_of(lead).owner == owner, moment


def test_a_night_in_which_the_clocks_change_has_one_run(cast, time_machine):
    pool = rules(PoolFactory(), time_zone="America/New_York")
    pool.administrators.add(cast.alice)
    lead = claimed(cast.alice, pool=pool, at=at("2026-10-17T12:00Z"))
    Lead.objects.filter(pk=lead.pk).update(assigned_at=at("2026-10-18T12:00Z"), reclaim_on=date(2026, 11, 1))
    moment = at("2026-11-01T03:00Z")
    while moment < at("2026-11-01T12:00Z"):
        time_machine.move_to(moment, tick=False)
        recycle_tonight()
        moment += timedelta(minutes=30)
    event = Event.objects.about(lead).get(verb="reclaim")
    assert (event.at, RecycleRun.objects.count()) == (at("2026-11-01T08:00Z"), 1)  # three o'clock, the one time it was


def test_conditions_are_asked_again_of_the_lead_as_it_stands(pool, cast, time_machine):
    rules(pool)
    lead = claimed(cast.alice)
    time_machine.move_to("2026-06-14T12:00Z", tick=False)
    log(lead, cast.alice)
    Lead.objects.filter(pk=lead.pk).update(reclaim_on=date(2026, 6, 15))  # as if nobody had worked it out
    time_machine.move_to("2026-06-15T03:00Z", tick=False)
    recycle(pool)
    assert (now_of(lead).owner, day_of(lead)) == (cast.alice, date(2026, 6, 28))
    with pytest.raises(Refused):
        lead.recycle(by=None, on=date(2026, 6, 15))


def test_a_dry_run_is_the_run_row_for_row(pool, cast, time_machine, capsys):
    set_rules(
        pool,
        recycle_brake_percent=None,
        recycle=[FORTNIGHT, {"name": "Held", "held_days": 9, "conditions": [("industry", "is", "finance")]}],
    )
    leads = [
        claimed(cast.alice if number % 2 else cast.bob, company=f"Company {number}", industry_id=industry)
        for number, industry in enumerate(["finance", "retail", "finance", None])
    ]
    time_machine.move_to("2026-06-05T12:00Z", tick=False)
    log(leads[1], cast.alice)
    time_machine.move_to("2026-06-15T12:00Z", tick=False)
    call_command("recycle", "--dry-run")
    *lines, summary = capsys.readouterr().out.splitlines()
    before = {lead.number: lead for lead in Lead.objects.select_related("owner", "reclaim_rule")}
    call_command("recycle")
    taken = capsys.readouterr().out.splitlines()[-1]
    events = Event.objects.filter(verb="reclaim")
    rows = {event.object_id: event.data["rule"] for event in events}
    assert [line.split("\t") for line in lines] == [
        ["public", lead.number, lead.owner.username, str(lead.reclaim_on), rows[lead.pk]]
        for lead in sorted(before.values(), key=lambda lead: (lead.reclaim_on, lead.pk))
        if lead.pk in rows
    ]
    assert (summary, taken) == ("Would take 3 leads back into 1 pool.", "Took 3 leads back into 1 pool.")


def test_the_brake_takes_none_and_tells_the_administrators_once(pool, cast, time_machine):
    rules(pool, recycle_brake_percent=50)
    leads = [claimed(cast.alice, company=f"Company {number}") for number in range(5)]
    time_machine.move_to("2026-06-10T12:00Z", tick=False)
    for lead in leads[:2]:
        log(lead, cast.alice)
    time_machine.move_to("2026-06-15T03:00Z", tick=False)
    for _ in range(3):
        recycle_tonight()
    run = RecycleRun.objects.get()
    assert (run.is_stopped, run.taken, run.due, run.owned) == (True, 0, 3, 5)
    told = Notice.objects.filter(kind="recycle_brake")
    assert list(told.values_list("recipient__username", flat=True)) == ["carol"]
    assert told.get().url == "/pools/public/recycle/"
    assert told.get().data | {"ids": 0} == {"pool": pool.name, "due": 3, "owned": 5, "ids": 0}
    with pytest.raises(CommandError, match="Stopped by the brake: public"):
        call_command("recycle")
    RecycleRun.objects.update(allowed_by=cast.carol)
    recycle_tonight()
    run.refresh_from_db()
    assert (run.taken, run.is_stopped) == (3, False)


def test_the_brake_lets_its_share_go_and_a_single_lead_always(pool, cast, time_machine):
    rules(pool, recycle_brake_percent=50)
    leads = [claimed(cast.alice, company=f"Company {number}") for number in range(4)]
    time_machine.move_to("2026-06-10T12:00Z", tick=False)
    for lead in leads[:2]:
        log(lead, cast.alice)
    time_machine.move_to("2026-06-15T03:00Z", tick=False)
    assert (Rehearsal(pool, date(2026, 6, 15)).is_braked, recycle(pool).taken) == (False, 2)
    alone = rules(PoolFactory(), recycle_brake_percent=1)
    lead = claimed(cast.admin, pool=alone)
    assert recycle(alone, now=at("2026-07-01T04:00Z")).taken == 1, day_of(lead)


def test_what_becomes_due_later_the_same_day_is_taken_by_the_command_too(pool, cast, time_machine):
    rules(pool)
    first, second = claimed(cast.alice, company="A"), claimed(cast.alice, company="B")
    Lead.objects.filter(pk=second.pk).update(held_until=date(2026, 7, 1))
    Lead.objects.get(pk=second.pk).edit(by=cast.alice, changes={"city": "Berlin"})
    time_machine.move_to("2026-06-15T03:00Z", tick=False)
    recycle_tonight()
    assert [now_of(lead).owner for lead in (first, second)] == [None, cast.alice]
    now_of(second).release_hold(by=cast.carol)
    call_command("recycle")
    run = RecycleRun.objects.get()
    assert (now_of(second).owner, run.taken, run.due) == (None, 2, 2)


def test_tonight_is_the_night_that_comes_next(pool, cast):
    rules(pool, time_zone="America/New_York")
    for now, day in (("2026-06-01T06:00Z", 1), ("2026-06-01T15:00Z", 2), ("2026-06-02T03:00Z", 2)):
        assert next_run(pool, now=at(now)) == date(2026, 6, day)
    recycle(pool, now=at("2026-06-02T08:00Z"))
    assert next_run(pool, now=at("2026-06-02T08:30Z")) == date(2026, 6, 3)


# Warning and hold -------------------------------------------------------------------------------


def test_owners_are_warned_once_for_each_date(pool, cast, time_machine):
    set_rules(pool, recycle=[{**FORTNIGHT, "warn_days": 3}])
    leads = [claimed(cast.alice, company=f"Company {number}") for number in range(2)]
    assert warn_of_reclaims(now=at("2026-06-11T23:00Z")) == 0
    assert [warn_of_reclaims(now=at("2026-06-12T01:00Z")) for _ in range(3)] == [2, 0, 0]
    told = Notice.objects.get(kind="recycle_warning")
    assert (told.recipient, told.count, told.data["on"]) == (cast.alice, 2, "2026-06-15")
    time_machine.move_to("2026-06-12T12:00Z", tick=False)
    log(now_of(leads[0]), cast.alice)
    assert warn_of_reclaims(now=at("2026-06-22T12:00Z")) == 0
    assert warn_of_reclaims(now=at("2026-06-23T12:00Z")) == 1


def test_a_hold_protects_until_the_end_of_its_day_and_no_longer(pool, cast, time_machine):
    rules(pool)
    lead = claimed(cast.alice)
    lead.hold(by=cast.carol, until=date(2026, 6, 20), reason="They are on leave")
    assert (day_of(lead), now_of(lead).is_on_hold, now_of(lead).hold_reason) == (
        date(2026, 6, 21),
        True,
        "They are on leave",
    )
    for moment, owner in (("2026-06-20T03:00Z", cast.alice), ("2026-06-21T03:00Z", None)):
        time_machine.move_to(moment, tick=False)
        recycle(pool)
        assert now_of(lead).owner == owner
    assert (now_of(lead).held_until, now_of(lead).hold_reason) == (None, "")


def test_a_hold_that_ends_before_the_day_changes_nothing_and_can_be_released(pool, cast):
    rules(pool)
    lead = claimed(cast.alice)
    lead.hold(by=cast.dave, until=date(2026, 6, 3), reason="Wait")
    assert day_of(lead) == date(2026, 6, 15)
    lead.hold(by=cast.dave, until=date(2026, 7, 3), reason="Wait longer")
    assert day_of(lead) == date(2026, 7, 4)
    lead.release_hold(by=cast.carol)
    assert (day_of(lead), now_of(lead).held_until) == (date(2026, 6, 15), None)
    assert [event.verb for event in Event.objects.about(lead)[:3]] == ["release_hold", "hold", "hold"]
    assert Event.objects.about(lead)[1].data == {"reason": "Wait longer", "until": "2026-07-03"}


def test_who_holds(pool, cast):
    rules(pool)
    for by, may in ((cast.carol, True), (cast.dave, True), (cast.admin, True), (cast.alice, False)):
        lead = claimed(cast.alice, company=by.username)
        if may:
            lead.hold(by=by, until=date(2026, 6, 20), reason="Wait")
        else:
            with pytest.raises(NotAllowed):
                lead.hold(by=by, until=date(2026, 6, 20), reason="Wait")


@pytest.mark.parametrize(
    ("until", "reason", "field"),
    [
        (date(2026, 5, 31), "Wait", "until"),
        (date(2027, 6, 3), "Wait", "until"),
        (date(2026, 6, 10), "  ", "reason"),
    ],
)
def test_a_hold_has_an_end_and_a_reason(pool, cast, until, reason, field):
    rules(pool)
    lead = claimed(cast.alice)
    with pytest.raises(Refused) as refusal:
        lead.hold(by=cast.carol, until=until, reason=reason)
    assert (refusal.value.field, now_of(lead).held_until) == (field, None)


def test_what_nobody_has_and_what_is_not_held_cannot_be_held_or_released(pool, cast):
    with pytest.raises(Refused, match="has no owner yet"):
        make_lead().hold(by=cast.carol, until=date(2026, 6, 10), reason="Wait")
    with pytest.raises(Refused, match="is not on hold"):
        claimed(cast.alice).release_hold(by=cast.carol)


def test_a_hold_stays_with_the_lead_when_it_is_handed_on_and_ends_when_it_goes_back(pool, cast):
    rules(pool)
    lead = claimed(cast.alice)
    lead.hold(by=cast.carol, until=date(2026, 6, 20), reason="Wait")
    lead.change_owner(by=cast.carol, to=cast.bob)
    assert now_of(lead).held_until == date(2026, 6, 20)
    lead.reclaim(by=cast.carol)
    assert now_of(lead).held_until is None


def test_a_run_asks_as_much_of_the_database_for_thirty_leads_as_for_three(cast, time_machine):
    asked = []
    for number in (3, 30):
        time_machine.move_to(MONDAY, tick=False)
        pool = rules(PoolFactory(), hours=OFFICE, unassigned_hours=5)
        for n in range(number):
            claimed(cast.admin, pool=pool, company=f"Company {n}")
        time_machine.move_to("2026-06-15T03:00Z", tick=False)
        with CaptureQueriesContext(connection) as context:
            assert recycle(pool).taken == number
        asked.append(len(context))
    assert asked[0] == asked[1]
