"""What happens when somebody leaves, and when they come back."""

from django.db import transaction

from hotcrm.pages.models import Run
from hotcrm.pages.runs.starting import start
from hotcrm.people.models import User
from leads.models import Lead


@transaction.atomic
def leave(person, *, by, to=None) -> Run | None:
    """Deactivate somebody and hand their open leads to a colleague, or back to their pools; None when there are none.

    They are out before the first lead moves, so that nothing new comes to them meanwhile; and never out without the
    run that moves their leads. What cannot be handed over (no room, not in the pool) stays theirs and stands on the
    run's page with its reason.
    """
    left = User.objects.select_for_update().get(pk=person.pk)
    left.shut_out()
    person.is_active = False
    theirs = Lead.objects.owned_by(left).open()
    if not theirs.exists():
        return None
    if to is not None:
        return start(Lead.change_owner, by=by, rows=theirs, to=to)
    return start(Lead.retrieve, by=by, rows=theirs, reason="owner inactive")


def returned(person):
    """They can sign in again; what they had, others have by now, and their tokens stay revoked."""
    person.let_in()
