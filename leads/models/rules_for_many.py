"""What the house policies ask of leads, for the database to count before a verb is done to many."""

from django.db.models import Q
from django.utils.translation import gettext as _

from hotcrm.records.conditions import When
from hotcrm.records.models import Policy

from .convertible import only_qualified
from .lifecycle import Status
from .policies import DECIDED_BY_OWNER, owner_only


def rules_for_many(verb, by) -> tuple[When, ...]:
    """What beside a lead's state and a person's rights keeps a verb from it. One query."""
    policy, rules = Policy.current(), []
    if verb in DECIDED_BY_OWNER:
        rules += owner_only(by, policy)
    if verb == "convert":
        rules += [When(~Q(status=Status.CONVERTED), _("They are converted already.")), *only_qualified(policy)]
    return tuple(rules)
