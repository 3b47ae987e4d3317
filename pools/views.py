"""The pools a person can see, and the leads that wait in one."""

from dataclasses import dataclass

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Q
from django.http import Http404
from django.views.generic import TemplateView

from hotcrm.records.models import Event
from hotcrm.records.reach import Reach
from hotcrm.records.verbs import verbs_for
from leads.models import Lead
from leads.views.actions import Action, url_of
from pools.models import Pool, ReturnReason, administered, joined

MOST_COUNTED = 1000
MOST_POOLS = 100
PAGE = 50


def pools_seen_by(user):
    """The pools whose page a person may open: all for who sees all leads, else those they take part in."""
    if user.sees_everything:
        return Pool.objects.all()
    reach = Reach.of(user)
    return Pool.objects.filter(pk__in={*joined(reach), *administered(reach)})


class PoolList(LoginRequiredMixin, TemplateView):
    template_name = "pools/list.html"

    def get_context_data(self, **kwargs):
        pools = list(pools_seen_by(self.request.user).prefetch_related("administrators")[:MOST_POOLS])
        for pool in pools:
            pool.waiting = waiting_in(pool, self.request.user).order_by()[: MOST_COUNTED + 1].count()
            pool.is_mine = pool.pk in administered(Reach.of(self.request.user))
        return {**super().get_context_data(**kwargs), "pools": pools, "most": MOST_COUNTED}


class PoolDetail(LoginRequiredMixin, TemplateView):
    """What waits in a pool, best first: since when, who had it before and why it came back."""

    template_name = "pools/detail.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        pool = pools_seen_by(user).filter(slug=kwargs["slug"]).first()
        if pool is None:
            raise Http404
        self.is_administrator = user.is_crm_admin or pool.pk in administered(Reach.of(user))
        waiting = waiting_in(pool, user)
        page = Page(waiting, self.request.GET.get("sort", ""), self.request.GET.get("after", ""))
        return {
            **super().get_context_data(**kwargs),
            "pool": pool,
            "is_administrator": self.is_administrator,
            "is_member": self.is_administrator or pool.pk in joined(Reach.of(user)),
            "rows": self.rows(page.leads),
            "page": page,
            "waiting": waiting.order_by()[: MOST_COUNTED + 1].count(),
            "most": MOST_COUNTED,
        }

    def rows(self, leads):
        refusals = verbs_for(leads, self.request.user, ["claim", "assign"])
        reasons = return_reasons(leads)
        verbs, here = {"claim": Lead.claim, "assign": Lead.assign}, self.request.get_full_path()
        return [
            Row(
                lead,
                reasons.get(lead.pk, ""),
                [
                    Action(verbs[name], None, url_of(lead, name, back=here))
                    for name, refusal in refusals.get(lead.pk, {}).items()
                    if refusal is None
                ],
            )
            for lead in leads
        ]


@dataclass(frozen=True)
class Row:
    lead: Lead
    reason: str
    actions: list[Action]


class Page:
    """One page of a pool by keyset: the cursor names the last row of the page before."""

    SORTS = {"score": "score", "created": "created_at"}

    def __init__(self, leads, sort, after):
        self.sort = sort if sort in self.SORTS else "score"
        name = self.SORTS[self.sort]
        last = leads.filter(pk=int(after)).first() if after.isdecimal() and len(after) < 19 else None
        if last is not None:
            value = getattr(last, name)
            leads = leads.filter(Q(**{f"{name}__lt": value}) | Q(**{name: value}, pk__lt=last.pk))
        leads = leads.select_related("lead_source", "previous_owner", "pool", "owner", "industry")
        found = list(leads.order_by(f"-{name}", "-pk")[: PAGE + 1])
        self.leads, self.has_more = found[:PAGE], len(found) > PAGE

    @property
    def next_url(self):
        return f"?sort={self.sort}&after={self.leads[-1].pk}" if self.has_more else ""


def waiting_in(pool, user):
    return Lead.objects.visible_to(user).unclaimed().filter(pool=pool)


def return_reasons(leads) -> dict[int, str]:
    """Why each of these leads came back the last time. Two queries."""
    if not leads:
        return {}
    returned = Event.objects.about(*leads).filter(verb="return_to_pool").order_by("at", "pk")
    codes = {event.object_id: event.data.get("reason", "") for event in returned}
    labels = {reason.pk: str(reason) for reason in ReturnReason.objects.filter(pk__in=set(codes.values()))}
    return {pk: labels.get(code, "") for pk, code in codes.items()}
