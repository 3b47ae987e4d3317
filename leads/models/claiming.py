"""How members of a pool take leads out of it for themselves."""

from datetime import timedelta

from django.db import OperationalError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.records.conditions import When
from hotcrm.records.locks import is_lock_trouble
from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.reach import Reach
from hotcrm.records.refusals import NotAllowed, Refused
from hotcrm.records.verbs import also, inform, moment, verb
from pools.models import Pool, PoolType, administered, joined

from .allowance import Allowance, claim_bounds
from .capacity import lock_people
from .claims import Claim
from .ownership import UNCLAIMED, check_active, taken_by
from .people import POOL_MEMBERS

LOOKED_AT = 200  # leads that wait the longest, for when the first of them may be claimed


NOT_CLAIMABLE = _("Leads of this pool are assigned by its administrators; they cannot be claimed.")
POOL_OPEN = When(Q(pool__is_enabled=True, pool__type=PoolType.CLAIMABLE), NOT_CLAIMABLE)


def just_taken(lead, by):
    """Who was quicker: a member of the pool who loses a lead out of sight reads who has it, for a day."""
    if lead.owner_id and lead.pool_id in joined(Reach.of(by)) and not lead.discarded_at:
        recent = lead.assigned_at and lead.assigned_at > timezone.now() - timedelta(days=1)
        return Refused(taken_by(lead), code="taken") if recent else None
    return None


def lock_claimer(pks, by):
    lock_people([by])


def plan_claims(rows, by) -> Allowance:
    """At most two queries; none where nothing limits."""
    return Allowance(by, {row.pool for row in rows}, leads=type(rows[0])._base_manager.all())


class Claimed(models.Model):
    class Meta:
        abstract = True

    @verb(
        _("Claim"),
        when=UNCLAIMED & POOL_OPEN,
        who=POOL_MEMBERS,
        locks=lock_claimer,
        plan=plan_claims,
        bounds=claim_bounds,
        unseen=just_taken,
        icon="hand-grab",
    )
    def claim(self, *, by, plan):
        """Take it from its pool, as far as the claim rules allow. Of two who claim at once exactly one gets it; the
        other reads who has it."""
        check_active(by)
        plan.take(self)
        also(self, Claim(lead=self, by=by, pool=self.pool, at=moment(self)))
        self._hand_to(by)
        if self.pool.notify_on_claim:
            inform(self, NoticeKind.CLAIMED, *plan.administrators.of(self.pool_id), pool=self.pool.name)
        self.status = self.pool.status_on_claim


class ClaimQuerySet(models.QuerySet):
    def claim_best(self, *, pool: Pool, by):
        """Claim the best lead of a pool for somebody: the highest score, of those the one that came in first.

        Of many who ask at once each gets another one. Raises `Refused` that says why there is none.
        """
        try:
            with transaction.atomic():
                lock_people([by])
                return self._claim_best(pool, by)
        except OperationalError as error:
            if not is_lock_trouble(error):
                raise
            raise _busy()

    def _claim_best(self, pool, by):
        allowance = Allowance(by, [pool], leads=self.model._base_manager.all())
        if refusal := _not_from(pool, by) or allowance.refusal(pool):
            raise refusal
        waiting = self.unclaimed_in(pool)
        key = waiting.filter(*(rule.q for rule in allowance.rules()))._best_that_nobody_takes()
        if key is None:
            raise waiting._why_none(pool, allowance)
        results = self.model.claim.apply([key], by=by)
        for _key, refusal in results.refused:
            raise refusal
        return results.done[0]

    def _best_that_nobody_takes(self) -> int | None:
        """Locked. Score by score: the index has the highest score at its front, and at the end of each score the
        lead that came in first."""
        scores = self.order_by("-score").values_list("score", flat=True)
        score = scores.first()
        while score is not None:
            alike = self.filter(score=score).order_by("pk")
            key = alike.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True).first()
            if key is not None:
                return key
            score = scores.filter(score__lt=score).first()
        return None

    def _why_none(self, pool, allowance) -> Refused:
        """Nothing waits, or only what may not be claimed yet, or others are taking the last of it."""
        waiting = list(self.order_by("pooled_at", "pk").select_related("pool")[:LOOKED_AT])
        if not waiting:
            return Refused(_t("No lead waits in %(pool)s.") % {"pool": pool}, code="empty")
        untils = [until for lead in waiting if (until := _closed_until(lead, allowance))]
        if len(untils) < len(waiting):
            return _busy()
        words = {"pool": pool, "until": pool.clock(min(untils))}
        said = _t("What waits in %(pool)s may not be claimed yet; the next from %(until)s.") % words
        return Refused(said, code="none_yet", facts={"until": min(untils)})


def _closed_until(lead, allowance):
    """When the last rule that keeps this lead from being claimed lets go of it; None where none does."""
    refusals = [refusal for rule in allowance.rules() if (refusal := rule.refusal_of(lead))]
    return max((refusal.facts["until"] for refusal in refusals), default=None)


def _not_from(pool, by) -> Refused | None:
    """Why nobody, or not this person, claims from this pool."""
    reach = Reach.of(by)
    if not (by.is_crm_admin or pool.pk in (*joined(reach), *administered(reach))):
        return NotAllowed(POOL_MEMBERS.refusal)
    if not pool.is_claimable:
        return Refused(NOT_CLAIMABLE)
    if not by.is_active:
        return NotAllowed()
    return None


def _busy() -> Refused:
    return Refused(_t("Somebody else is taking the last of them right now. Please try again."), code="busy")
