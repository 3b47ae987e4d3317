from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotcrm.records.conditions import When
from hotcrm.records.lead_words import state_of, state_word, status_label
from hotcrm.records.models import Picklist
from hotcrm.records.refusals import Invalid
from hotcrm.records.verbs import moment, tell, verb
from hotcrm.records.vocabulary import is_ours

from .keeping_open import lock_own_pools
from .people import DISCARDERS, PROCESSORS, RESTORERS
from .policies import check_owner_only, policy_in_force


class Status(models.TextChoices):
    """Labelled in the words of the house: see `hotcrm.records.lead_words`."""

    NEW = "new", status_label("new")
    WORKING = "working", status_label("working")
    NURTURING = "nurturing", status_label("nurturing")
    QUALIFIED = "qualified", status_label("qualified")
    UNQUALIFIED = "unqualified", status_label("unqualified")
    CONVERTED = "converted", status_label("converted")
    DISCARDED = "discarded", status_label("discarded")


OPEN = (Status.NEW, Status.WORKING, Status.NURTURING, Status.QUALIFIED)
OWNED_ONLY = (Status.WORKING, Status.NURTURING, Status.QUALIFIED)


def status_in(*statuses, refusal) -> When:
    return When(Q(status__in=statuses), refusal)


def only_in(*statuses, refusal) -> When:
    """`refusal` may name statuses in our words; a house that uses others reads a sentence made of those."""

    def said_of(lead):
        wanted = ", ".join(str(Status(status).label) for status in statuses)
        sentence = refusal if is_ours() else _("This lead is now: %(status)s. It would have to be: %(wanted)s.")
        return sentence % {"status": lead.status_word, "wanted": wanted}

    return status_in(*statuses, refusal=said_of)


OPEN_OR_UNQUALIFIED = only_in(
    *OPEN, Status.UNQUALIFIED, refusal=_("This lead is closed (%(status)s); nothing can be done with it.")
)
IS_OPEN = only_in(*OPEN, refusal=_("Only an open lead can be disqualified; this one is: %(status)s."))
OWNED = When(Q(owner__isnull=False), _("This lead has no owner yet. Claim or assign it first."), code="no_owner")


class DisqualificationReason(Picklist):
    class Meta(Picklist.Meta):
        verbose_name = _("disqualification reason")
        verbose_name_plural = _("disqualification reasons")


class Lifecycle(models.Model):
    """The seven statuses and the steps between them."""

    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.NEW, editable=False, db_index=False
    )
    unqualified_reason = models.ForeignKey(
        DisqualificationReason,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("disqualification reason"),
        db_index=False,
    )
    survivor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="duplicates",
        verbose_name=_("the surviving lead"),
        db_index=False,
    )
    discarded_at = models.DateTimeField(null=True, blank=True, editable=False)
    discarded_from = models.CharField(max_length=12, blank=True, editable=False)
    converted_at = models.DateTimeField(_("converted at"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def status_word(self) -> str:
        """What the house calls the state it is in, which may be a part of its status, such as Pending."""
        return state_word(state_of(self))

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_pending(self) -> bool:
        """Somebody's, and not yet touched."""
        return self.owner_id is not None and self.status == Status.NEW

    @verb(
        _("Start working"),
        when=only_in(
            Status.NEW,
            Status.NURTURING,
            Status.QUALIFIED,
            refusal=_("Work can begin on a new, nurturing or qualified lead; this one is: %(status)s."),
        )
        & OWNED,
        who=PROCESSORS,
        icon="player-play",
    )
    def work(self, *, by):
        self.status = Status.WORKING

    @verb(
        _("Nurture"),
        when=only_in(
            Status.WORKING,
            Status.QUALIFIED,
            refusal=_("Only a working or qualified lead can be nurtured; this one is: %(status)s."),
        )
        & OWNED,
        who=PROCESSORS,
        icon="plant-2",
    )
    def nurture(self, *, by):
        self.status = Status.NURTURING

    @verb(
        _("Qualify"),
        when=only_in(
            Status.WORKING,
            Status.NURTURING,
            refusal=_("Only a working or nurturing lead can be qualified; this one is: %(status)s."),
        )
        & OWNED,
        who=PROCESSORS,
        plan=policy_in_force,
        icon="rosette-discount-check",
    )
    def qualify(self, *, by, plan):
        """Worth pursuing. Its owner gets a task: high, due in two days."""
        check_owner_only(self, by, plan)
        self.status = Status.QUALIFIED
        self.ask_to_convert(by=by)

    @verb(_("Disqualify"), when=IS_OPEN, who=PROCESSORS, plan=policy_in_force, icon="ban", danger=True)
    def disqualify(self, *, by, reason: DisqualificationReason, survivor=None, plan):
        """Not a fit, for a reason. A duplicate names the lead that survives; `survivor` must be visible to `by`."""
        check_owner_only(self, by, plan)
        if reason is None:
            raise Invalid(_("Please choose a reason."), field="reason")
        if (reason.code == "duplicate") != (survivor is not None):
            raise Invalid(
                _("Name the lead that survives.") if survivor is None else _("Only a duplicate has a survivor."),
                field="survivor",
            )
        if survivor is not None and survivor.pk == self.pk:
            raise Invalid(_("A lead cannot be a duplicate of itself."), field="survivor")
        self.status, self.unqualified_reason, self.survivor = Status.UNQUALIFIED, reason, survivor

    @verb(
        _("Reopen"),
        when=only_in(
            Status.UNQUALIFIED, refusal=_("Only an unqualified lead can be reopened; this one is: %(status)s.")
        ),
        who=PROCESSORS,
        locks=lock_own_pools,
        icon="rotate-clockwise",
    )
    def reopen(self, *, by):
        """New again, its owner's or, where it has none, for whoever claims it from its pool."""
        if self.owner_id is None:
            self.leave_closed_pool()
        self.status, self.unqualified_reason, self.survivor = Status.NEW, None, None

    @verb(
        _("Reactivate"),
        when=only_in(
            Status.UNQUALIFIED, refusal=_("Only an unqualified lead can be reactivated; this one is: %(status)s.")
        )
        & OWNED,
        who=PROCESSORS,
        icon="bolt",
    )
    def reactivate(self, *, by):
        self.status, self.unqualified_reason, self.survivor = Status.WORKING, None, None

    @verb(_("Discard"), when=OPEN_OR_UNQUALIFIED, who=DISCARDERS, icon="trash", danger=True)
    def discard(self, *, by, reason=""):
        """Junk: hidden from everybody but those who may restore it."""
        self.discarded_from, self.discarded_at = self.status, moment(self)
        self.release()
        self.status = Status.DISCARDED

    @verb(
        _("Restore"),
        when=status_in(Status.DISCARDED, refusal=_("Only a discarded lead can be restored.")),
        who=RESTORERS,
        locks=lock_own_pools,
        icon="arrow-back-up",
    )
    def restore(self, *, by):
        """Back to the status before, in its pool, or the default pool when that is gone; it has no owner any more."""
        before = self.discarded_from or Status.NEW
        self.status = Status.NEW if before in OWNED_ONLY else before
        self.discarded_at, self.discarded_from = None, ""
        self.wait_in_own_pool()
        tell(self, restored_to=self.status)
