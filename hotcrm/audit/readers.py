"""Who may read the audit, and what of it."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils import timezone

from hotcrm.pages.keyset import Order
from hotcrm.people.roles import Role

from .models import AuditEntry

NEWEST = Order("at", descending=True)


def may_read(user) -> bool:
    """CRM administrators and auditors; to all others there is no such page."""
    return user.is_crm_admin or (Role.AUDITOR in user.roles and not user.is_partner)


def entries(chosen: dict[str, Any]) -> QuerySet[AuditEntry]:
    """Those that a form has chosen, newest first. Each of the ways to choose has an index in this order."""
    found = AuditEntry.objects.order_by(*NEWEST.bands[0].order_by)
    if person := chosen.get("person"):
        found = found.filter(by=person)
    if what := chosen.get("what"):
        found = found.filter(**what)
    if record := chosen.get("record"):
        models, key = record
        types = ContentType.objects.get_for_models(*models).values()
        found = found.filter(type__in=types, object_id=key)
    if begin := chosen.get("begin"):
        found = found.filter(at__gte=midnight(begin))
    if end := chosen.get("end"):
        found = found.filter(at__lt=midnight(end + timedelta(days=1)))
    return found


def midnight(day) -> datetime:
    """Where the reader is."""
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_current_timezone())
