"""A list whose rows can be acted on: one by one from their menus, many at once from the bar below."""

from django.urls import reverse

from hotcrm.records.verbs import verbs_for, verbs_of

from .listing import ListPage
from .row_actions import RowAction


class VerbList(ListPage):
    """A domain names the verbs of a row and of many, and says how each is addressed and whether it asks first."""

    row_verbs: tuple[str, ...] = ()
    verbs_for_many: tuple[str, ...] = ()
    bulk_url_name = ""

    def word_of(self, name) -> str:
        """The last word of a verb's address."""
        return name.replace("_", "-")

    def bulk_address(self, word) -> str:
        return reverse(self.bulk_url_name, args=[word])

    def asks(self, name) -> bool:
        """Whether a click opens a form first."""
        return False

    def has_page(self, name) -> bool:
        """Whether it is too much for a dialog."""
        return False

    def left_out(self, row) -> set[str]:
        """What is not offered for a row although it could be done."""
        return set()

    def actions(self, rows):
        """What the verbs leave open for each row. At most one query for all."""
        verbs = verbs_of(self.model)
        offers = [
            (name, RowAction(verbs[name], self.word_of(name), asks=self.asks(name), has_page=self.has_page(name)))
            for name in self.row_verbs
        ]
        asked = tuple(dict.fromkeys(self.row_verbs + self.verbs_for_many))
        self.refusals = refusals = verbs_for(rows, self.request.user, asked)
        self.open_verbs = {
            row.pk: {name for name, why in refusals[row.pk].items() if why is None} - self.left_out(row)
            for row in rows
        }
        return {row.pk: [offer for name, offer in offers if name in self.open_verbs[row.pk]] for row in rows}

    def bulk_verbs(self):
        """What is open for at least one of the rows on screen."""
        verbs, open_for_some = verbs_of(self.model), set().union(*getattr(self, "open_verbs", {}).values())
        return [
            (
                self.bulk_address(self.word_of(name)),
                verbs[name].label,
                verbs[name].icon,
                verbs[name].danger,
            )
            for name in self.verbs_for_many
            if name in open_for_some
        ]
