"""The life of one demo lead, told with the product's verbs: each step changes the row and leaves its Event.

The verbs themselves would take minutes for a thousand leads and cannot look back in time. What they leave behind
is the same, and `check_invariants` holds a demo to it.
"""

from datetime import timedelta

# Which changes an Event speaks of, as `Lead.told` has it; others are named without their values.
TOLD = ("status", "owner_id", "pool_id", "rating", "next_follow_up_on")
NAMED = ("failed_attempts", "unqualified_reason_id", "survivor_id", "converted_at", "is_overdue")


class Story:
    """One lead from the moment it came in, with stars or without. `row` is what its columns hold at the end."""

    def __init__(self, row, *, at, now, by=None, owner=None, pool=None, status_on_claim="working"):
        self.row, self.at, self.now = row, at, now
        self.company = self.words = self.shown = None
        self.events, self.activities, self.tasks, self.team, self.engagement = [], [], [], [], []
        owner_id, pool_id = owner and owner.pk, pool and pool.pk
        row |= {"created_at": at, "updated_at": at, "created_by_id": by and by.pk, "status": "new", "version": 1}
        row |= {"owner_id": owner_id, "pool_id": pool_id, "failed_attempts": 0}
        self.rating_before = row.setdefault("rating", 0)
        row.setdefault("next_follow_up_on", None)
        row |= {"assigned_at": at if owner else None, "pooled_at": at if pool else None}
        row |= {"unqualified_reason_id": None, "survivor_id": None, "previous_owner_id": None, "is_overdue": False}
        row |= {"last_activity_at": None, "converted_at": None, "contacted_at": None, "followed_up_at": None}
        row["released_at"] = None
        data = {"status": [None, "new"], "owner_id": [None, owner_id], "pool_id": [None, pool_id]}
        self.events.append(("create", by and by.pk, at, data))

    def wait(self, **delta):
        """Time passes; never beyond now."""
        later = self.at + timedelta(**delta)
        self.at = later if later < self.now else self.at + (self.now - self.at) * 0.6

    def change(self, verb, *, by, reason=None, **changes):
        row, data = self.row, {}
        named = [name for name in NAMED if name in changes and row[name] != changes[name]]
        for name in TOLD:
            if name in changes and row[name] != changes[name]:
                data[name] = [_plain(row[name]), _plain(changes[name])]
        if named:
            data["fields"] = sorted(named)
        if reason:
            data["reason"] = reason
        row |= changes
        row["version"] += 1
        row["updated_at"] = self.at
        self.events.append((verb, by and by.pk, self.at, data))

    def hand_to(self, verb, person, *, by, status=None):
        """Claim, assign or change owner."""
        changes = {"owner_id": person.pk, "assigned_at": self.at, "failed_attempts": 0, "is_overdue": False}
        if status:
            changes |= {"status": status, "unqualified_reason_id": None, "survivor_id": None}
        self.change(verb, by=by, previous_owner_id=self.row["owner_id"] or self.row["previous_owner_id"], **changes)

    def back_to_pool(self, verb, *, by, reason=None, pool=None):
        """Return or reclaim."""
        self.change(
            verb,
            by=by,
            reason=reason,
            status="new",
            pool_id=pool.pk if pool else self.row["pool_id"],
            unqualified_reason_id=None,
            survivor_id=None,
            pooled_at=self.at,
            **self._released(),
        )

    def discard(self, *, by):
        before = self.row["status"]
        self.change(
            "discard", by=by, status="discarded", discarded_at=self.at, discarded_from=before, **self._released()
        )

    def convert(self, *, by):
        self.status_before = self.row["status"]
        self.step("convert", "converted", by=by, converted_at=self.at, converted_by_id=by.pk, next_follow_up_on=None)

    def log(self, kind, result, body, *, by, next_follow_up_on=None, is_failure=False):
        self.activities.append((kind, result, body, self.at, by.pk))
        changes = {"last_activity_at": self.at}
        if kind != "note" or result:
            changes |= {"contacted_at": self.row["contacted_at"] or self.at, "followed_up_at": self.at}
        if result:
            changes["failed_attempts"] = self.row["failed_attempts"] + 1 if is_failure else 0
        if next_follow_up_on:
            changes["next_follow_up_on"] = next_follow_up_on
        if self.row["owner_id"] and self.row["status"] == "new" and (kind != "note" or result):
            self.step("work", "working", by=by)
        self.change("log", by=by, **changes)

    def hold(self, *, by, days, reason):
        """Put on hold yesterday, for a while."""
        self.at = max(self.at, self.now - timedelta(days=1))
        until = (self.now + timedelta(days=days)).date()
        self.change("hold", by=by, reason=reason, held_until=until, hold_reason=reason)
        self.events[-1][3]["until"] = str(until)

    def step(self, verb, status, *, by, **changes):
        self.change(verb, by=by, status=status, **changes)

    def ask(self, title, *, of, due_on, priority="normal", done=False):
        """A task for somebody."""
        self.tasks.append((title, of.pk, due_on, priority, self.at, self.at + timedelta(hours=20) if done else None))

    def _released(self):
        return {
            "previous_owner_id": self.row["owner_id"] or self.row["previous_owner_id"],
            "owner_id": None,
            "assigned_at": None,
            "released_at": self.at if self.row["owner_id"] else self.row["released_at"],
            "next_follow_up_on": None,
            "failed_attempts": 0,
            "is_overdue": False,
        }


def _plain(value):
    return value if value is None or isinstance(value, str | int) else str(value)
