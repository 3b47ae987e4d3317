"""Whatever is saved or deleted in the administration is told to the audit, in one place for all its pages.

An administration class says with `audited_as` what a change there is (a change of rights, say); for those that say
nothing it is “changed in the administration”, with the names of fields and no values.
"""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser

from .changes import changes_in
from .kinds import Kind
from .models import AuditEntry
from .notes import entry

PASSWORD = ("password", "password1", "password2", "usable_password")


class AuditedSite(admin.AdminSite):
    def register(self, model_or_iterable, admin_class: Any = None, **options):
        admin_class = admin_class or admin.ModelAdmin
        audited = type(admin_class)(
            admin_class.__name__, (Audited, admin_class), {"__module__": admin_class.__module__}
        )
        super().register(model_or_iterable, audited, **options)


class Audited:
    """The log of the administration, written twice: in Django's own words, and in ours. Both stand in the transaction
    of the deed."""

    def construct_change_message(self, request, form, formsets, add=False):
        request.audited_changes = changes_in(form, formsets, told=self._kind != Kind.ADMINISTERED)
        return super().construct_change_message(request, form, formsets, add)  # type: ignore[misc]

    def log_addition(self, request, obj, message):
        self._note(request, [obj], "added", message)
        return super().log_addition(request, obj, message)  # type: ignore[misc]

    def log_change(self, request, obj, message):
        self._note(request, [obj], "changed", message)
        return super().log_change(request, obj, message)  # type: ignore[misc]

    def log_deletions(self, request, queryset):
        self._note(request, queryset, "deleted", "")
        return super().log_deletions(request, queryset)  # type: ignore[misc]

    @property
    def _kind(self) -> Kind:
        return getattr(self, "audited_as", Kind.ADMINISTERED)

    def _note(self, request, rows, what, message):
        """A message in words is one of our own pages', which put codes into it; Django's is a list."""
        data = getattr(request, "audited_changes", {}) if isinstance(message, list) else {"said": str(message)}
        kind = message if isinstance(message, Kind) else self._kind
        if isinstance(rows[0] if rows else None, AbstractBaseUser) and _is_password(data):
            kind = Kind.PASSWORD_RESET
        data = {name: value for name, value in data.items() if value}
        AuditEntry.objects.bulk_create(
            entry(kind, by=request.user, target=row, request=request, what=what, **data) for row in rows
        )


def _is_password(data) -> bool:
    return bool(data.get("fields")) and set(data["fields"]) <= set(PASSWORD)
