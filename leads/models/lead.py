from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hotcrm.people.rights import Right, may
from hotcrm.records.folding import fold
from hotcrm.records.lead_words import action_label
from hotcrm.records.models import Record, owned_branch, shared_branches, team_branch
from hotcrm.records.models.opted_out import OptedOut
from hotcrm.records.visibility import Branch, RecordQuerySet
from leads.scoring import SCORED_FROM, seniority_of
from leads.search import SEARCHED
from pools.models import administered, joined

from .capture import CaptureQuerySet
from .claiming import Claimed, ClaimQuerySet
from .clocked import CLOCKS, Clocked
from .convertible import Convertible
from .deleting import Deletable
from .discussing import Discussed
from .editing import Edited
from .enrolling import Enrolled
from .follow_up import FollowUp
from .handing import HandedOver
from .identity import Identity
from .lead_qualification import LeadQualification
from .lifecycle import OWNED_ONLY, Lifecycle, Status
from .listed import Listed
from .masking import Masked, MaskedQuerySet
from .offboarding import Offboarded
from .origin import Origin
from .ownership import Ownership
from .people import EDITORS, valid_agreements
from .policies import CAMPAIGN_LEADS, sees_all_leads
from .qualification import Qualification
from .qualifying import Qualifying
from .reachability import Reachability
from .references import Referring
from .routing import Routable, RoutingQuerySet
from .scopes import HOT_RATING, LeadScopes
from .scoring import Scored, ScoringQuerySet
from .search import SearchQuerySet
from .teaming import Teamed
from .undoing import Undone

STAGED_BY = {"converted_at", "discarded_at"}  # with them a lead comes to be converted or discarded, or open again

# The conditions of partial indexes, written as Django writes those of the queries that are to use them.
KEPT = Q(discarded_at__isnull=True)
WAITING = Q(owner__isnull=True, discarded_at__isnull=True)
OWNED = Q(owner__isnull=False)
PLANNED = Q(next_follow_up_on__isnull=False)
AWAITED = Q(first_contact_due_at__isnull=False, contacted_at__isnull=True)
NEWEST = (F("created_at").desc(), F("id").desc())
BEST = (F("score").desc(), F("id").desc())
SOONEST = ("next_follow_up_on", "id")
DUE_FIRST = ("first_contact_due_at", "id")
LONGEST_IN_POOL = ("pooled_at", "id")
LONGEST_HELD = ("assigned_at", "id")
FILTERED = ("status", "rating", "lead_source", "discarded_at")


class LeadQuerySet(
    LeadScopes,
    CaptureQuerySet,
    ClaimQuerySet,
    RoutingQuerySet,
    ScoringQuerySet,
    SearchQuerySet,
    MaskedQuerySet,
    RecordQuerySet,
):
    pass


class Lead(
    Identity,
    Reachability,
    Qualification,
    Origin,
    Lifecycle,
    HandedOver,
    Claimed,
    Ownership,
    Routable,
    Clocked,
    FollowUp,
    Discussed,
    Scored,
    Referring,
    Qualifying,
    Teamed,
    Edited,
    Convertible,
    Enrolled,
    Listed,
    OptedOut,
    Offboarded,
    Undone,
    Deletable,
    Masked,
    Record,
):
    """Somebody who showed interest, until a deal is open: the sum of its traits."""

    company_key = models.CharField(max_length=200, blank=True, editable=False)
    created_by = models.ForeignKey(
        "people.User",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("created by"),
        db_index=False,
    )
    converted_account = models.ForeignKey(
        "sales.Account", models.PROTECT, null=True, editable=False, related_name="converted_leads", db_index=False
    )
    converted_contact = models.ForeignKey(
        "sales.Contact", models.PROTECT, null=True, editable=False, related_name="converted_leads", db_index=False
    )
    converted_opportunity = models.ForeignKey(
        "sales.Opportunity", models.PROTECT, null=True, editable=False, related_name="converted_leads", db_index=False
    )
    converted_by = models.ForeignKey(
        "people.User", models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )

    objects = LeadQuerySet.as_manager()

    told = ("status", "owner_id", "pool_id", "rating", "next_follow_up_on")
    untold = (
        "version",
        "updated_at",
        "score",
        "data_completeness",
        "seniority",
        "company_key",
        "phone_e164",
        "mobile_e164",
        "previous_owner_id",
        "assigned_at",
        "pooled_at",
        "released_at",
        "is_unrouted",
        *CLOCKS,
        "followed_up_at",
        "contacted_at",
        "discarded_at",
        "discarded_from",
        "last_activity_at",
    )
    read_with_lock = ("pool", "owner")
    read_to_keep = ("pool", "owner")
    parts = (LeadQualification,)

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=~Q(
                    first_name="",
                    last_name="",
                    middle_name="",
                    company="",
                    email="",
                    phone="",
                    mobile="",
                    linkedin="",
                    wechat="",
                    social_other="",
                ),
                name="lead_has_something",
                violation_error_message=_(
                    "A lead needs at least one of name, company, e-mail, phone, mobile or social contact."
                ),
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="lead_status_known", violation_error_code="status"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=OWNED_ONLY, owner__isnull=True),
                name="lead_worked_by_somebody",
                violation_error_message=_("A lead that is worked has an owner."),
            ),
            models.CheckConstraint(
                condition=Q(status=Status.DISCARDED, discarded_at__isnull=False)
                | (~Q(status=Status.DISCARDED) & Q(discarded_at__isnull=True)),
                name="lead_discarded_at",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.UNQUALIFIED, unqualified_reason__isnull=True),
                name="lead_unqualified_why",
                violation_error_message=_("Please choose a reason."),
            ),
            models.CheckConstraint(
                condition=Q(rating__lte=5),
                name="lead_rating",
                violation_error_code="rating",
                violation_error_message=_("A rating is between 0 and 5 stars."),
            ),
            models.CheckConstraint(condition=Q(score__lte=100, data_completeness__lte=100), name="lead_score_percent"),
            models.CheckConstraint(
                condition=Q(annual_revenue__isnull=True) | Q(annual_revenue__gte=0),
                name="lead_revenue",
                violation_error_code="annual_revenue",
                violation_error_message=_("A revenue cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__gte=0),
                name="lead_budget",
                violation_error_code="budget",
                violation_error_message=_("A budget cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(tin="") | Q(tin__regex=r"^([0-9]{9}|[0-9]{10}|[0-9]{12})$"),
                name="lead_tin",
                violation_error_code="tin",
                violation_error_message=_("A tax number has 9, 10 or 12 digits."),
            ),
            models.CheckConstraint(
                condition=Q(product__isnull=True) | Q(direction__isnull=False),
                name="lead_product_direction",
                violation_error_code="product",
                violation_error_message=_("Choose the sales direction of the product first."),
            ),
        ]
        # For each sort of the list one index over all, one by owner and two by pool (what waits, what is owned):
        # a page is read from the front of a few of them, see hotcrm.pages.selection. The columns behind the id
        # are filtered on, so that a walk past many rows stays in the index.
        indexes = [
            models.Index(*NEWEST, *FILTERED, "owner", "pool", name="lead_created"),
            models.Index("owner", *NEWEST, *FILTERED, name="lead_owner_created", condition=OWNED),
            models.Index("pool", *NEWEST, *FILTERED, name="lead_waiting_created", condition=WAITING),
            models.Index("pool", *NEWEST, *FILTERED, name="lead_pool_created", condition=OWNED),
            models.Index(*BEST, *FILTERED, "owner", "pool", name="lead_score"),
            models.Index("owner", *BEST, *FILTERED, name="lead_owner_score", condition=OWNED),
            models.Index("pool", *BEST, *FILTERED, name="lead_waiting_score", condition=WAITING),
            models.Index("pool", *BEST, *FILTERED, name="lead_pool_score", condition=OWNED),
            models.Index(*SOONEST, *FILTERED, "owner", "pool", name="lead_follow_up", condition=PLANNED),
            models.Index("owner", *SOONEST, *FILTERED, name="lead_owner_follow_up", condition=PLANNED),
            models.Index("pool", *SOONEST, *FILTERED, name="lead_waiting_follow_up", condition=PLANNED & WAITING),
            models.Index("pool", *SOONEST, *FILTERED, name="lead_pool_follow_up", condition=PLANNED & OWNED),
            models.Index("pool", *LONGEST_IN_POOL, *FILTERED, name="lead_waiting_pooled", condition=WAITING),
            models.Index("pool", *LONGEST_HELD, *FILTERED, name="lead_pool_assigned", condition=OWNED),
            models.Index("status", *NEWEST, name="lead_status_created"),
            models.Index("lead_source", *NEWEST, "owner", "pool", name="lead_source_created", condition=KEPT),
            models.Index(*NEWEST, name="lead_hot", condition=Q(rating__gte=HOT_RATING, discarded_at__isnull=True)),
            models.Index("agreement", *NEWEST, name="lead_agreement", condition=Q(agreement__isnull=False)),
            models.Index(*NEWEST, name="lead_discarded", condition=Q(discarded_at__isnull=False)),
            models.Index("owner", *NEWEST, name="lead_owner_overdue", condition=Q(is_overdue=True)),
            models.Index(
                fields=["overdue_at"],
                name="lead_overdue_due",
                condition=Q(overdue_at__isnull=False, is_overdue=False),
            ),
            models.Index(
                fields=["first_contact_due_at"],
                name="lead_first_contact_due",
                condition=AWAITED & Q(is_contact_late=False),
            ),
            models.Index("owner", *DUE_FIRST, name="lead_owner_first_contact", condition=AWAITED),
            models.Index(
                fields=["pool", "reclaim_on", "id"], name="lead_reclaim", condition=Q(reclaim_on__isnull=False)
            ),
            models.Index(
                fields=["reclaim_rule", "reclaim_on"],
                name="lead_reclaim_warning",
                condition=Q(reclaim_on__isnull=False, reclaim_warned_at__isnull=True),
            ),
            models.Index("pool", *NEWEST, name="lead_unrouted", condition=Q(is_unrouted=True)),
            models.Index(fields=["external_id"], name="lead_external", condition=~Q(external_id="")),
            models.Index(fields=["campaign", "status", "id"], name="lead_campaign", condition=CAMPAIGN_LEADS),
            *(
                models.Index(fields=[name], name=f"lead_{name}"[:30], condition=Q(**{f"{name}__isnull": False}))
                for name in (
                    "account",
                    "contact",
                    "survivor",
                    "reclaim_rule",
                    "converted_account",
                    "converted_contact",
                    "converted_opportunity",
                )
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("lead_detail", args=[self.pk])

    def normalize(self):
        """Bring everything that follows from typed values in line. No query."""
        self.fold_contacts()
        self.company_key = fold(self.company)[:200]
        self.seniority = seniority_of(self.title)

    @classmethod
    def branches(cls, reach):
        """PRODUCT 4: owner or chain or department, pools, team, sharing rules, partner, or a campaign for marketers
        who are kept to those; None for those who see all."""
        if sees_all_leads(reach):
            return None
        if reach.is_partner:
            return [Branch(str(_("Under your company's agreement")), "agreement_id", valid_agreements(reach))]
        branches = [owned_branch(reach)]
        if pools := administered(reach):
            halves = (Q(owner__isnull=True), Q(owner__isnull=False))
            branches.append(Branch(str(_("In a pool you administer")), "pool_id", pools, halves=halves))
        if pools := tuple(set(joined(reach)) - set(administered(reach))):
            branches.append(Branch(str(_("Waits in a pool of yours")), "pool_id", pools, also=Q(owner__isnull=True)))
        branches.append(team_branch(reach, "leads.lead"))
        if reach.user.sees_everything:
            branches.append(Branch(str(_("Named by a campaign")), q=CAMPAIGN_LEADS))
        return [*branches, *shared_branches(cls, reach)]

    @classmethod
    def seen_by_all_who_see(cls, reach):
        return Q() if may(reach.user, Right.RESTORE) else Q(discarded_at__isnull=True)

    @classmethod
    def editors(cls):
        return EDITORS

    @classmethod
    def called(cls, verb):
        return action_label(verb.name, verb.label)

    def get_status_display(self):  # type: ignore[no-redef]  # Django makes one for each class that has none
        return self.status_word

    @classmethod
    def derive(cls, rows, *, at):
        return {row.pk: row.set_clocks(now=at) for row in rows}

    @classmethod
    def settle(cls, rows, changes, *, by):
        """Re-score and re-index the rows whose inputs changed, and have what became of them known where they are
        members of campaigns: at most a few statements a chunk."""
        scored = [row for row in rows if changes[row.pk] & SCORED_FROM]
        if scored:
            cls.objects.rescore([row.pk for row in scored], into=scored)
        staged = [row for row in rows if changes[row.pk] & STAGED_BY]
        if staged:
            cls.memberships.rel.related_model.objects.follow(staged)
        searched = [row for row in rows if changes[row.pk] & SEARCHED or row.needs_words_anew(changes[row.pk])]
        if searched:
            cls.objects.reindex(searched)
