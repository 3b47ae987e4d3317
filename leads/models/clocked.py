from .recycled import Recycled
from .timed import Timed

CLOCKS = (
    "overdue_at",
    "is_overdue",
    "first_contact_due_at",
    "is_contact_late",
    "reclaim_on",
    "reclaim_rule_id",
    "reclaim_warned_at",
    "held_until",
    "hold_reason",
)


class Clocked(Timed, Recycled):
    """The clocks of a lead. They follow from the lead and the rules of its pool, and are set after every change."""

    class Meta:
        abstract = True

    def set_clocks(self, *, now) -> set[str]:
        """Bring all of them in line; the names of the fields that are others now.

        No query, but for a pool whose rules this process has not met yet.
        """
        before = [self.__dict__[name] for name in CLOCKS]
        self.set_timers(now=now)
        self.set_reclaim()
        return {name for name, value in zip(CLOCKS, before, strict=True) if self.__dict__[name] != value}
