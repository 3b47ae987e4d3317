import time
from functools import partial

from django.db import connection, models
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hotcrm.records.models import Industry, Lease
from hotcrm.side_by_side import side_by_side

from .lead import Lead
from .weights import ScoringWeights

# SQLite has one writer at a time: small bites, and room for others after each.
CHUNK, PAUSE = (500, 0.05) if connection.vendor == "sqlite" else (10_000, 0)
HEARTBEAT = 30  # seconds a dead worker's turn may keep others waiting; a chunk takes under one


class RescoreRun(models.Model):
    """That every lead is due to be scored again, and how far that has come.

    The row is the work: whoever finds it unfinished goes on behind `cursor`, whatever became of the worker before.
    """

    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    rules = models.TextField(_("rules"))  # the weights and the fit of industries it was asked under
    cursor = models.BigIntegerField(default=0)  # the last lead done
    scored = models.PositiveIntegerField(_("leads scored"), default=0)
    moved = models.PositiveIntegerField(_("leads moved"), default=0)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("rescore run")
        verbose_name_plural = _("rescore runs")
        ordering = ("-pk",)

    def __str__(self):
        return f"{self.asked_at:%Y-%m-%d %H:%M}"

    @classmethod
    def ask(cls) -> "RescoreRun":
        """Every lead is to be scored again. What was asked for before and has not begun does as well."""
        waiting = cls.objects.filter(finished_at=None, cursor=0).first()
        if waiting and waiting.rules == rules_in_force():
            return waiting
        return cls.objects.create(rules=rules_in_force())

    @classmethod
    def ask_if_rules_moved(cls):
        """Weights or the fit of an industry were changed since the last run, by whomever and in whatever way."""
        latest = cls.objects.first()
        if latest is None or latest.rules != rules_in_force():
            cls.ask()

    @classmethod
    def due(cls) -> "RescoreRun | None":
        """The latest unfinished run; it does the work of the earlier ones too."""
        return cls.objects.filter(finished_at=None).first()

    @classmethod
    def finish_due(cls, *, each=lambda run: None) -> bool:
        """Do what is due, unless somebody else is at it: then False. `each(run)` is called after every chunk."""
        lease = Lease.acquire("rescore", seconds=HEARTBEAT)
        if lease is None:
            return False
        try:
            while run := cls.due():
                wrote = run.advance()
                each(run)
                if not lease.renew(seconds=HEARTBEAT):
                    return False
                if wrote and PAUSE:
                    time.sleep(PAUSE)
        finally:
            lease.release()
        return True

    def advance(self) -> int:
        """Score the next chunk and move on, or finish. How many leads moved."""
        leads = Lead.objects.filter(pk__gt=self.cursor)
        chunk = leads.order_by("pk").values("pk")[:CHUNK]
        last = leads.filter(pk__in=chunk).aggregate(last=Max("pk"), n=models.Count("pk"))
        if not last["n"]:
            self._finish()
            return 0
        moved = self._rescore(range(self.cursor + 1, last["last"] + 1))
        self._note(cursor=last["last"], scored=F("scored") + last["n"], moved=F("moved") + moved)
        return moved

    def _rescore(self, keys: range) -> int:
        """Both halves at once. A worker that dies before the cursor moves has done what scoring again finds done."""
        middle = (keys.start + keys.stop) // 2
        halves = range(keys.start, middle), range(middle, keys.stop)
        return sum(side_by_side(*(partial(Lead.objects.rescore, half) for half in halves)))

    def _finish(self):
        now = timezone.now()
        type(self).objects.filter(finished_at=None, pk__lte=self.pk).update(finished_at=now)
        self.finished_at = now

    def _note(self, **values):
        type(self).objects.filter(pk=self.pk).update(**values)
        self.refresh_from_db()


def rules_in_force() -> str:
    """What the scores follow from besides the leads: the weights, and the industries that fit not just half."""
    fits = Industry.objects.exclude(fit=50).order_by("pk").values_list("pk", "fit")
    return f"{ScoringWeights.in_force()} | " + " ".join(f"{code} {fit}" for code, fit in fits)
