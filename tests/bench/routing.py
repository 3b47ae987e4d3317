"""New leads that find their owner by themselves: how many a second, as they come in and from what waited."""

from hotcrm.people.models import User
from leads.models import Lead
from pools.models import Pool, PoolMember, Routing

from .clock import Clock, rate

LEADS, CHUNK, MEMBERS = 10_000, 500, 40
HOT = {
    "company": "Measured Ltd", "industry_id": "technology", "employees": 5000, "annual_revenue": 200_000_000,
    "title": "CEO", "phone": "+12125550101", "mobile": "+12125550102",
}  # fmt: skip


def measure() -> dict[str, str]:
    people = list(User.objects.filter(username__startswith="rep").order_by("username")[:MEMBERS])
    figures = {}
    for routing in (Routing.NONE, Routing.ROUND_ROBIN, Routing.LEAST_LOADED):
        pool = _pool(routing, people)
        with Clock() as spent:
            _capture(pool)
        assert _shares_are_fair(pool, routing), f"{routing} was not fair"
        figures[f"capture of new leads, routing: {routing.value}"] = rate(LEADS, spent, "leads")
    return figures | {"routing of what waited": _waited(people)}


def _waited(people) -> str:
    pool = _pool(Routing.ROUND_ROBIN, ())
    _capture(pool)
    PoolMember.objects.bulk_create(PoolMember(pool=pool, user=person) for person in people)
    with Clock() as spent:
        done = Lead.objects.route_waiting()
    assert done == LEADS, f"{done} of {LEADS} found an owner"
    return rate(LEADS, spent, "leads")


def _pool(routing, people) -> Pool:
    name = f"bench {Pool.objects.count()}"
    pool = Pool.objects.create(
        name=name, slug=name.replace(" ", "-"), routing=routing, routing_bar=45, most_held=LEADS
    )
    PoolMember.objects.bulk_create(PoolMember(pool=pool, user=person) for person in people)
    return pool


def _capture(pool):
    for first in range(0, LEADS, CHUNK):
        rows = [
            {**HOT, "last_name": f"No {n}", "email": f"n{n}@measured.example"} for n in range(first, first + CHUNK)
        ]
        Lead.objects.capture(rows, by=None, pool=pool)


def _shares_are_fair(pool, routing) -> bool:
    """Round robin gives everybody as many as the others; least loaded evens out what they held before."""
    if routing == Routing.NONE:
        return not pool.leads.filter(owner__isnull=False).exists()
    held = [pool.leads.filter(owner=member.user).count() for member in pool.members.select_related("user")]
    return sum(held) == LEADS and (routing != Routing.ROUND_ROBIN or max(held) - min(held) <= 1)
