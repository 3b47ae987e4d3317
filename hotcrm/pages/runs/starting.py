"""How a run begins: what is meant by "these" is written down first, and does not change any more."""

import secrets

from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, QuerySet, Value
from django.utils.translation import gettext as _

from hotcrm.pages.models import Outcome, Run, RunItem
from hotcrm.records.refusals import Refused
from hotcrm.records.verbs import BoundVerb, type_of

from .execution import carry_out
from .values import packed

AT_ONCE = 100  # records: so few are done while the person waits
MOST = 200_000
COLUMNS = ("run_id", "object_id", "version", "outcome", "why", "before")


def start(verb: BoundVerb, *, by, rows: QuerySet | None = None, ids=(), token="", **values) -> Run:
    """Do a verb to all of `rows`, or to the records with these `ids`, known or not. Few are done when this returns.

    The same `token` from the same person starts one run, however often it comes.
    """
    run = Run(type=type_of(verb.model), verb=verb.name, by=by, token=token or secrets.token_urlsafe(24))
    run.params = {name: packed(value) for name, value in values.items()}
    return begin(run, lambda: freeze(run, rows) if rows is not None else list_ids(run, verb.model, ids))


def begin(run: Run, choose) -> Run:
    """Write the run with what `choose()` puts into it, and get it going; or find the one it would repeat."""
    try:
        with transaction.atomic():
            run.save(force_insert=True)
            run.total = choose()
            run.save(update_fields=["total"])
    except IntegrityError:
        return Run.objects.get(undo_of=run.undo_of) if run.undo_of else Run.objects.get(by=run.by, token=run.token)
    if run.total <= AT_ONCE:
        carry_out(run.pk, seconds=5)
    else:
        nudge(run.pk)
    run.refresh_from_db()
    return run


def nudge(pk):
    from hotcrm.pages.tasks import carry_out_run  # the task calls what stands here

    transaction.on_commit(lambda: carry_out_run.delay(pk))


def freeze(run, rows: QuerySet, *, key="pk", before=None) -> int:
    """One INSERT … SELECT, whatever the number of rows. Raises `Refused` for more than a run may hold."""
    chosen = (
        rows.order_by()
        .annotate(
            run_number=Value(run.pk),
            waiting=Value(Outcome.WAITING.value, CharField()),
            nothing=Value("", CharField()),
            inverse=before or Value(None, CharField()),
        )
        .values_list("run_number", key, "version", "waiting", "nothing", "inverse")
    )
    sql, params = chosen[: MOST + 1].query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        quote = connection.ops.quote_name
        into = f"{quote(RunItem._meta.db_table)} ({', '.join(map(quote, COLUMNS))})"
        cursor.execute(f"INSERT INTO {into} {sql}", params)
        count = cursor.rowcount
    if count > MOST:
        raise Refused(_("That is more than %(most)s at once. Please narrow the list.") % {"most": f"{MOST:,}"})
    return count


def list_ids(run, model, ids) -> int:
    """Also those that are not there, or not for this person: each gets its answer."""
    versions = dict(model._base_manager.filter(pk__in=ids).values_list("pk", "version"))
    items = [RunItem(run=run, object_id=pk, version=versions.get(pk, 0)) for pk in sorted(set(ids))]
    return len(RunItem.objects.bulk_create(items))
