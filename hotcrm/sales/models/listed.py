"""How a lead or a contact comes onto a marketing list (PRODUCT 9). Lists live above: what is given is asked."""

from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from hotcrm.records.refusals import NotAllowed, Refused
from hotcrm.records.verbs import UNTOLD, also, moment, verb

from .enrolling import AT_ONCE, MARKETERS


class Entries:
    """What a list says to a chunk of people of one kind who would come onto it."""

    def __init__(self, rows, by, *, to):
        self.kind, self.by, self.to = rows[0]._meta.model_name, by, to
        self.keys = [row.pk for row in rows]
        self.closed = self._why_closed()

    def enter(self, person):
        """The row of a new entry, not written yet. Raises `Refused`, with a code."""
        if self.closed:
            raise self.closed
        if person.pk in self._on_it:
            raise Refused(_("On this list already."), code="on_list_already")
        added = {"added_by_id": self.by and self.by.pk, "added_at": moment(person)}
        return self.to.entries.model(list_id=self.to.pk, **{f"{self.kind}_id": person.pk}, **added)

    def _why_closed(self) -> Refused | None:
        lists = type(self.to).objects.editable_by(self.by) if self.by else None
        if lists is not None and not lists.filter(pk=self.to.pk).exists():
            return NotAllowed(_("You may not change this list."))
        if self.to.view_id:
            return Refused(_("Who is on a dynamic list, its saved view says."), code="dynamic_list")
        return None

    @cached_property
    def _on_it(self) -> set[int]:
        on_it = self.to.entries.filter(**{f"{self.kind}__in": self.keys}).order_by()
        return set(on_it.values_list(self.kind, flat=True))


def put_on_list(person, entries: Entries):
    """What both verbs do: a row beside the person, which says itself who added it and when."""
    also(person, entries.enter(person))
    return UNTOLD


class Listed(models.Model):
    class Meta:
        abstract = True

    @verb(_("Add to list"), who=MARKETERS, plan=Entries, reads=(), at_once=AT_ONCE, icon="playlist-add")
    def add_to_list(self, *, by, to, plan):
        """On a static or a suppression list that `by` may edit; once. Refused with one of the codes
        `on_list_already`, `dynamic_list`; with `NotAllowed` for somebody else's list."""
        return put_on_list(self, plan)
