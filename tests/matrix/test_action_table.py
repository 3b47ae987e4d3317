"""The action table of PRODUCT 4 over every state a lead can be in: status × owner × pool, and everybody.

`rights` says who stands where to the leads of the world; here the same table is held against all states at once, as
buttons ask, and what each action leads to is written down beside it.
"""

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from hotcrm.records.models import Access, Event, TeamMember
from hotcrm.records.refusals import Invalid
from hotcrm.records.verbs import type_of, verbs_for
from leads.models import DisqualificationReason, Lead, Status
from pools.models import Pool, PoolMember, PoolType, ReturnReason
from tests.factories import PoolFactory, make_lead

PEOPLE = ("alice", "bob", "carol", "dave", "mallory", "mia", "auditor", "pat", "admin")
POOLS = ("none", "open", "invisible", "disabled")  # Alice, Bob and Mallory belong to all, Carol runs them
OPEN = (Status.NEW, Status.WORKING, Status.NURTURING, Status.QUALIFIED)
OWNED_ONLY = OPEN[1:]
LIVING = (*OPEN, Status.UNQUALIFIED)

# (status, owned by Alice, pool); Mallory is on the team of all, reading and writing.
STATES = [
    (status, is_owned, pool)
    for status, is_owned, pool in product(Status, (True, False), POOLS)
    if not (status in (*OWNED_ONLY, Status.CONVERTED) and not is_owned)
    and not (status == Status.DISCARDED and is_owned)
    and not (pool == "none" and not is_owned)
]

OWNER, SUPERIOR, TEAM, MANAGES, MEMBER = ("alice",), ("dave",), ("mallory",), ("carol",), ("alice", "bob", "mallory")
PROCESS = (OWNER, SUPERIOR, TEAM, MANAGES)
# verb: who may, in which statuses, what the lead needs beside that
TABLE = {
    "claim": ((MEMBER, MANAGES), (Status.NEW,), {"unowned", "claimable"}),
    "assign": ((MANAGES,), LIVING, {"pool"}),
    "change_owner": ((OWNER, SUPERIOR, MANAGES), LIVING, {"owned"}),
    "return_to_pool": ((OWNER, SUPERIOR, TEAM), LIVING, {"owned"}),
    "reclaim": ((MANAGES,), LIVING, {"pool", "owned"}),
    "transfer": ((MANAGES,), LIVING, {"pool"}),
    "log": (PROCESS, LIVING, set()),
    "work": (PROCESS, (Status.NEW, Status.NURTURING, Status.QUALIFIED), {"owned"}),
    "nurture": (PROCESS, (Status.WORKING, Status.QUALIFIED), {"owned"}),
    "qualify": (PROCESS, (Status.WORKING, Status.NURTURING), {"owned"}),
    "disqualify": (PROCESS, OPEN, set()),
    "reopen": (PROCESS, (Status.UNQUALIFIED,), set()),
    "reactivate": (PROCESS, (Status.UNQUALIFIED,), {"owned"}),
    "convert": (PROCESS, (*LIVING, Status.CONVERTED), {"owned"}),
    "discard": ((OWNER, MANAGES), LIVING, set()),
    "restore": ((), (Status.DISCARDED,), set()),
    "delete_for_good": ((), (Status.DISCARDED,), set()),
}


@pytest.fixture
def pools(cast):
    """None of those who take part in them belongs to the default pool, where other rules of visibility would speak."""
    made = {
        "none": None,
        "open": PoolFactory(),
        "invisible": PoolFactory(type=PoolType.ADMIN_ONLY),
        "disabled": PoolFactory(),
    }
    for pool in filter(None, made.values()):
        pool.administrators.add(cast.carol)
        for name in MEMBER:
            PoolMember.objects.create(pool=pool, user=getattr(cast, name))
    return made


@pytest.fixture
def leads(cast, pools):
    """A lead in each state."""
    made = {}
    for status, is_owned, pool in STATES:
        values = {"owner": cast.alice if is_owned else None, "pool": pools[pool], "status": status}
        if status == Status.DISCARDED:
            values |= {"discarded_at": timezone.now(), "discarded_from": Status.NEW}
        if status == Status.UNQUALIFIED:
            values |= {"unqualified_reason_id": "other"}
        made[status, is_owned, pool] = Lead.objects.create(last_name=f"{status} {pool}", **values)
    team = (
        TeamMember(type=type_of(Lead), object_id=lead.pk, user=cast.mallory, access=Access.WRITE)
        for lead in made.values()
    )
    TeamMember.objects.bulk_create(team)
    Pool.objects.filter(pk=pools["disabled"].pk).update(is_enabled=False)
    return made


def is_seen(person, state):
    status, is_owned, pool = state
    if person == "admin":
        return True
    if status == Status.DISCARDED or person == "pat":
        return False
    if person in ("mia", "auditor", "mallory"):
        return True
    if person == "carol":
        return pool != "none"
    if is_owned:
        return person in ("alice", "dave")
    return person in MEMBER and pool == "open"


def expected(person, verb, state) -> int:
    """200, or the status of the refusal."""
    status, is_owned, pool = state
    who, statuses, needs = TABLE[verb]
    stands = {
        OWNER: is_owned and person == "alice",
        SUPERIOR: is_owned and person == "dave",
        TEAM: person == "mallory",
        MANAGES: person == "carol" and pool != "none",
        MEMBER: person in MEMBER and pool == "open",
    }
    if not (person == "admin" or any(stands[one] for one in who)):
        return 403
    has = {"unowned": not is_owned, "owned": is_owned, "pool": pool != "none", "claimable": pool == "open"}
    return 200 if status in statuses and all(has[need] for need in needs) else 409


@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_may_do_in_every_state_what_the_table_says(cast, leads, person):
    user, states = getattr(cast, person), {lead.pk: state for state, lead in leads.items()}
    rows = list(Lead.objects.visible_to(user).filter(pk__in=states).select_related("owner", "pool"))
    assert {states[row.pk] for row in rows} == {state for state in STATES if is_seen(person, state)}
    found = {
        (verb, states[pk]): refusal.status if refusal else 200
        for pk, refusals in verbs_for(rows, user, tuple(TABLE)).items()
        for verb, refusal in refusals.items()
    }
    wanted = {(verb, state): expected(person, verb, state) for verb, state in found}
    assert {key: (found[key], wanted[key]) for key in found if found[key] != wanted[key]} == {}


# What each leads to: (verb, status before) → status after; the owner and the pool follow from the verb.
AFTER = {
    "claim": {Status.NEW: Status.WORKING},
    "assign": {**{status: status for status in OPEN}, Status.UNQUALIFIED: Status.NEW},
    "change_owner": {status: status for status in LIVING},
    "return_to_pool": dict.fromkeys(LIVING, Status.NEW),
    "reclaim": dict.fromkeys(LIVING, Status.NEW),
    "discard": dict.fromkeys(LIVING, Status.DISCARDED),
    "transfer": {status: status for status in LIVING},
}
MOVES = [(verb, before) for verb, steps in AFTER.items() for before in steps]


@pytest.mark.parametrize(("verb", "before"), MOVES)
def test_every_move_leads_where_the_table_says_and_restarts_all_clocks(cast, pools, leads, verb, before):
    is_owned = verb != "claim"
    lead = leads[before, is_owned, "open"]
    stale = timezone.now() - timedelta(days=9)
    Lead.objects.filter(pk=lead.pk).update(
        is_overdue=True, failed_attempts=3, is_unrouted=True, assigned_at=stale, reclaim_warned_at=stale
    )
    values = {
        "assign": {"to": cast.bob},
        "change_owner": {"to": cast.bob},
        "return_to_pool": {"reason": ReturnReason.objects.get(pk="other")},
        "transfer": {"to": pools["invisible"]},
    }.get(verb, {})
    getattr(lead, verb)(by=cast.admin, **values)
    after = Lead.objects.get(pk=lead.pk)
    owner = {"claim": cast.admin, "assign": cast.bob, "change_owner": cast.bob, "transfer": cast.alice}.get(verb)
    pool = pools["invisible"] if verb == "transfer" else pools["open"]
    assert (after.owner, after.status, after.pool) == (owner, AFTER[verb][before], pool)
    if verb != "transfer":  # which keeps its owner, and so its clocks
        assert (after.is_overdue, after.failed_attempts, after.is_unrouted) == (False, 0, False)
        assert (after.assigned_at is None) == (owner is None)
        assert after.assigned_at is None or after.assigned_at > stale
    event = Event.objects.about(after).first()
    moved = [cast.alice.pk if is_owned else None, owner and owner.pk]
    assert (event.verb, event.data.get("owner_id", moved if verb == "transfer" else None)) == (verb, moved)


@pytest.mark.parametrize(("pool", "to"), [("disabled", "default"), ("open", "open"), ("invisible", "invisible")])
def test_what_comes_back_goes_to_its_own_pool_or_to_the_default_pool_when_that_is_disabled(
    cast, pools, leads, pool, to
):
    for verb, before in (("return_to_pool", Status.WORKING), ("reclaim", Status.NURTURING)):
        lead = leads[before, True, pool]
        values = {"reason": ReturnReason.objects.get(pk="other")} if verb == "return_to_pool" else {}
        getattr(lead, verb)(by=cast.admin, **values)
        assert lead.pool == (pools[to] if to != "default" else Pool.default())


def test_a_lead_of_no_pool_is_not_returned_to_one_that_is_disabled(cast, pools, leads):
    lead, reason = leads[Status.NEW, True, "none"], ReturnReason.objects.get(pk="other")
    for by in (cast.admin, cast.alice):
        with pytest.raises(Invalid) as refusal:
            lead.return_to_pool(by=by, reason=reason, pool=Pool.objects.get(pk=pools["disabled"].pk))
        assert refusal.value.field == "pool"


@pytest.mark.parametrize(
    ("change", "verb", "field"),
    [
        ({"is_active": False}, "assign", "to"),
        ({"is_active": False}, "change_owner", "to"),
        ({"holding_limit": 1}, "assign", None),
        ({"holding_limit": 1}, "change_owner", None),
    ],
)
def test_whom_a_lead_is_given_must_be_active_and_have_room(cast, pools, leads, change, verb, field):
    make_lead(owner=cast.bob)
    type(cast.bob).objects.filter(pk=cast.bob.pk).update(**change)
    [(_pk, refusal)] = (
        getattr(Lead, verb).apply([leads[Status.WORKING, True, "open"].pk], by=cast.carol, to=cast.bob).refused
    )
    assert (refusal.field, refusal.code) == (field, "invalid" if field else "holding_limit")


@pytest.mark.parametrize("verb", ["assign", "change_owner"])
def test_whom_a_lead_of_a_pool_is_given_must_be_a_member(cast, pools, leads, verb):
    lead = leads[Status.WORKING, True, "open"]
    [(_pk, refusal)] = getattr(Lead, verb).apply([lead.pk], by=cast.admin, to=cast.dave).refused
    assert (refusal.field, "is not a member of" in str(refusal)) == ("to", True)


def test_outside_a_pool_anybody_of_the_house_may_be_the_next_owner(cast, leads):
    lead = leads[Status.WORKING, True, "none"]
    lead.change_owner(by=cast.alice, to=cast.dave)
    assert lead.owner == cast.dave


def test_a_duplicate_is_disqualified_with_its_survivor_only(cast, leads):
    lead = leads[Status.WORKING, True, "open"]
    with pytest.raises(Invalid):
        lead.disqualify(by=cast.alice, reason=DisqualificationReason.objects.get(pk="duplicate"))
