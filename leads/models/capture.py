from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hotcrm.records.models import Event
from hotcrm.records.refusals import Invalid
from hotcrm.records.verbs import CHUNK, type_of
from pools.models import Pool


class CaptureQuerySet(models.QuerySet):
    """How leads come in: by hand, from a file, from outside; one at a time or many."""

    def capture(self, rows, *, by, owner=None, pool=None, at=None):
        """Create a lead from each of these dictionaries of clean model values; at most 500 a call.

        With an `owner` it is theirs and in no pool unless one is named; without, it waits in `pool`, by default the
        default pool. A row may name an `owner` and a `pool` of its own. Raises `Invalid` for an inactive owner,
        `ValidationError` for values that cannot be. A constant number of queries, however many rows.
        """
        if len(rows) > CHUNK:
            raise ValueError(f"At most {CHUNK} leads at once.")
        at = at or timezone.now()
        rows = [{"owner": owner, "pool": pool, **values} for values in rows]
        for coming in {values["owner"] for values in rows} - {None}:
            if not coming.is_active:
                raise Invalid(_("%(person)s is not active.") % {"person": coming}, field="owner")
        homeless = [values for values in rows if values["owner"] is None and values["pool"] is None]
        if homeless:
            default = Pool.default()
            for values in homeless:
                values["pool"] = default
        leads = [self._new(values, by=by, at=at) for values in rows]
        with transaction.atomic():
            self.bulk_create(leads)
            Event.objects.bulk_create(self._created_event(lead, by) for lead in leads)
            self.model.settle(leads, {lead.pk: _all_fields(self.model) for lead in leads}, by=by)
        return leads

    def _new(self, values, *, by, at):
        lead = self.model(**{"created_at": at, "updated_at": at, "created_by": by, **values})
        lead.assigned_at = at if lead.owner_id else None
        lead.pooled_at = at if lead.pool_id else None
        lead.normalize()
        lead.validate_constraints()
        if lead.is_hot and "next_follow_up_on" not in values:
            lead.next_follow_up_on = lead.owner.today() if lead.owner_id else timezone.localdate()
        return lead

    def _created_event(self, lead, by):
        data = {"status": [None, lead.status], "owner_id": [None, lead.owner_id], "pool_id": [None, lead.pool_id]}
        return Event(verb="create", by=by, at=lead.created_at, data=data, type=type_of(lead), object_id=lead.pk)


def _all_fields(model):
    return {field.attname for field in model._meta.concrete_fields}
