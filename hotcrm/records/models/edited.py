from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from hotcrm.records.models import Event
from hotcrm.records.refusals import Stale
from hotcrm.records.verbs import UNTOLD, type_of, verb

from .editors import editors_of, who_edits


class Edited(models.Model):
    """How what is known about a record that belongs to somebody changes."""

    class Meta:
        abstract = True

    @classmethod
    def editors(cls):
        return editors_of(cls)

    @classmethod
    def add(cls, values: dict, *, by):
        """A new one, which belongs to whoever made it."""
        record = cls(**{"owner": by, **values})
        record.normalize()
        record.validate_constraints()
        with transaction.atomic():
            record.save()
            data = {"owner_id": [None, record.owner_id]}
            Event.objects.create(
                verb="create", by=by, at=record.created_at, data=data, type=type_of(record), object_id=record.pk
            )
        return record

    @verb(_("Edit"), who=who_edits, icon="pencil")
    def edit(self, *, by, changes: dict, version: int | None = None):
        """Take over typed values. Raises `Stale` when `version` is not the present one."""
        changes = {name: value for name, value in changes.items() if getattr(self, name) != value}
        if version is not None and version != self.version:
            raise Stale(self, changes)
        if not changes:
            return UNTOLD
        for name, value in changes.items():
            setattr(self, name, value)
        self.normalize()
        self.validate_constraints()
        self.settle_edit(changes)
        return None

    def normalize(self):
        """Bring everything that follows from typed values in line. No query."""

    def settle_edit(self, changes: dict):
        """What else follows from an edit, or forbids it: this may ask the database, and write there."""
