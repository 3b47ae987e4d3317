"""A dry run of a pool's next night: which leads it takes back, from whom, by which rule; what the brake stopped."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.views import View

from hotcrm.records.refusals import NotAllowed
from hotcrm.records.verbs import verbs_for
from leads.clock_runs import due_runs
from leads.models import Lead
from leads.recycling import Rehearsal, allow, next_run, stopped_run
from leads.tasks import recycle
from leads.views.actions import Action, url_of

from .seen import pool_run_by

PAGE = 50
NIGHTS = 7  # of the past
VERBS = ("hold", "release_hold")


@dataclass(frozen=True)
class Row:
    lead: Lead
    action: Action | None


class RecyclePage:
    """What stands before an administrator. A run the brake stopped today comes before the next one."""

    def __init__(self, pool, user, *, after="", here=""):
        self.pool, self.user, self.after, self.here = pool, user, after, here
        self.stopped = stopped_run(pool)
        self.rehearsal = Rehearsal(pool, self.stopped.on if self.stopped else next_run(pool))

    @property
    def is_braked(self) -> bool:
        return self.rehearsal.is_braked and not self.is_allowed

    @cached_property
    def is_allowed(self) -> bool:
        run = self.pool.recycle_runs.filter(on=self.rehearsal.on).first()
        return run is not None and run.allowed_by_id is not None

    @property
    def is_being_worked_out(self) -> bool:
        """Whether rules were changed and dates are not all in line yet."""
        return due_runs(self.pool).exists()

    @property
    def rules(self):
        return self.pool.clocks.rules

    @property
    def nights(self):
        return self.pool.recycle_runs.select_related("allowed_by")[:NIGHTS]

    @cached_property
    def found(self):
        leads = self.rehearsal.leads.select_related("owner", "pool", "reclaim_rule").filter(self._behind())
        return list(leads[: PAGE + 1])

    @property
    def rows(self) -> list[Row]:
        leads = self.found[:PAGE]
        refusals = verbs_for(leads, self.user, VERBS)
        return [Row(lead, self._action(lead, refusals.get(lead.pk, {}))) for lead in leads]

    @property
    def next_url(self) -> str:
        last = self.found[PAGE - 1] if len(self.found) > PAGE else None
        return f"?after={last.reclaim_on.isoformat()}~{last.pk}" if last else ""

    def _action(self, lead, refusals) -> Action | None:
        name = "release_hold" if lead.is_on_hold else "hold"
        if name not in refusals or refusals[name] is not None:
            return None
        return Action(getattr(Lead, name), None, url_of(lead, name, back=self.here))

    def _behind(self) -> Q:
        day, _mark, pk = self.after.partition("~")
        try:
            day, pk = date.fromisoformat(day), int(pk)
        except ValueError:
            return Q()
        return Q(reclaim_on__gt=day) | Q(reclaim_on=day, pk__gt=pk) if 0 < pk < 2**63 else Q()


class PoolRecycling(LoginRequiredMixin, View):
    """GET shows, POST lets a run go that the brake stops. For administrators of the pool."""

    def get(self, request, slug):
        pool = pool_run_by(request.user, slug)
        page = RecyclePage(pool, request.user, after=request.GET.get("after", "")[:60], here=request.get_full_path())
        return render(request, "pools/recycling.html", {"pool": pool, "page": page})

    def post(self, request, slug):
        pool = pool_run_by(request.user, slug)
        if request.user.only_reads:
            raise NotAllowed(_t("Your role only reads."))
        page = RecyclePage(pool, request.user)
        if not page.is_braked:
            messages.info(request, _t("The brake stops nothing here."))
            return redirect("pool_recycling", slug=slug)
        allow(pool, page.rehearsal.on, by=request.user)
        if page.stopped:
            transaction.on_commit(recycle.delay)
        messages.success(request, _t("The run may take these leads back, all of them."))
        return redirect("pool_recycling", slug=slug)
