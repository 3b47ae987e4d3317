"""Views of what is one's own, of what one takes part in, and of what is shared with one: the narrow ways into them and
who is offered them, for any kind of record.

Ways by participation start from the rows of teams and from the sharing rules, which are few beside the records.
"""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from hotcrm.records.models import shared_owners, team_q
from hotcrm.records.visibility import Branch

from .selection import Pin, Ways

SHARED_BY_RULES = _(
    "Administrators set sharing rules: what they open to you, your department or your role stands here."
)


def mine(user, reach) -> Pin:
    return Pin("owner_id", (user.pk,))


def of_my_people(user, reach) -> Pin:
    return Pin("owner_id", reach.subordinates)


def taken_part_in(model: str) -> Callable:
    """What is mine, or has me on its team ("leads.lead")."""
    return lambda user, reach: of_people(model, (user.pk,))


def taken_part_in_below(model: str) -> Callable:
    """What belongs to those who report to me, or has one of them on its team."""
    return lambda user, reach: of_people(model, reach.subordinates)


def shared_with_me(model: str) -> Callable:
    """What sharing rules open to me."""
    return lambda user, reach: Pin("owner_id", shared_owners(reach, model))


def of_people(model, people) -> Ways:
    return Ways((Branch("", "owner_id", people), Branch("", q=team_q(model, people))))


def for_owners(user, reach) -> bool:
    """Those who have records of their own."""
    return user.sells


def for_those_shared_with(user, reach) -> bool:
    """Whoever sees everything needs no rule for it."""
    return for_owners(user, reach) and not user.sees_everything


def for_superiors(user, reach) -> bool:
    return bool(reach.subordinates)


def for_colleagues(user, reach) -> bool:
    return not user.is_partner
