"""Twelve people claim, assign, return, reclaim and transfer the same leads, many at a time: every step is told."""

import random
from functools import partial

from hotcrm.records.models import Event
from hotcrm.records.verbs import type_of
from leads.models import Lead
from pools.models import Pool, PoolMember

from . import stage
from .crowd import Crowd
from .probe import Finding, probe

MOVED = ("owner_id", "pool_id", "status")


@probe(
    "mixed",
    fault="unlocked",
    full={"leads": 200, "people": 12, "steps": 60, "at_once": 25},
    faulty={"leads": 40, "steps": 15},
    small={"leads": 20, "people": 4, "steps": 5, "at_once": 8},
)
def mixed(server, size) -> Finding:
    finding = Finding(counts=dict(size))
    leads, people = stage.leads(size["leads"]), stage.administrators(size["people"])
    pools = [Pool.default(), Pool.objects.create(name="Other", slug="other")]
    pools[1].administrators.set(people)
    PoolMember.objects.bulk_create(PoolMember(pool=pool, user=person) for pool in pools for person in people)
    crowd = Crowd(people, server.port)
    keys, targets = [lead.pk for lead in leads], ([one.pk for one in people], [pool.pk for pool in pools])
    shares = enumerate(crowd.callers)
    crowd.work(*(partial(_share, crowd, *share, keys, targets, size, finding) for share in shares))
    finding.statuses = crowd.statuses
    check(finding, leads)
    return finding


def _share(crowd, number, caller, keys, targets, size, finding):
    chance = random.Random(number)
    for step in range(size["steps"]):
        verb, typed = _chosen(chance, *targets)
        ids = chance.sample(keys, size["at_once"])
        values = {"ids": ids, "sure": "1", "token": f"{number:08}{step:024}", **typed}
        answer = crowd.ask(caller, lambda caller, at=f"/leads/bulk/{verb}/", values=values: caller.post(at, values))
        if answer.status not in (302, 409):
            finding.complaints.append(f"{verb} was answered {answer.status}")


def _chosen(chance, people, pools):
    """A verb, and what its form asks for."""
    return chance.choice(
        (
            ("claim", {}),
            ("assign", {"to": chance.choice(people)}),
            ("return", {"reason": "other"}),
            ("reclaim", {}),
            ("transfer", {"to": chance.choice(pools)}),
        )
    )


def check(finding, leads):
    """Every step begins where the one before it ended, the last is the row, and each counts as one version."""
    told = Event.objects.filter(type=type_of(Lead), object_id__in=[lead.pk for lead in leads]).order_by("pk")
    steps: dict = {lead.pk: [] for lead in leads}
    for pk, data in told.values_list("object_id", "data"):
        steps[pk].append(data)
    finding.counts["told"] = sum(map(len, steps.values()))
    rows = Lead.objects.in_bulk(list(steps))
    lost = [pk for pk, told in steps.items() if not _hangs_together(told, rows[pk])]
    finding.expect("leads whose history has a hole", len(lost), 0)
    finding.expect("leads with a version too many or too few", _miscounted(steps, rows), 0)


def _hangs_together(told, row) -> bool:
    for name in MOVED:
        stands = None
        for before, after in (data[name] for data in told if name in data):
            if before != stands:
                return False
            stands = after
        if stands != getattr(row, name):
            return False
    return True


def _miscounted(steps, rows) -> int:
    return sum(rows[pk].version != len(told) for pk, told in steps.items())
