"""Whom a list leaves in peace beside people, and how anybody comes off it again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotcrm.records.conditions import When
from hotcrm.records.models.editors import who_edits
from hotcrm.records.verbs import UNTOLD, moment, tell, verb

SUPPRESSES = When(Q(kind="suppression"), _("Only a suppression list has addresses and domains."))
HAS_ENTRIES = When(~Q(kind="dynamic"), _("Who is on a dynamic list, its saved view says."), code="dynamic_list")


class Kept(models.Model):
    """How what is on a marketing list changes. Leads and contacts come onto it by their own verb, `add_to_list`."""

    class Meta:
        abstract = True

    @verb(_("Add addresses and domains"), when=SUPPRESSES, who=who_edits, icon="at")
    def suppress(self, *, by, addresses=(), domains=()):
        """Each once, in small letters; those that are on it already stay. Returns how many are new."""
        new = [*self._new("address", addresses), *self._new("domain", domains)]
        self.entries.model.objects.bulk_create(
            self.entries.model(list=self, added_by=by, added_at=moment(self), **one) for one in new
        )
        tell(self, added=len(new))
        return len(new)

    @verb(_("Take off the list"), when=HAS_ENTRIES, who=who_edits, icon="playlist-x")
    def take_off(self, *, by, entries):
        """`entries` are keys of entries of this list. Returns how many there were."""
        number, _by_model = self.entries.filter(pk__in=entries).delete()
        tell(self, removed=number)
        return number or UNTOLD

    def _new(self, name, values) -> list[dict]:
        wanted = {value.strip().lower() for value in values}
        wanted -= set(self.entries.filter(**{f"{name}__in": wanted}).values_list(name, flat=True))
        return [{name: value} for value in sorted(wanted)]
