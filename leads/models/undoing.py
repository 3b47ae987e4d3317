from types import SimpleNamespace

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.people.models import User
from hotcrm.records.refusals import Refused
from hotcrm.records.verbs import tell, verb, without
from pools.models import Pool

from .claims import Claim
from .keeping_open import lock_way_back


def plan_way_back(rows, by, *, steps):
    """Who and what the leads would come back to is still there, and the claims by which they came to who has them.
    Four queries a chunk."""
    model, held = type(rows[0]), [before for _version, before in steps.values()]
    owners, pools, survivors = (
        {b[name] for b in held if b.get(name)} for name in ("owner_id", "pool_id", "survivor_id")
    )
    return SimpleNamespace(
        owners=set(User.objects.filter(pk__in=owners, is_active=True).values_list("pk", flat=True)),
        pools=set(Pool.objects.filter(pk__in=pools, is_enabled=True).values_list("pk", flat=True)),
        survivors=set(model.objects.filter(pk__in=survivors).values_list("pk", flat=True)),
        claims={(one.lead_id, one.by_id, one.at): one for one in Claim.objects.filter(lead__in=rows).order_by()},
    )


class Undone(models.Model):
    """How what a run did to a lead is taken back."""

    # The verbs that change nothing but the lead itself. What was discarded only administrators bring back.
    undoable = frozenset(
        {
            "assign",
            "change_owner",
            "claim",
            "disqualify",
            "hold",
            "nurture",
            "reactivate",
            "reclaim",
            "release_hold",
            "reopen",
            "restore",
            "retrieve",
            "return_to_pool",
            "transfer",
            "work",
        }
    )

    class Meta:
        abstract = True

    @verb(_("Take back"), locks=lock_way_back, plan=plan_way_back, backstage=True, icon="arrow-back-up")
    def take_back(self, *, by, steps, plan):
        """Be as before a run, if nothing happened since. `steps` gives the version and the old values by lead."""
        version, before = steps[self.pk]
        if self.version != version:
            raise Refused(_t("This lead was changed since."), code="changed_since")
        claim = plan.claims.get((self.pk, self.owner_id, self.assigned_at))
        for name, value in before.items():
            setattr(self, name, _read(self, name, value))
        self._check_way_back(before, plan)
        self.validate_constraints()
        tell(self, taken_back=sorted(before))
        if claim and "owner_id" in before:
            without(self, claim)  # it counts no more against the day of who claimed

    def _check_way_back(self, before, plan):
        if before.get("owner_id") and self.owner_id not in plan.owners:
            raise Refused(_t("Whoever had this lead is not active any more."), code="owner_gone")
        if before.get("pool_id") and self.pool_id not in plan.pools:
            raise Refused(_t("The pool this lead was in is gone or disabled."), code="pool_gone")
        if before.get("survivor_id") and self.survivor_id not in plan.survivors:
            raise Refused(_t("The lead that survived this one is gone."), code="survivor_gone")


def _read(lead, attname, value):
    field = next(field for field in lead._meta.concrete_fields if field.attname == attname)
    return field.target_field.to_python(value) if field.is_relation else field.to_python(value)
