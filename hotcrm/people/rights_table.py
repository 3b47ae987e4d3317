"""The table of rights: a box for each role and right that can be chosen, a row for each right."""

from dataclasses import dataclass

from django import forms
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.text import format_lazy

from .rights import EFFECTS, LINES, READING, Right
from .roles import Role

ALL, NONE = "all", "none"  # what stands where nothing can be chosen


@dataclass(frozen=True)
class Line:
    """A right, and for each group the box, or what stands in its place."""

    label: object
    effect: object
    cells: list


class RightsForm(forms.Form):
    """What was shown goes along with each box, so that two who save at once overwrite nothing of each other's."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.held = {
            (group, code)
            for group, code in Permission.objects.filter(**OURS).values_list("group", "codename")
            if group is not None
        }
        for group in self.groups:
            for right in LINES:
                if can_be_chosen(group, right):
                    self.fields[name_of(group, right)] = forms.BooleanField(
                        required=False,
                        initial=(group.pk, right) in self.held,
                        show_hidden_initial=True,
                        label=format_lazy("{}: {}", label_of(group), right.label),
                    )

    @cached_property
    def groups(self) -> list[Group]:
        """The roles in the order of their definition, then whatever other group holds a right."""
        order = {role: place for place, role in enumerate(Role.values)}
        found = Group.objects.filter(name__in=Role.values) | Group.objects.filter(
            pk__in=Permission.objects.filter(**OURS).values("group")
        )
        return sorted(found.distinct(), key=lambda group: (order.get(group.name, len(order)), group.name))

    @property
    def heads(self) -> list:
        return [label_of(group) for group in self.groups]

    @property
    def lines(self) -> list[Line]:
        return [
            Line(right.label, EFFECTS[right], [self.cell(group, right) for group in self.groups]) for right in LINES
        ]

    def cell(self, group, right):
        if can_be_chosen(group, right):
            return self[name_of(group, right)]
        return ALL if group.name == Role.CRM_ADMIN else NONE

    @transaction.atomic
    def save(self) -> dict[Group, str]:
        """Give and take what was changed; for each group that it concerns the words for the log."""
        permissions = {permission.codename: permission for permission in Permission.objects.filter(**OURS)}
        told = {}
        for group in self.groups:
            changed = [right for right in LINES if name_of(group, right) in self.changed_data]
            given = [right for right in changed if self.cleaned_data[name_of(group, right)]]
            taken = [right for right in changed if right not in given]
            group.permissions.add(*(permissions[right] for right in given))
            group.permissions.remove(*(permissions[right] for right in taken))
            if changed:
                words = [
                    f"{word}: {', '.join(rights)}" for word, rights in (("given", given), ("taken", taken)) if rights
                ]
                told[group] = f"Rights {'; '.join(words)}"
        return told


OURS = {"content_type__app_label": "people", "codename__in": [line.value for line in LINES]}


def can_be_chosen(group, right) -> bool:
    """Administrators hold all; auditors read; what comes in is the house's, not a partner's."""
    never = {Role.CRM_ADMIN: {*Right}, Role.AUDITOR: {*Right} - {*READING}, Role.PARTNER: {Right.IMPORT}}
    return right not in never.get(group.name, ())


def label_of(group):
    return dict(Role.choices).get(group.name, group.name)


def name_of(group, right) -> str:
    return f"{group.pk}.{right}"
