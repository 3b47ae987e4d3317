from django.db import models
from django.utils.translation import gettext_lazy as _

from hotcrm.records.conditions import When
from hotcrm.records.verbs import verb

from .lifecycle import IS_OPEN, OWNED, Status

OWNER_LEFT = When(models.Q(owner__is_active=False), _("The owner of this lead is still active."))


class Offboarded(models.Model):
    """What becomes of a lead whose owner leaves."""

    class Meta:
        abstract = True

    @verb(_("Take back from somebody who left"), when=IS_OPEN & OWNED & OWNER_LEFT, icon="user-off")
    def retrieve(self, *, by, reason="owner inactive"):
        """Back to its pool, or the default pool when it has none. Unlike a reclaim this needs no pool before."""
        self.release()
        self.wait_in_own_pool()
        self.status = Status.NEW
