"""Two people edited the same record: both values side by side, and a choice for each."""

from dataclasses import dataclass

from django.utils.functional import cached_property

from .sections import Shown

CHOICE = "choose-"
THEIRS, MINE = "theirs", "mine"


@dataclass(frozen=True)
class Row:
    name: str
    label: str
    mine: Shown
    theirs: Shown
    typed: str
    takes_mine: bool


class Conflict:
    """What a form wants to change, less what its sender chose to leave as a colleague had saved it.

    `show(record, name)` gives a field as the record's page shows it, `tidy(record)` brings in line what follows from
    typed values.
    """

    def __init__(self, form, data, *, show, tidy):
        self.form, self.data, self.show, self.tidy = form, data, show, tidy

    @cached_property
    def changes(self) -> dict:
        """The fields to save. On the page of a conflict every field shown was decided on, altered or not."""
        wanted = dict(self.form.changes)
        for name in self.form.fields:
            choice = self.data.get(CHOICE + name)
            if choice == THEIRS:
                wanted.pop(name, None)
            elif choice == MINE:
                wanted[name] = self.form.cleaned_data[name]
        return wanted

    def rows(self, theirs) -> list[Row]:
        """Every field where what was typed and what stands there now differ."""
        mine = type(theirs)(pk=theirs.pk)
        for name, value in self.form.cleaned_data.items():
            if name != "version":
                setattr(mine, name, value)
        self.tidy(mine)
        return [
            Row(
                name=name,
                label=self.form[name].label,
                mine=self.show(mine, name),
                theirs=self.show(theirs, name),
                typed=self.data.get(name, ""),
                takes_mine=name in self.changes,
            )
            for name in self.form.fields
            if name != "version" and getattr(mine, name) != getattr(theirs, name)
        ]
