"""What can be done with a row, drawn in Python: a page has hundreds of these, and templates would take longer."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .templatetags.face import icon


@dataclass
class RowAction:
    """A verb as rows offer it; one object serves all rows of a page. `word` is the last part of its address.
    One that `asks` opens its form, one that `has_page` leads to it, the others are done at once."""

    verb: object
    word: str
    asks: bool
    has_page: bool = False

    @cached_property
    def label(self) -> str:
        return escape(self.verb.label)

    @cached_property
    def opens(self) -> str:
        return "" if self.has_page else " data-dialog"

    @cached_property
    def drawn(self) -> str:
        return icon(self.verb.icon)

    def entry(self, address, back) -> str:
        css = "menu-item danger" if self.verb.danger else "menu-item"
        inside = f"{self.drawn}{self.label}"
        if self.asks or self.has_page:
            return f'<a class="{css}" href="{address}{self.word}/?next={back}"{self.opens}>{inside}</a>'
        return f'<button class="{css}" form="row-action" formaction="{address}{self.word}/">{inside}</button>'

    def button(self, address, back) -> str:
        said = f'class="button ghost icon-only small" aria-label="{self.label}" title="{self.label}"'
        if self.asks or self.has_page:
            return f'<a {said} href="{address}{self.word}/?next={back}"{self.opens}>{self.drawn}</a>'
        return f'<button {said} form="row-action" formaction="{address}{self.word}/">{self.drawn}</button>'


class RowMenus:
    """The last cell of each row: its first action as a button, and a menu of all. `back` is where one returns to."""

    def __init__(self, back):
        self.back = quote(back)
        self.more, self.dots = escape(_("Actions")), icon("dots")

    def of(self, record, address, actions) -> SafeString:
        if not actions:
            return mark_safe("")
        entries = "".join(action.entry(address, self.back) for action in actions)
        button = actions[0].button(address, self.back)
        summary = f'class="button ghost icon-only small" aria-label="{self.more}: {escape(record)}"'
        return mark_safe(  # noqa: S308 - made of escaped parts
            f'<span class="row-actions">{button}<details class="menu always"><summary {summary}>{self.dots}</summary>'
            f'<div class="menu-panel">{entries}</div></details></span>'
        )
