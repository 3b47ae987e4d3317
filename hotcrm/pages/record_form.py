"""The form of a record: all of its fields, or those of one section."""

from functools import partial

from django import forms
from django.db.models import Q

from .fields import RecordField


class RecordForm(forms.ModelForm):
    """It cleans and nothing more: the record's verb `edit` does.

    `changes` are the clean values of the fields that the person altered, compared with what stood on the page they
    had before them: a colleague's changes to other fields are not undone by a form that shows old values.

    A record gives its `sections` by their slugs, `picklists` (the model of each field that has one), and `names`: for
    each relation that is chosen while typing, the fields it is found by; `records_for` says what may be chosen.
    """

    sections: dict = {}
    picklists: dict = {}
    names: dict = {}
    suggested_as: dict = {}  # where the field's name is not the one suggestions are asked by

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args, user, section=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.section = user, section
        if section:
            wanted = {*self.fields_of(section), "version"}
            self.fields = {name: field for name, field in self.fields.items() if name in wanted}
        if self.is_bound and self.instance.pk:
            self._keep_what_was_sent()
        for name in self.fields.keys() & self.picklists.keys():
            self._offer(name)
        for name in self.fields.keys() & self.names.keys():
            self.fields[name] = self._record_field(name)
        self.prepare()
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            for name in self.fields.keys() - {"version"}:
                # What stood on the page comes back beside what was typed; without it the record as it is now counts.
                self.fields[name].show_hidden_initial = not self.is_bound or f"initial-{name}" in self.data

    def prepare(self):
        """Fit the fields to the person and the record."""

    def fields_of(self, section) -> tuple[str, ...]:
        return self.sections[section].fields

    def records_for(self, name, keeping):
        """What this person may choose for a relation; `keeping` is the key of what stands there already."""
        raise NotImplementedError

    @property
    def changes(self) -> dict:
        names = {*self.changed_data, *(() if self.instance.pk else self.initial)} - {"version"}
        return {name: value for name, value in self.cleaned_data.items() if name in names}

    @property
    def groups(self):
        """The fields section by section, for the page; a section with an error or a value stands open."""
        for section in self.sections.values():
            fields = [self[name] for name in section.fields if name in self.fields]
            if fields:
                yield section, fields, section.on_create or any(field.errors for field in fields)

    def _keep_what_was_sent(self):
        """A field that did not stand on the sender's page is left alone, not emptied."""
        sent = {name for name in self.fields if name in self.data or f"initial-{name}" in self.data}
        self.fields = {name: field for name, field in self.fields.items() if name in sent or name == "version"}

    def _offer(self, name):
        """The values on offer, and the one that stands there although it was retired."""
        field = self.fields[name]
        field.queryset = self.picklists[name].objects.filter(
            Q(retired_at__isnull=True) | Q(pk=getattr(self.instance, f"{name}_id"))
        )
        field.empty_label = "–"

    def _record_field(self, name) -> RecordField:
        model_field = self._meta.model._meta.get_field(name)
        field = RecordField(
            partial(self.records_for, name, keeping=getattr(self.instance, f"{name}_id")),
            names=self.names[name],
            required=not model_field.blank,
            label=model_field.verbose_name.capitalize(),
        )
        field.widget.attrs["data-suggest"] = self.suggested_as.get(name, name)
        return field
