"""Whom the rows of a file name: among the leads and contacts that whoever imports them sees."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from hotcrm.pages.importing.running import ReadRow
from hotcrm.sales.models import Contact
from leads.models import Lead, Status

from .columns import LABELS

Person = tuple[Any, int]  # Lead or Contact, and the key
COLUMNS: dict[str, tuple[tuple[Any, str], ...]] = {
    "number": ((Lead, "pk"),),
    "contact": ((Contact, "pk"),),
    "external_id": ((Lead, "external_id"),),
    "email": ((Lead, "email"), (Contact, "email")),
}


def persons_of(rows: list[ReadRow], by) -> dict[tuple, list[Person]]:
    """By key of a row, whom it can mean. A query for each way of naming somebody and each kind.

    Who a lead became by its conversion is meant by the address they share, and not the lead.
    """
    wanted: dict[str, set] = defaultdict(set)
    found: dict[tuple, list[Person]] = defaultdict(list)
    keys: list[Any] = [row.key for row in rows]
    for name, value in keys:
        wanted[name].add(value)
    for name, values in wanted.items():
        for model, column in COLUMNS[name]:
            people = model.objects.visible_to(by).filter(**{f"{column}__in": values})
            if model is Lead:
                people = people.filter(discarded_at__isnull=True).showing(*([column] if column != "pk" else ()))
            if model is Lead and name == "email":
                people = people.exclude(status=Status.CONVERTED)
            for value, pk in people.values_list(column, "pk"):
                found[name, value].append((model, pk))
    return found


def refusal(key: tuple, people: list[Person]) -> str:
    label = LABELS[key[0]]
    if not people:
        return _("Nobody you see has this %(what)s.") % {"what": label}
    if len(people) > 1:
        return _("Several people have this %(what)s.") % {"what": label}
    return ""
