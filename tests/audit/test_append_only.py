"""The database refuses to change what was told, and lets go only what the sweep may forget."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from hotcrm.audit import forgetting
from hotcrm.audit.forgetting import forget_seen, forget_some
from hotcrm.audit.kinds import FORGOTTEN, Kind
from hotcrm.audit.models import AuditEntry, Forgetting
from hotcrm.audit.tasks import forget_what_was_seen

DAY = timedelta(days=1)


def entry(kind=Kind.SAW, *, days=0, **values):
    return AuditEntry.objects.create(kind=kind, area=kind.area, at=timezone.now() - days * DAY, **values)


def forbidden(sql, *params):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("days", [0, 10_000])
def test_nothing_is_changed_or_deleted(protected, kind, days):
    one = entry(kind, days=days)
    forbidden("UPDATE audit_auditentry SET kind = 'saw' WHERE id = %s", one.pk)
    forbidden("UPDATE audit_auditentry SET by_id = NULL WHERE id = %s", one.pk)
    forbidden("DELETE FROM audit_auditentry WHERE id = %s", one.pk)
    forbidden("DELETE FROM audit_auditentry")


def test_the_door_lets_out_only_what_was_seen_and_is_old_enough(protected):
    Forgetting.objects.create(before=timezone.now() + DAY)
    kept = [entry(kind, days=10_000) for kind in Kind if kind not in FORGOTTEN] + [entry(days=29)]
    for one in kept:
        forbidden("DELETE FROM audit_auditentry WHERE id = %s", one.pk)
    gone = entry(days=31)
    AuditEntry.objects.filter(pk=gone.pk)._raw_delete("default")
    assert AuditEntry.objects.count() == len(kept)


def test_the_sweep_forgets_what_was_seen_long_ago_and_leaves_the_door_shut(protected, settings, monkeypatch):
    settings.AUDIT_SEEN_DAYS = 100
    monkeypatch.setattr(forgetting, "CHUNK", 2)
    for days in (0, 50, 99, 101, 102, 103, 400, 9_000):
        entry(days=days)
    entry(Kind.EXPORTED, days=9_000)
    for _turn in range(3):
        forget_what_was_seen()
        assert (AuditEntry.objects.count(), Forgetting.objects.count()) == (4, 0)


def test_a_sweep_killed_in_the_middle_leaves_all_whole_and_is_made_good(protected, monkeypatch):
    monkeypatch.setattr(forgetting, "CHUNK", 2)
    for _number in range(5):
        entry(days=1_000)
    before = timezone.now() - 400 * DAY
    assert forget_some(before) == 2
    with suppress(KeyboardInterrupt), transaction.atomic():
        forget_some(before)
        raise KeyboardInterrupt
    assert (AuditEntry.objects.count(), Forgetting.objects.count()) == (3, 0)
    assert (forget_seen(pause=0), AuditEntry.objects.count()) == (3, 0)
