"""A background run that moves leads from one pool to another, from its start until it is over."""

from django.db import connection

from hotcrm.pages.models import Run, RunItem
from hotcrm.pages.models.run import RunStatus
from hotcrm.pages.runs.execution import carry_out, chunk_of
from hotcrm.pages.runs.starting import start
from hotcrm.people.models import User
from leads.models import Lead
from leads.models.lifecycle import OPEN_OR_UNQUALIFIED
from pools.models import Pool

from .clock import Clock, rate
from .databases import tidy_up

MOVED = 100_000
A_TURN = 8  # queries with which a worker gives a run back after half a minute, and takes it again


def measure() -> dict[str, str]:
    """By an administrator of both pools, owned leads and unclaimed ones, as they come."""
    by, source, target = _two_pools()
    inside = _fill(source)
    chunks = Chunks()
    with Clock() as spent, connection.execute_wrapper(chunks):
        run = start(Lead.transfer, by=by, rows=Lead.objects.visible_to(by).filter(pool=source), to=target)
        while not carry_out(run.pk):
            run.refresh_from_db()
            assert run.done < inside, "it does not end"
    run = Run.objects.get(pk=run.pk)
    assert (run.status, run.done, target.leads.count()) == (RunStatus.FINISHED, inside, inside)
    a_chunk = chunks.usual
    assert all(queries <= a_chunk + A_TURN for queries in chunks.full), sorted(set(chunks.full))
    told = f"{rate(inside, spent, 'leads')}; {inside:,} leads"
    return {"transfer of a pool, in the background": f"{told}, {a_chunk} queries a chunk of {chunk_of(run)}"}


class Chunks:
    """Counts the queries of each chunk in the first of the two sessions, from where the run reads what is next."""

    def __init__(self):
        self.counted = [0]

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith("SELECT") and f'FROM "{RunItem._meta.db_table}"' in sql:
            self.counted.append(0)
        self.counted[-1] += 1
        return execute(sql, params, many, context)

    @property
    def usual(self) -> int:
        return max(set(self.full), key=self.full.count)

    @property
    def full(self) -> list[int]:
        """Without what came before; the first, which reads what stays in the process; the last, which may be small;
        and the end, which finds nothing left."""
        return self.counted[2:-2]


def _two_pools():
    by = User.objects.get(username="carol")
    pools = [Pool.objects.create(name=f"bench {word}", slug=f"bench-{word}") for word in ("source", "target")]
    for pool in pools:
        pool.administrators.add(by)
    return by, *pools


def _fill(pool) -> int:
    there = Lead._base_manager.filter(OPEN_OR_UNQUALIFIED.q, discarded_at__isnull=True).order_by("pk")
    inside = Lead._base_manager.filter(pk__in=there.values("pk")[:MOVED]).update(pool=pool)
    tidy_up()
    return inside
