"""What stands in the way of deleting a pool, and what to do instead."""

from django.utils.translation import gettext as _t
from django.utils.translation import ngettext

from leads.models.lifecycle import OPEN_OR_UNQUALIFIED


def obstacles(pool) -> list[str]:
    """None for a pool that nothing speaks of. Leads that are not closed can go elsewhere; a history stays."""
    if pool.is_default:
        return [_t("The default pool cannot be deleted.")]
    inside, beyond = OPEN_OR_UNQUALIFIED.q, pool.leads.exclude(OPEN_OR_UNQUALIFIED.q).count()
    said, claims = [], pool.claims.count()
    if number := pool.leads.filter(inside).count():
        words = ngettext(
            "%(number)s lead is in this pool: transfer it first.",
            "%(number)s leads are in this pool: transfer them first.",
            number,
        )
        said.append(words % {"number": f"{number:,}"})
    if beyond or claims:
        words = _t(
            "It is part of the history of leads (%(leads)s closed ones, %(claims)s claims) and cannot be deleted: "
            "disable it instead."
        )
        said.append(words % {"leads": f"{beyond:,}", "claims": f"{claims:,}"})
    return said
