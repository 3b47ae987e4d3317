"""What the migration sets up, and a short way of saying what was told."""

from importlib import import_module

from hotcrm.audit.models import AuditEntry

migration = import_module("hotcrm.audit.migrations.0002_append_only")
TABLE, UNLESS = migration.TABLE, migration.UNLESS


def told(*kinds) -> list[tuple]:
    """(kind, who, kind of record, its key) in the order it was told; of these kinds only, if any are named."""
    found = AuditEntry.objects.order_by("pk").select_related("by", "type")
    return [
        (one.kind, one.by and one.by.username, one.type and one.type.model, one.object_id)
        for one in (found.filter(kind__in=kinds) if kinds else found)
    ]
