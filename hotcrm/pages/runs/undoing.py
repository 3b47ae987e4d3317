"""The way back from a run: a run of its own over what was done, for each record only if nobody touched it since."""

from django.db.models import F
from django.utils.translation import gettext as _

from hotcrm.pages.models import Outcome, Run
from hotcrm.records.refusals import Refused

from .starting import begin, freeze


def undo(run: Run, *, by) -> Run:
    """Asked twice, it is done once. Whoever may see a run may undo it."""
    if hasattr(run, "undone_by"):
        return run.undone_by
    if not run.may_be_undone:
        raise Refused(_("This run cannot be undone."))
    back = Run(type=run.type, verb="take_back", by=by, undo_of=run, token=f"undo:{run.pk}")
    return begin(back, lambda: freeze_done(back, run))


def freeze_done(back, run) -> int:
    return freeze(back, run.items.filter(outcome=Outcome.DONE), key="object_id", before=F("before"))
