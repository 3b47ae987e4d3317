"""Before leads come to a pool it is kept from being disabled or deleted: what verbs lock before the leads."""

from django.utils.translation import gettext as _t

from hotcrm.prepared import prepared
from hotcrm.records.refusals import Refused
from pools.models import Pool, keep_open


def lock_target(pks, by, *, to: Pool | None = None, pool: Pool | None = None, **kwargs):
    """The pool that leads come to is kept as it is and read again: none comes to one that is being disabled."""
    target = to or pool
    if target is None:
        return frozenset()
    kept = keep_open([target.pk])
    found = _is_enabled(target.pk)
    if not found:
        raise Refused(_t("This pool does not exist any more."), code="gone")
    [(target.is_enabled,)] = found
    return kept


@prepared
def _is_enabled(pool):
    return Pool.objects.filter(pk=pool).order_by().values_list("is_enabled")


def lock_own_pools(pks, by, **kwargs) -> frozenset[int]:
    """The pools that leads are in are kept open while they come back to them; the default pool always is."""
    return keep_open(Pool.objects.filter(is_default=False, leads__in=pks).order_by().values_list("pk", flat=True))


def lock_way_back(pks, by, *, steps) -> frozenset[int]:
    """The pools that leads would come back to, and those they may stay in without an owner."""
    named = {before["pool_id"] for _version, before in steps.values() if before.get("pool_id")}
    return keep_open(named) | lock_own_pools(pks, by)


def lock_own_pools_and_target(pks, by, *, pool: Pool | None = None, **kwargs) -> frozenset[int]:
    """The lead that has a pool comes back to that, whatever other was named."""
    return lock_target(pks, by, pool=pool) | lock_own_pools(pks, by)
