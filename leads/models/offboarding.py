from django.db import models
from django.utils.translation import gettext_lazy as _

from hotcrm.records.conditions import When
from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.verbs import inform, verb
from pools.models.membership import Administrators

from .keeping_open import lock_own_pools
from .lifecycle import IS_OPEN, OWNED, Status

OWNER_LEFT = When(models.Q(owner__is_active=False), _("The owner of this lead is still active."))


def plan_administrators(rows, by, **kwargs) -> Administrators:
    return Administrators()


class Offboarded(models.Model):
    """What becomes of a lead whose owner leaves."""

    class Meta:
        abstract = True

    @verb(
        _("Take back from somebody who left"),
        when=IS_OPEN & OWNED & OWNER_LEFT,
        locks=lock_own_pools,
        plan=plan_administrators,
        icon="user-off",
    )
    def retrieve(self, *, by, plan, reason="owner inactive"):
        """Back to its pool, or the default pool when it has none, whose administrators are told. Unlike a reclaim this
        needs no pool before."""
        self.release()
        self.wait_in_own_pool()
        self.status = Status.NEW
        inform(self, NoticeKind.OWNER_INACTIVE, *plan.of(self.pool_id), pool=self.pool.name)
