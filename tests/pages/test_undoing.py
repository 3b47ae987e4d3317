import pytest
from django.utils import timezone

from hotcrm.pages.models import Outcome, Run
from hotcrm.pages.runs.starting import start
from hotcrm.pages.runs.undoing import undo
from hotcrm.people.models import User
from hotcrm.records.models import Event
from hotcrm.records.refusals import Refused
from hotcrm.records.verbs import verbs_for, verbs_of
from leads.models import Claim, DisqualificationReason, Lead, Status
from pools.models import Pool, ReturnReason
from tests.factories import PoolFactory, make_lead

from .test_runs import claim, keys, make_leads


def as_it_is(lead):
    """Everything a lead holds but for what every change moves on."""
    row = Lead.objects.filter(pk=lead.pk).values().get()
    return {name: value for name, value in row.items() if name not in ("version", "updated_at")}


def a_reason():
    return ReturnReason.objects.get(code="no_intent")


def disqualification():
    return DisqualificationReason.objects.get(code="no_budget")


@pytest.mark.parametrize(
    ("verb", "values", "state"),
    [
        ("claim", {}, {}),
        ("assign", {"to": "bob"}, {}),
        ("assign", {"to": "bob"}, {"owner": "alice", "status": Status.WORKING}),
        ("change_owner", {"to": "bob"}, {"owner": "alice", "status": Status.NURTURING}),
        ("return_to_pool", {"reason": a_reason}, {"owner": "carol", "status": Status.QUALIFIED}),
        ("reclaim", {"reason": "cold"}, {"owner": "alice", "status": Status.WORKING}),
        ("transfer", {"to": PoolFactory}, {}),
        ("disqualify", {"reason": disqualification, "survivor": None}, {"owner": "alice", "status": Status.WORKING}),
        ("nurture", {}, {"owner": "alice", "status": Status.WORKING}),
    ],
)
def test_done_and_undone_is_as_before(cast, pool, verb, values, state):
    state = {**state, "owner": getattr(cast, state["owner"])} if "owner" in state else state
    leads = [make_lead(pool=pool, **state) for _ in range(3)]
    Lead.objects.filter(pk=leads[0].pk).update(next_follow_up_on=timezone.localdate(), failed_attempts=2)
    before = [as_it_is(lead) for lead in leads]
    values = {
        name: value() if callable(value) else getattr(cast, value) if name == "to" else value
        for name, value in values.items()
    }
    if isinstance(values.get("to"), Pool):
        values["to"].administrators.add(cast.carol)
    run = start(getattr(Lead, verb), by=cast.carol, ids=keys(leads), **values)
    assert (run.done, [as_it_is(lead) for lead in leads] != before) == (3, True)
    back = undo(run, by=cast.carol)
    assert (back.done, [as_it_is(lead) for lead in leads]) == (3, before)


def test_an_undo_is_told_on_each_lead(cast):
    leads = make_leads(2)
    undo(claim(leads, cast.alice), by=cast.alice)
    event = Event.objects.about(leads[0]).first()
    assert (event.verb, event.by, event.data["owner_id"]) == ("take_back", cast.alice, [cast.alice.pk, None])


def test_a_lead_that_was_touched_since_is_left_alone(cast):
    leads = make_leads(2)
    run = claim(leads, cast.alice)
    Lead.objects.get(pk=leads[0].pk).nurture(by=cast.alice)
    back = undo(run, by=cast.alice)
    assert list(back.items.order_by("object_id").values_list("outcome", "why")) == [
        (Outcome.REFUSED, "This lead was changed since."),
        (Outcome.DONE, ""),
    ]


def test_an_owner_who_left_gets_nothing_back(cast, pool):
    lead = make_lead(owner=cast.alice, pool=pool, status=Status.WORKING)
    run = start(Lead.reclaim, by=cast.carol, ids=[lead.pk])
    User.objects.filter(pk=cast.alice.pk).update(is_active=False)
    back = undo(run, by=cast.carol)
    assert (back.refused, back.items.get().why) == (1, "Whoever had this lead is not active any more.")


def test_a_run_is_undone_once(cast):
    run = claim(make_leads(2), cast.alice)
    assert undo(run, by=cast.alice) == undo(Run.objects.get(pk=run.pk), by=cast.alice)
    assert Run.objects.count() == 2


def test_an_undo_cannot_be_undone(cast):
    with pytest.raises(Refused):
        undo(undo(claim(make_leads(1), cast.alice), by=cast.alice), by=cast.alice)


def test_after_a_week_a_run_stays(cast):
    run = claim(make_leads(1), cast.alice)
    Run.objects.update(created_at=timezone.now() - timezone.timedelta(days=8))
    run.refresh_from_db()
    with pytest.raises(Refused):
        undo(run, by=cast.alice)


def test_nobody_takes_back_by_hand(cast):
    lead = make_lead()
    assert "take_back" not in verbs_of(Lead)
    assert "take_back" not in verbs_for([lead], cast.admin)[lead.pk]


def test_claims_that_are_undone_count_no_more_against_the_day(cast, pool):
    Pool.objects.filter(pk=pool.pk).update(claims_a_day=3)
    leads = [make_lead(pool=pool) for _ in range(4)]
    leads[3].claim(by=cast.alice)
    run = start(Lead.claim, by=cast.alice, ids=keys(leads[:3]))
    assert (run.done, run.refused, Claim.objects.count()) == (2, 1, 3)
    assert undo(run, by=cast.alice).done == 2
    assert list(Claim.objects.values_list("lead", flat=True)) == [leads[3].pk]
    Lead(pk=leads[0].pk).claim(by=User.objects.get(pk=cast.alice.pk))
    assert Claim.objects.count() == 2


def test_an_assignment_that_is_undone_leaves_the_claims_before_it(cast, pool):
    lead = make_lead(pool=pool)
    lead.claim(by=cast.alice)
    undo(start(Lead.assign, by=cast.carol, ids=[lead.pk], to=cast.bob), by=cast.carol)
    assert Claim.objects.get().by == cast.alice
