"""What people are told: every kind of notice, in whose words, and what it does unless somebody chose otherwise.

A text may name `%(by)s`, `%(name)s` (the record), `%(count)d` and whatever the sender put into `data`.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from hotcrm.texts import Text

from .models.notice import Mail


class NoticeKind(TextChoices):
    MENTION = "mention", _("Somebody mentions me")
    TEAM = "team", _("I am added to a team")
    TASK = "task", _("Somebody gives me a task")
    TASK_DUE = "task_due", _("A task of mine becomes due")
    HOT_LEAD = "hot_lead", _("A hot lead comes in for me")
    ASSIGNED = "assigned", _("Leads are assigned to me")
    OWNER_CHANGED = "owner_changed", _("Somebody hands records over to me")
    FIRST_CONTACT = "first_contact", _("A first contact is due")
    FIVE_STARS = "five_stars", _("My lead rises to five stars")
    OVERDUE = "overdue", _("A lead becomes overdue")
    RESPONDED_UNFOLLOWED = "responded_unfollowed", _("Somebody responds to a campaign, and nobody follows up")
    RECYCLE_WARNING = "recycle_warning", _("A lead will soon go back to its pool")
    RECYCLED = "recycled", _("A lead went back to its pool by a rule")
    RECYCLE_BRAKE = "recycle_brake", _("The brake stops a recycle run")
    RECLAIMED = "reclaimed", _("A lead is taken back by its pool")
    CONVERTED = "converted", _("I converted a lead")
    CLAIMED = "claimed", _("A member claims a lead")
    RETURNED = "returned", _("A lead is returned to its pool")
    UNASSIGNED = "unassigned", _("A lead waits too long for an owner")
    NOBODY_FREE = "nobody_free", _("Nobody is free for a new lead")
    OWNER_INACTIVE = "owner_inactive", _("Leads come back because their owner left")

    @property
    def spec(self) -> "Spec":
        return SPECS[self]


@dataclass(frozen=True)
class Spec:
    """`one` is said of a record, `many` of several, `unseen` of what the reader cannot see (any more), where the
    words that all kinds have for that would say too little.

    `sees_it`: who is told sees the record by the very change, or was asked before; nobody need be asked again.
    `told_unseen`: also who does not see the record is told, without its name. `to_actor`: also who did it.
    `kept`: the row stands for having been told, so it is written whatever the switches say, and stays.
    """

    group: Text
    icon: str
    one: Text
    many: Text | None = None
    unseen: Text | None = None
    in_product: bool = True
    mail: Mail = Mail.NEVER
    sees_it: bool = False
    told_unseen: bool = False
    to_actor: bool = False
    kept: bool = False


ME, MINE, POOLS = _("About me"), _("My leads"), _("Pools I administer")

SPECS = {
    NoticeKind.MENTION: Spec(
        ME, "at", _("%(by)s mentioned you: %(name)s"), mail=Mail.AT_ONCE, sees_it=True, kept=True
    ),
    NoticeKind.TEAM: Spec(
        ME,
        "team",
        _("%(by)s added you to the team: %(name)s"),
        ngettext_lazy(
            "%(by)s added you to the team of %(count)d record",
            "%(by)s added you to the teams of %(count)d records",
            "count",
        ),
        mail=Mail.AT_ONCE,
        sees_it=True,
    ),
    NoticeKind.TASK: Spec(
        ME,
        "task",
        _("%(by)s gave you a task: %(name)s"),
        ngettext_lazy(
            "%(by)s gave you a task on %(count)d record", "%(by)s gave you tasks on %(count)d records", "count"
        ),
    ),
    NoticeKind.TASK_DUE: Spec(ME, "calendar-due", _("A task is due today: %(name)s"), mail=Mail.DAILY),
    NoticeKind.HOT_LEAD: Spec(
        MINE,
        "hot",
        _("New hot lead: %(name)s (Score: %(score)s)"),
        ngettext_lazy("%(count)d new hot lead for you", "%(count)d new hot leads for you", "count"),
        mail=Mail.AT_ONCE,
    ),
    NoticeKind.ASSIGNED: Spec(
        MINE,
        "assign",
        _("%(by)s assigned %(name)s to you"),
        ngettext_lazy("%(by)s assigned %(count)d lead to you", "%(by)s assigned %(count)d leads to you", "count"),
        mail=Mail.AT_ONCE,
    ),
    NoticeKind.OWNER_CHANGED: Spec(
        MINE,
        "change_owner",
        _("%(by)s handed %(name)s over to you"),
        ngettext_lazy(
            "%(by)s handed %(count)d record over to you", "%(by)s handed %(count)d records over to you", "count"
        ),
        mail=Mail.AT_ONCE,
    ),
    NoticeKind.FIRST_CONTACT: Spec(
        MINE,
        "call",
        _("The first contact with %(name)s is due"),
        ngettext_lazy(
            "The first contact with %(count)d lead is due", "The first contact with %(count)d leads is due", "count"
        ),
    ),
    NoticeKind.FIVE_STARS: Spec(MINE, "star", _("Five stars: %(name)s"), mail=Mail.AT_ONCE, to_actor=True),
    NoticeKind.OVERDUE: Spec(
        MINE,
        "alarm",
        _("%(name)s is overdue: nobody followed it up in time"),
        ngettext_lazy(
            "%(count)d lead is overdue: nobody followed it up in time",
            "%(count)d leads are overdue: nobody followed them up in time",
            "count",
        ),
        mail=Mail.DAILY,
    ),
    NoticeKind.RESPONDED_UNFOLLOWED: Spec(
        MINE,
        "message-reply",
        _("%(name)s responded to a campaign, and nobody has followed up yet"),
        ngettext_lazy(
            "%(count)d of yours responded to a campaign, and nobody has followed up yet",
            "%(count)d of yours responded to campaigns, and nobody has followed up yet",
            "count",
        ),
        mail=Mail.DAILY,
    ),
    NoticeKind.RECYCLE_WARNING: Spec(
        MINE,
        "hourglass",
        _("%(name)s goes back to %(pool)s on %(on)s unless you work on it"),
        ngettext_lazy(
            "%(count)d of your leads goes back to its pool soon",
            "%(count)d of your leads go back to their pool soon",
            "count",
        ),
        mail=Mail.DAILY,
    ),
    NoticeKind.RECYCLED: Spec(
        MINE,
        "recycle",
        _("%(name)s went back to %(pool)s by its recycle rule"),
        ngettext_lazy(
            "%(count)d of your leads went back to its pool by a recycle rule",
            "%(count)d of your leads went back to their pool by a recycle rule",
            "count",
        ),
        unseen=_("One of your leads went back to %(pool)s by its recycle rule"),
        mail=Mail.DAILY,
        told_unseen=True,
    ),
    NoticeKind.RECLAIMED: Spec(
        MINE,
        "reclaim",
        _("%(by)s took %(name)s back into %(pool)s"),
        ngettext_lazy(
            "%(by)s took %(count)d of your leads back into its pool",
            "%(by)s took %(count)d of your leads back into their pool",
            "count",
        ),
        unseen=_("%(by)s took one of your leads back into %(pool)s"),
        mail=Mail.AT_ONCE,
        told_unseen=True,
    ),
    NoticeKind.CONVERTED: Spec(
        MINE, "convert", _("Converted: %(name)s"), in_product=False, mail=Mail.AT_ONCE, to_actor=True
    ),
    NoticeKind.CLAIMED: Spec(
        POOLS,
        "claim",
        _("%(by)s claimed %(name)s from %(pool)s"),
        ngettext_lazy(
            "%(by)s claimed %(count)d lead of your pools", "%(by)s claimed %(count)d leads of your pools", "count"
        ),
        sees_it=True,
    ),
    NoticeKind.RETURNED: Spec(
        POOLS,
        "return_to_pool",
        _("%(by)s returned %(name)s to %(pool)s"),
        ngettext_lazy(
            "%(by)s returned %(count)d lead to your pools", "%(by)s returned %(count)d leads to your pools", "count"
        ),
        sees_it=True,
    ),
    NoticeKind.UNASSIGNED: Spec(
        POOLS,
        "clock",
        _("%(name)s waits too long in %(pool)s for an owner"),
        ngettext_lazy(
            "%(count)d lead waits too long in your pools for an owner",
            "%(count)d leads wait too long in your pools for an owner",
            "count",
        ),
        mail=Mail.DAILY,
        sees_it=True,
    ),
    NoticeKind.NOBODY_FREE: Spec(
        POOLS,
        "user-off",
        _("Nobody is free for %(name)s: it stays in %(pool)s"),
        ngettext_lazy(
            "Nobody is free for %(count)d lead: it stays in its pool",
            "Nobody is free for %(count)d leads: they stay in their pool",
            "count",
        ),
        mail=Mail.DAILY,
        sees_it=True,
    ),
    NoticeKind.RECYCLE_BRAKE: Spec(
        POOLS,
        "hand-stop",
        _("The brake stopped tonight's run of %(pool)s: it would have taken %(due)s of %(owned)s owned leads"),
        mail=Mail.AT_ONCE,
        sees_it=True,
    ),
    NoticeKind.OWNER_INACTIVE: Spec(
        POOLS,
        "user-x",
        _("%(name)s came back to %(pool)s: its owner is not active any more"),
        ngettext_lazy(
            "%(count)d lead came back to your pools: its owner is not active any more",
            "%(count)d leads came back to your pools: their owner is not active any more",
            "count",
        ),
        sees_it=True,
    ),
}
