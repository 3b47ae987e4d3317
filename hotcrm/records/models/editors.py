"""Who may work on a record that belongs to somebody: its owner, its team, those above them, and whom it is shared
with, unless its model says otherwise."""

from functools import cache

from hotcrm.records.conditions import NOBODY_Q, Who
from hotcrm.records.models import OWNER, SUPERIOR, Access, shared_to_write, team_q

HANDOVER = OWNER | SUPERIOR


@cache
def editors_of(model) -> Who:
    label = model._meta.label_lower
    return HANDOVER | Who(lambda reach: on_team(reach, label)) | shared_to_write(label)


def on_team(reach, label):
    return NOBODY_Q if reach.is_partner else team_q(label, reach.me_and_below, access=Access.WRITE)


def who_edits(model) -> Who:
    """For the verbs of traits that several models share."""
    return model.editors()
