"""New leads find their owner by themselves: at capture, and later when nobody was free."""

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.records.conditions import When
from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.refusals import Refused
from hotcrm.records.telling import Told, tell_people
from hotcrm.records.verbs import CHUNK, Results, inform, tell, verb
from pools.models import Pool, Routing
from pools.models.membership import administrators_of
from pools.models.routing import BY_SCORE

from .claiming import UNCLAIMED
from .lifecycle import Status
from .rota import rotas_if_free

UNROUTED = When(Q(is_unrouted=True), _("This lead does not wait to be given to somebody."))


class Routable(models.Model):
    """How a lead that came in while nobody was free is given to somebody after all."""

    class Meta:
        abstract = True

    @verb(_("Assign automatically"), when=UNCLAIMED & UNROUTED, backstage=True, icon="route")
    def route(self, *, by, rota):
        """Give it to whoever's turn it is. Only what waits for that is given away: nobody's returned lead is."""
        if self.pool_id != rota.pool.pk or not rota.pool.gives_away(self.score):
            raise Refused(_t("This pool does not give this lead away."), code="not_routed")
        turn = rota.next()
        if turn is None:
            raise Refused(_t("Nobody is free."), code="nobody_free")
        self._hand_to(turn.person)
        self.status = turn.status
        inform(self, kind_of(rota.pool), turn.person, score=self.score)
        tell(self, **turn.why)


def kind_of(pool) -> NoticeKind:
    """What is told to whom a pool gives a lead: over the bar it is hot, the default assignee gets them all."""
    return NoticeKind.HOT_LEAD if pool.routing in BY_SCORE else NoticeKind.ASSIGNED


class RoutingQuerySet(models.QuerySet):
    def unrouted(self):
        """New leads that nobody was free for, and that still wait for somebody."""
        return self.unclaimed().filter(is_unrouted=True)

    def to_route(self, pool):
        """Those of a pool that it would give away now, best first."""
        waiting = self.unrouted().filter(pool=pool).order_by("-score", "pk")
        if pool.routing in BY_SCORE:
            return waiting.filter(score__gt=pool.routing_bar)
        return waiting if pool.routing == Routing.DEFAULT_ASSIGNEE else waiting.none()

    def route(self, pool, pks) -> Results:
        """Give leads of a pool away, at most 500, the first of these as far as people are free."""
        with transaction.atomic():
            rota = rotas_if_free([pool], self.model.objects).get(pool.pk)
            if rota is None or not rota.room:
                return Results()
            results = self.model.route.apply(pks[: rota.room], by=None, rota=rota)
            rota.save()
        return results

    def route_waiting(self) -> int:
        """Somebody may be free by now: give away what waits for that; how many leads found an owner. What its pool
        would not give away any more waits like any other from now on."""
        pools = list(Pool.objects.filter(pk__in=self.unrouted().order_by().values("pool")).order_by("pk"))
        for pool in pools:
            self.unrouted().filter(pool=pool).exclude(pk__in=self.to_route(pool).values("pk")).update(
                is_unrouted=False
            )
        return sum(self._route_waiting(pool) for pool in pools)

    def _route_waiting(self, pool) -> int:
        given = 0
        while keys := list(self.to_route(pool).values_list("pk", flat=True)[:CHUNK]):
            done = len(self.route(pool, keys).done)
            given += done
            if done < len(keys):
                break
        return given

    def route_new(self, leads) -> list[tuple]:
        """Give new leads, not written yet, to whoever's turn it is; returns each with the facts that tell of it.

        In the transaction that writes them. Those nobody is free for are flagged. No query where no pool gives leads
        away, else a few and one for each pool.
        """
        waiting = [lead for lead in leads if _is_given_away(lead)]
        rotas = rotas_if_free({lead.pool_id: lead.pool for lead in waiting}.values(), self.model.objects)
        told = []
        for lead in waiting:
            rota = rotas.get(lead.pool_id)
            turn = rota.next() if rota else None
            if turn:
                told.append((lead, _hand_new(lead, turn)))
            lead.is_unrouted = turn is None
        for rota in rotas.values():
            rota.save()
        return told


def tell_of_new(leads):
    """Whose they became, and of what nobody was free for the administrators of its pool; once a minute at the most,
    however many come in. At the end of the transaction that wrote them."""
    waiting = [lead for lead in leads if lead.is_unrouted]
    administrators = administrators_of({lead.pool_id for lead in waiting}) if waiting else {}
    told = [Told(kind_of(lead.pool), lead.owner_id, lead, {"score": lead.score}) for lead in leads if lead.owner_id]
    told += [
        Told(NoticeKind.NOBODY_FREE, person, lead, {"pool": lead.pool.name})
        for lead in waiting
        for person in administrators.get(lead.pool_id, ())
    ]
    now = timezone.now()
    tell_people(told, at=now, occasion=f"routed:{now:%Y%m%d%H%M}")


def _is_given_away(lead) -> bool:
    is_new = lead.owner_id is None and lead.pool_id is not None and lead.status == Status.NEW
    return is_new and lead.pool.gives_away(lead.score)


def _hand_new(lead, turn) -> dict:
    """It has no clocks to restart and nobody had it before."""
    lead.owner, lead.assigned_at = turn.person, lead.created_at
    moves = {"owner_id": [None, lead.owner_id]}
    if lead.status != turn.status:
        moves["status"] = [lead.status, turn.status]
        lead.status = turn.status
    return moves | turn.why
