from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from hotcrm.records.verbs import verb

from .membership import MemberStatus


class Recorded(models.Model):
    """What is known of a member from elsewhere: a file says into which group they were put, and what they spent."""

    status: str
    responded_at: datetime | None

    class Meta:
        abstract = True

    @verb(_("Record what is known"), backstage=True, icon="database-import")
    def record(self, *, by, facts: dict):
        """`facts` are, by key of the member, new values of `arm`, `is_held_out`, `value` and `responded_at`.

        Who is held out was sent nothing; who is not any more was. Only who has responded gets another day of it.
        """
        known = facts[self.pk]
        for name in ("arm", "value"):
            setattr(self, name, known.get(name, getattr(self, name)))
        if known.get("is_held_out", self.is_held_out) != self.is_held_out:
            self._hold_out(known["is_held_out"])
        if self.responded_at and known.get("responded_at"):
            self.responded_at = known["responded_at"]

    def _hold_out(self, is_held_out):
        self.is_held_out = is_held_out
        if is_held_out and self.status == MemberStatus.SENT:
            self.status = ""
        elif not is_held_out and not self.status:
            self.status = MemberStatus.SENT
