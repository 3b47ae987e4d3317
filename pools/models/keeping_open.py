"""Nobody waits in a pool that is closed: whoever puts a lead into one keeps it as it is until that is done."""

from collections.abc import Iterable

from django.db import OperationalError, transaction

from hotcrm.records.locks import is_lock_trouble, share

from .pool import Pool
from .routing import Routing


def keep_open(pools: Iterable[int]) -> frozenset[int]:
    """Who would disable or delete one of these pools waits from here on until the transaction ends, and then sees
    what came in; if somebody just did, it is waited for. In the order of their keys; returned are these keys."""
    keys = frozenset(pools)
    if keys:
        share(Pool, keys)
    return keys


def kept_open(pools: Iterable[Pool]) -> dict[int, Pool]:
    """Those of these pools that are open, as they stand now, and kept so for leads that come in.

    A pool that gives leads away is locked as whoever's turn it is will be: two who share it first could not both go
    on. One that somebody else holds on to for too long counts as closed: what comes in is not lost for that.
    """
    pools = list(pools)
    if not pools:
        return {}
    rows = Pool.objects.filter(pk__in=[pool.pk for pool in pools], is_enabled=True).order_by("pk")
    try:
        with transaction.atomic():
            if any(pool.routing != Routing.NONE for pool in pools):
                rows = rows.select_for_update(no_key=True)
            else:
                keep_open(pool.pk for pool in pools)
            return {pool.pk: pool for pool in rows}
    except OperationalError as error:
        if not is_lock_trouble(error):
            raise
        return {}
