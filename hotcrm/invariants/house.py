"""People, pools, and the tables that nobody may rewrite."""

from django.db import connection
from django.db.models import Count, F, Q

from hotcrm.api.models import IdempotencyKey
from hotcrm.audit.models import AuditEntry
from hotcrm.pages.models import ImportRun, Outcome, Run, RunStatus
from hotcrm.pages.models.run import LIVE
from hotcrm.people.models import Reporting, User
from hotcrm.people.models.reporting import _closure
from hotcrm.records.models import Event
from leads.models import Lead
from pools.models import Pool

from .invariant import invariant

TRIGGERS = {
    "postgresql": ("SELECT count(*) FROM pg_trigger WHERE tgname = %s AND tgenabled <> 'D'", "{0}_append_only", 1),
    "sqlite": ("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", "{0}_no_%", 2),
}


@invariant("The closure of who stands below whom follows from everybody's manager.")
def closure():
    kept = set(Reporting.objects.values_list("boss_id", "person_id"))
    wanted = set(_closure(dict(User.objects.values_list("pk", "manager_id"))))
    for boss, person in sorted(kept ^ wanted):
        yield f"user {person} below user {boss}"


@invariant("There is exactly one default pool, and it is enabled.")
def default_pool():
    found = Pool.objects.filter(is_default=True, is_enabled=True).count()
    return [] if found == 1 else [f"{found} found"]


@invariant("No lead waits in a disabled pool.")
def disabled_pools():
    return Pool.objects.filter(is_enabled=False, pk__in=Lead.objects.unclaimed().values("pool"))


@invariant("The database itself keeps the history and the audit from being rewritten.")
def append_only():
    query, name, wanted = TRIGGERS[connection.vendor]
    for table in (Event._meta.db_table, AuditEntry._meta.db_table):
        with connection.cursor() as cursor:
            cursor.execute(query, [name.format(table)])
            if cursor.fetchone()[0] != wanted:
                yield table


@invariant("A finished import knows when it ended, and keeps every row it rejected.")
def imports():
    for run in ImportRun.objects.exclude(status__in=("choosing", "waiting", "running")):
        if run.finished_at is None or run.rejects.count() != run.rejected:
            yield f"import {run.pk}"


@invariant("A request that is remembered was done, and has its answer.")
def answered():
    return IdempotencyKey.objects.exclude(status__range=(200, 299), answer__gt="")


@invariant("A run counts what became of its records, and knows when it ended.")
def runs():
    items = Run.objects.annotate(
        chosen=Count("items"),
        were_done=Count("items", filter=Q(items__outcome=Outcome.DONE)),
        were_refused=Count("items", filter=Q(items__outcome=Outcome.REFUSED)),
    )
    honest = Q(total=F("chosen"), done=F("were_done"), refused=F("were_refused"))
    ended = Q(status__in=LIVE, finished_at__isnull=True) | (~Q(status__in=LIVE) & Q(finished_at__isnull=False))
    whole = ~Q(status=RunStatus.FINISHED) | Q(chosen=F("were_done") + F("were_refused"))
    return (f"run {pk}" for pk in items.exclude(honest & ended & whole).values_list("pk", flat=True))
