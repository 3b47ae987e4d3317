"""The quick filters above a list."""

from django.db.models import CharField, IntegerField, Value
from django.db.models.functions import Cast
from django.forms import HiddenInput, SearchInput, Select
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet, NumberFilter

from hotcrm.records.models import Notice
from hotcrm.records.notice_words import worded
from hotcrm.records.reach import Reach
from hotcrm.records.verbs import type_of

from .drawn_select import DrawnSelect
from .keyset import MOST

LONGEST = 4_000  # letters of a query string; nobody types more


class ListFilter(FilterSet):
    """Filters of a list. What is not declared changes nothing; a value that cannot be is told at its field, and
    left out. `quick` names those that stand in the row above the list, the others stand behind “Filter”.

    Lists of choices from the database come in one query: see `offered`.
    """

    notice = NumberFilter(
        label=_("Told"), method="by_notice", min_value=1, max_value=MOST, decimal_places=0, widget=HiddenInput
    )

    quick: tuple[str, ...] = ()

    def __init__(self, data, *, user, queryset=None, choices=None):
        self.user, self.reach = user, Reach.of(user)
        super().__init__(data, queryset=queryset)
        self.form.label_suffix = ""
        self.choices = choices_of(self.offered()) if choices is None else choices
        for name, extra in self.choices_before.items():
            told = [(key, self.spoken(name, label)) for key, label in self.choices.get(name, ())]
            self.form.fields[name].choices = [*extra, *told]
        for name, bound in self.form.fields.items():
            self._dress(name, bound)

    choices_before: dict[str, list] = {}

    def offered(self) -> dict:
        """For each filter with choices from the database, the rows this person may choose from."""
        return {}

    @property
    def chosen(self) -> dict:
        """The filters that are set and make sense."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "", [])}

    def by_notice(self, rows, name, value):
        """The records that a notice of this person's speaks of."""
        told = Notice.objects.filter(recipient=self.user, pk=value, type=type_of(rows.model)).first()
        return rows.filter(pk__in=told.keys if told else ())

    def spoken(self, name, label) -> str:
        """A choice as people read it."""
        return label

    pin = None  # see `Selection`

    @property
    def known(self) -> dict:
        return {}

    @property
    def quick_fields(self):
        return [self.form[name] for name in self.quick]

    @property
    def more_fields(self):
        return [field for field in self.form.visible_fields() if field.name not in self.quick]

    @property
    def unseen_fields(self):
        """What only an address says, and the other filters keep."""
        return [field for field in self.form.hidden_fields() if field.name in self.chosen]

    def chips(self):
        """(name, label, words for the value) of each filter that is set."""
        for name, value in self.chosen.items():
            field = self.form.fields[name]
            labels = {str(key): label for key, label in getattr(field, "choices", ())}
            yield name, field.label, labels.get(str(value), self._subject_of(value) if name == "notice" else value)

    def _subject_of(self, pk) -> str:
        told = Notice.objects.filter(recipient=self.user, pk=pk).select_related("by")
        return next((notice.words.subject for notice in worded(told, self.user)), "–")

    def _dress(self, name, field):
        if type(field.widget) is Select:
            field.widget = DrawnSelect(field.widget.attrs, field.widget.choices)
        css = "form-select" if hasattr(field, "choices") else "form-control"
        attrs = {"class": css + (" is-invalid" if self.form.errors.get(name) else ""), "form": "filters"}
        if name in self.quick:
            attrs["aria-label"] = field.label
        if isinstance(field.widget, SearchInput):
            attrs["placeholder"] = field.help_text
        field.widget.attrs.update(attrs)


def choices_of(offered) -> dict[str, list]:
    """(key, label) for each name, in one query. `offered` gives a queryset for each name, with the expressions for
    key, label, label in Chinese and position."""
    if not offered:
        return {}
    parts = [
        rows.order_by().values_list(
            Value(name, output_field=CharField()),
            *(Cast(text, CharField()) for text in texts),
            Cast(position, IntegerField()),
        )
        for name, (rows, *texts, position) in offered.items()
    ]
    found: dict[str, list] = {}
    chinese = (get_language() or "").startswith("zh")
    rows = parts[0].union(*parts[1:], all=True)
    for name, key, label, label_zh, _position in sorted(rows, key=lambda row: (row[4], row[2].casefold())):
        found.setdefault(name, []).append((key, (label_zh if chinese else "") or label))
    return found
