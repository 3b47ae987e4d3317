from datetime import date, timedelta

import pytest

from hotcrm.activities.models import ActivityKind
from hotcrm.people.models import User
from hotcrm.records.models import Event, Notice
from leads.models import DisqualificationReason, Lead, Status
from leads.overdue import flag_overdue, late_by, overdue_by
from pools.models import Pool, ReturnReason
from tests.factories import PoolFactory, make_lead

from .clockwork import MONDAY, OFFICE, at, log, set_rules

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)


@pytest.fixture
def office(pool):
    return set_rules(pool, hours=OFFICE, unassigned_hours=4, no_follow_up_hours=10, first_contact_hours=16)


def now_of(lead):
    return Lead.objects.get(pk=lead.pk)


def test_a_lead_that_waits_is_due_when_its_pool_had_so_many_working_hours(office):
    assert make_lead().overdue_at == at("2026-06-01T13:00Z")
    assert make_lead(at=at("2026-05-29T15:00Z")).overdue_at == at("2026-06-01T11:00Z")  # over a weekend


def test_a_lead_somebody_got_is_due_by_the_other_timer(office, cast):
    lead = make_lead()
    lead.claim(by=cast.alice)
    assert now_of(lead).overdue_at == at("2026-06-02T11:00Z")


def test_leads_without_a_pool_and_of_a_pool_without_timers_are_never_due(pool, cast):
    claimed = make_lead(company="Claimed")
    claimed.claim(by=cast.alice)
    leads = [make_lead(), make_lead(by=cast.alice, owner=cast.alice), claimed]
    assert [now_of(lead).overdue_at for lead in leads] == [None, None, None]


@pytest.mark.parametrize(
    ("kind", "result", "stops"),
    [("call", None, True), ("note", None, False), ("note", "reached", True), ("email", "no_answer", True)],
)
def test_a_follow_up_stops_the_timer_a_mere_note_does_not(office, cast, kind, result, stops):
    lead = make_lead()
    lead.claim(by=cast.alice)
    log(lead, cast.alice, kind, result)
    assert (now_of(lead).overdue_at is None) == stops


def test_what_was_done_before_somebody_got_it_is_no_follow_up_of_theirs(office, cast, time_machine):
    lead = make_lead()
    lead.claim(by=cast.alice)
    log(lead, cast.alice)
    time_machine.move_to("2026-06-01T12:00Z", tick=False)
    lead.change_owner(by=cast.alice, to=cast.bob)
    assert now_of(lead).overdue_at == at("2026-06-02T14:00Z")
    log(lead, cast.bob, at=at("2026-06-01T11:59Z"))
    assert now_of(lead).overdue_at == at("2026-06-02T14:00Z")
    log(lead, cast.bob)
    assert now_of(lead).overdue_at is None


def test_going_back_starts_the_time_without_an_owner_anew(office, cast, time_machine):
    lead = make_lead()
    lead.claim(by=cast.alice)
    time_machine.move_to("2026-06-01T16:00Z", tick=False)
    lead.return_to_pool(by=cast.alice, reason=ReturnReason.objects.get(code="other"))
    assert now_of(lead).overdue_at == at("2026-06-02T12:00Z")


def test_a_transfer_brings_the_timers_of_the_new_pool(office, cast):
    quick, none = set_rules(PoolFactory(), unassigned_hours=1), PoolFactory()
    for to, due in ((quick, at("2026-06-01T10:00Z")), (none, None)):
        lead = make_lead()
        lead.transfer(by=cast.admin, to=to)
        assert now_of(lead).overdue_at == due


def test_a_closed_lead_is_never_due(office, cast):
    reason = DisqualificationReason.objects.get(code="no_budget")
    ends = (
        lambda lead: lead.disqualify(by=cast.alice, reason=reason),
        lambda lead: lead.convert(by=cast.alice),
        lambda lead: lead.discard(by=cast.alice),
    )
    for number, end in enumerate(ends):
        lead = make_lead(company=f"Company {number}")
        lead.claim(by=cast.alice)
        end(lead)
        lead = now_of(lead)
        assert (lead.overdue_at, lead.is_overdue, lead.first_contact_due_at) == (None, False, None), lead.status


def test_the_sweep_flags_what_is_due_and_nothing_else(office, cast, time_machine):
    due, later = make_lead(company="Due"), make_lead(company="Later", at=at("2026-06-01T10:00Z"))
    for lead in (due, later):
        lead.claim(by=cast.alice)
    Lead.objects.filter(pk=later.pk).update(overdue_at=at("2026-06-02T11:00:01Z"))
    time_machine.move_to("2026-06-02T11:00Z", tick=False)
    assert flag_overdue().overdue == 1
    assert [now_of(lead).is_overdue for lead in (due, later)] == [True, False]


def test_flagging_leaves_the_version_to_those_who_edit(office, time_machine):
    lead = make_lead()
    time_machine.move_to("2026-06-01T13:00Z", tick=False)
    flag_overdue()
    assert (now_of(lead).is_overdue, now_of(lead).version) == (True, lead.version)


def test_the_right_people_are_told_once_however_often_it_runs(office, cast, time_machine):
    make_lead(company="Waits")
    for number in range(3):
        make_lead(company=f"Claimed {number}").claim(by=cast.alice)
    time_machine.move_to("2026-06-03T12:00Z", tick=False)
    for _ in range(3):
        flag_overdue()
    told = Notice.objects.filter(kind__in=("overdue", "unassigned")).order_by("kind", "recipient__username")
    assert list(told.values_list("kind", "recipient__username", "count")) == [
        ("overdue", "alice", 3),
        ("overdue", "carol", 3),
        ("unassigned", "carol", 1),
    ]


def test_a_follow_up_takes_the_flag_away_as_any_owner_change_does(office, cast, time_machine):
    followed, handed_on, returned = (make_lead(company=name) for name in ("A", "B", "C"))
    for lead in (followed, handed_on, returned):
        lead.claim(by=cast.alice)
    time_machine.move_to("2026-06-03T12:00Z", tick=False)
    flag_overdue()
    log(now_of(followed), cast.alice)
    handed_on.change_owner(by=cast.alice, to=cast.bob)
    returned.return_to_pool(by=cast.alice, reason=ReturnReason.objects.get(code="other"))
    assert [now_of(lead).is_overdue for lead in (followed, handed_on, returned)] == [False, False, False]
    assert [now_of(lead).overdue_at for lead in (followed, handed_on, returned)] == [
        None,
        at("2026-06-04T14:00Z"),
        at("2026-06-03T16:00Z"),
    ]


def test_history_does_not_speak_of_clocks(office, cast, time_machine):
    lead = make_lead()
    lead.claim(by=cast.alice)
    time_machine.move_to("2026-06-03T12:00Z", tick=False)
    flag_overdue()
    log(now_of(lead), cast.alice, "note", "reached")
    fields = [event.data.get("fields") for event in Event.objects.about(lead)]
    assert not {"is_overdue", "overdue_at", "contacted_at", "followed_up_at"} & {
        f for some in fields for f in some or ()
    }


def test_the_first_contact_is_due_since_the_lead_came_in_whoever_has_it(office, cast, time_machine):
    lead = make_lead()
    time_machine.move_to("2026-06-01T12:00Z", tick=False)
    lead.claim(by=cast.alice)
    assert now_of(lead).first_contact_due_at == at("2026-06-02T17:00Z")
    log(lead, cast.alice, "note")
    assert now_of(lead).contacted_at is None
    log(lead, cast.alice)
    log(lead, cast.alice, at=at("2026-06-01T12:30Z"))
    lead = now_of(lead)
    assert (lead.contacted_at, lead.is_contact_late, lead.awaits_first_contact) == (
        at("2026-06-01T12:00Z"),
        False,
        False,
    )


def test_a_missed_first_contact_is_told_once_and_stays_late(office, cast, time_machine):
    mine, waiting = make_lead(company="Mine"), make_lead(company="Waiting")
    mine.claim(by=cast.alice)
    time_machine.move_to("2026-06-02T17:00Z", tick=False)
    assert [flag_overdue().late for _ in range(3)] == [2, 0, 0]
    told = Notice.objects.filter(kind="first_contact").order_by("recipient__username")
    assert list(told.values_list("recipient__username", "object_id")) == [("alice", mine.pk), ("carol", waiting.pk)]
    time_machine.move_to("2026-06-02T17:01Z", tick=False)
    log(now_of(mine), cast.alice)
    assert (now_of(mine).is_contact_late, now_of(mine).awaits_first_contact) == (True, False)


def test_whoever_takes_a_flagged_lead_out_of_the_pools_takes_the_flag_off(office, cast, time_machine):
    lead = make_lead()
    time_machine.move_to("2026-06-02T17:00Z", tick=False)
    flag_overdue()
    lead.discard(by=cast.admin)
    assert (now_of(lead).is_overdue, now_of(lead).status) == (False, Status.DISCARDED)


@pytest.mark.parametrize(
    ("zone", "start", "due"),
    [
        ("America/New_York", "2026-10-31T22:00Z", "2026-11-02T19:00Z"),  # Saturday evening; clocks go back that night
        ("America/New_York", "2026-03-07T22:00Z", "2026-03-09T18:00Z"),
        ("Australia/Lord_Howe", "2026-10-03T06:00Z", "2026-10-05T03:00Z"),
        ("Asia/Shanghai", "2026-10-30T08:30Z", "2026-11-02T05:30Z"),
    ],
)
def test_due_instants_follow_the_clocks_of_the_pool(zone, start, due):
    pool = set_rules(PoolFactory(), hours=OFFICE, time_zone=zone, unassigned_hours=5)
    assert make_lead(pool=pool, at=at(start)).overdue_at == at(due)


def test_a_holiday_puts_it_off(pool):
    set_rules(pool, hours=OFFICE, holidays=[date(2026, 6, 1)], unassigned_hours=4)
    assert make_lead().overdue_at == at("2026-06-02T13:00Z")


def test_a_verb_reads_the_rules_of_a_pool_once_and_never_again(office, cast, django_assert_num_queries):
    for number in range(1, 29):
        make_lead(company=f"Company {number}", at=at(f"2026-05-{number:02}T12:00Z"))
    leads = list(Lead.objects.select_related("pool", "owner"))
    fresh = Pool.objects.get(pk=office.pk)
    with django_assert_num_queries(0):
        assert fresh.clocks is leads[0].pool.clocks
        for lead in leads:
            lead.set_clocks(now=at(MONDAY))


def test_many_are_due_each_at_its_own_instant(office, cast):
    starts = [at(MONDAY) - timedelta(hours=number) for number in range(30)]
    leads = [make_lead(at=start, company=f"Company {start}") for start in starts]
    slow = set_rules(PoolFactory(), unassigned_hours=100)
    results = Lead.transfer.apply([lead.pk for lead in leads], by=cast.admin, to=slow)
    assert (len(results.done), results.refused) == (30, [])
    found = [now_of(lead) for lead in leads]
    assert [lead.overdue_at for lead in found] == [start + timedelta(hours=100) for start in starts]
    assert {(lead.version, lead.pool_id) for lead in found} == {(2, slow.pk)}


def test_only_rows_that_are_due_are_read(office):
    for due in (overdue_by(at(MONDAY)), late_by(at(MONDAY))):
        assert "lead_overdue_due" in due.explain() or "lead_first_contact_due" in due.explain()


def test_who_has_left_is_not_told(office, cast, time_machine):
    make_lead().claim(by=cast.alice)
    User.objects.filter(pk=cast.alice.pk).update(is_active=False)
    time_machine.move_to("2026-06-03T12:00Z", tick=False)
    flag_overdue()
    assert list(Notice.objects.filter(kind="overdue").values_list("recipient__username", flat=True)) == ["carol"]


def test_a_kind_of_activity_that_is_made_a_mere_note_stops_nothing_more(office, cast):
    ActivityKind.objects.filter(code="email").update(is_contact=False)
    lead = make_lead()
    lead.claim(by=cast.alice)
    log(lead, cast.alice, "email")
    assert now_of(lead).overdue_at is not None
