from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hotcrm.records.models import Event
from hotcrm.records.refusals import Invalid
from hotcrm.records.verbs import CHUNK, type_of

from .capacity import beyond_limits
from .entry import enter_pools
from .known import Known
from .lead_qualification import LeadQualification
from .new_contacts import make_contacts
from .qualifying import DETAILS
from .routing import tell_of_new
from .weights import ScoreChange


class CaptureQuerySet(models.QuerySet):
    """How leads come in: by hand, from a file, from outside; one at a time or many."""

    def capture(self, rows, *, by, owner=None, pool=None, at=None, is_history=False, notes=None):
        """Create a lead from each of these dictionaries of clean model values; at most 500 a call.

        With an `owner` it is theirs and in no pool unless one is named; without, it enters `pool`, or the one that the
        entry rules choose, and a pool that gives leads away gives it to somebody at once: an event of its own says to
        whom and why. A row may name an `owner` and a `pool` of its own, and fields of the qualification. `notes`, a
        list, is told what else followed. What a person creates keeps the policy *required fields*; what comes in by
        itself (`by` is None) or out of the past (`is_history`) does not have to, and is given to nobody if it is past.
        Raises `Refused` where an owner would hold more open leads than they may (what is past came about as it did),
        `Invalid` for an inactive owner and for values that contradict each other, `ValidationError` for values
        that cannot be. A constant number of queries, however many rows.
        """
        if len(rows) > CHUNK:
            raise ValueError(f"At most {CHUNK} leads at once.")
        at = at or timezone.now()
        rows = [{"owner": owner, "pool": pool, **values} for values in rows]
        for coming in {values["owner"] for values in rows} - {None}:
            if not coming.is_active:
                raise Invalid(_("%(person)s is not active.") % {"person": coming}, field="owner")
        details = [{name: values.pop(name) for name in DETAILS & values.keys()} for values in rows]
        leads = [self.model(**{"created_at": at, "updated_at": at, "created_by": by, **values}) for values in rows]
        known = Known(zip(leads, rows, strict=True), by=by)
        asks = by is not None and not is_history
        for lead, values in known.typed:
            said = self._settle(lead, values, known, asks=asks)
            if notes is not None:
                notes += said
        rows_beside = [self._qualification(*pair, by=by) for pair in zip(leads, details, strict=True) if pair[1]]
        with transaction.atomic():
            score_changes = self.score_new(leads)
            told = [(lead, "create", by, facts) for lead, facts in enter_pools(leads)]
            if not is_history:
                for refusal in beyond_limits(self.model._base_manager.all(), rows, by=by).values():
                    raise refusal
            routed = [] if is_history else self.route_new(leads)
            told += [(lead, "route", None, facts) for lead, facts in routed]
            if known.makes_contacts:
                make_contacts(leads, known)
            for lead in leads:
                lead.set_clocks(now=at)
            self.bulk_create(leads)
            for row in rows_beside:
                row.lead = row.lead  # which has its key now
            LeadQualification.objects.bulk_create(rows_beside)
            Event.objects.bulk_create(
                Event(verb=verb, by=actor, at=lead.created_at, data=data, type=type_of(lead), object_id=lead.pk)
                for lead, verb, actor, data in told
            )
            ScoreChange.objects.bulk_create(score_changes)
            self.reindex(leads)
            tell_of_new([*(lead for lead, _facts in routed), *(lead for lead in leads if lead.is_unrouted)])
        return leads

    def _settle(self, lead, values, known, *, asks) -> list[str]:
        """Bring a new lead in line with itself; what else followed is returned."""
        at = lead.created_at
        lead.assigned_at = at if lead.owner_id else None
        lead.pooled_at = at if lead.pool_id else None
        by_attname = {field.attname: field.name for field in self.model._meta.concrete_fields}
        given = {by_attname.get(name, name) for name, value in values.items() if value not in (None, "")}
        notes = lead.settle_references(given, known)
        lead.check_offering(given)
        lead.normalize()
        lead.keep_opted_out(known.opted_out)
        if asks:
            lead.require(by_attname.values(), known.policy)
        lead.validate_constraints()
        if lead.is_hot and lead.next_follow_up_on is None:
            lead.next_follow_up_on = lead.owner.today() if lead.owner_id else timezone.localdate()
        return notes

    def _qualification(self, lead, values, *, by) -> LeadQualification:
        row = LeadQualification(lead=lead, **values)
        lead.settle_qualification(row, values, by=by)
        return row
