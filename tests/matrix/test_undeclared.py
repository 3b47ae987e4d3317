"""What a form or a body does not declare changes nothing, whatever it is called: every POST of the table is sent
twice, with these fields and without, and leaves the same rows behind. To a program they are errors."""

from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from .rows import ROWS
from .test_matrix import posted, world  # noqa: F401
from .world import PEOPLE

pytestmark = pytest.mark.django_db
UNDECLARED = {
    "owner": "1", "owner_id": "1", "to": "1", "status": "converted", "stage_before": "closed_won", "score": "100",
    "likelihood": "99", "pool": "1", "pool_id": "1", "converted_at": "2020-01-01", "converted_by": "1",
    "converted_account": "1", "discarded_at": "2020-01-01", "created_at": "2020-01-01", "created_by": "1",
    "assigned_at": "2020-01-01", "pooled_at": "2020-01-01", "is_overdue": "on", "id": "7", "pk": "7",
    "number": "L-1", "previous_owner": "1", "failed_attempts": "9", "data_completeness": "100", "survivor": "1",
    "unqualified_reason": "other", "partner": "1", "by": "1", "email_e164": "x", "phone_e164": "+1",
    "closed_at": "2020-01-01", "edited_at": "2020-01-01", "done_at": "2020-01-01", "by_id": "1", "type": "1",
    "is_staff": "on", "is_superuser": "on", "groups": "1", "username": "root", "department": "1", "manager": "1",
    "partner_company": "1", "password": "x", "is_active": "on", "holding_limit": "9", "user_permissions": "1",
}  # fmt: skip
DECLARED = {  # where one of them is asked for
    "lead_create": {"pool"}, "lead_import_map": {"owner", "pool"}, "return": {"pool"}, "disqualify": {"survivor"},
    "lead_bulk": {"to", "pool"}, "api_lead_return": {"pool"}, "api_lead_disqualify": {"survivor"},
    "api_leads_return": {"pool"}, "api_leads_disqualify": {"survivor"}, "api_lead_list": {"owner", "pool"},
}  # fmt: skip
KEPT_APART = ("sessions", "axes", "admin", "contenttypes", "auth", "otp_totp", "otp_static")
NEVER_THE_SAME = {"lease_holder", "file", "digest", "secret", "key", "token", "hash", "last_login", "session_key"}
DONE = (200, 201, 302)
NUMBERED = ("comment", "files", "account", "contact", "opportunity", "made")  # where the keys of new rows are told


def posts(*, of_api):
    rows = [(name, row) for name in ROWS for row in ROWS[name] if row.post != 405]
    rows = [(name, row) for name, row in rows if name.startswith("api_") == of_api]
    return [pytest.param(name, row, id=f"{name}-{row.args}") for name, row in rows]


def first_to_do_it(world, row):  # noqa: F811
    """(person, state) of a POST that does something, if there is one."""
    tried = ((person, state) for state in (world.things[row.kind] if row.kind else ("",)) for person in PEOPLE)
    return next(((person, state) for person, state in tried if row.expected("post", person, state) in DONE), None)


@pytest.mark.parametrize(("name", "row"), posts(of_api=False))
def test_what_a_form_does_not_declare_changes_nothing(world, name, row):  # noqa: F811
    if found := first_to_do_it(world, row):
        plain, more = (left_by(world, name, row, *found, extra) for extra in ({}, extras(name, row)))
        assert (plain[0] in DONE, more[0], differing(plain[1], more[1])) == (True, plain[0], {})


@pytest.mark.parametrize(("name", "row"), posts(of_api=True))
def test_what_a_body_does_not_declare_is_an_error_and_changes_nothing(world, name, row):  # noqa: F811
    if found := first_to_do_it(world, row):
        before = rows_of(newest())
        status, after = left_by(world, name, row, *found, extras(name, row))
        reads_no_body = name.startswith(("api_task_", "api_notice"))
        assert reads_no_body or (status, differing(before, after)) == (400, {})


def extras(name, row) -> dict:
    asked = DECLARED.get(name, set()) | DECLARED.get(row.args.get("verb"), set()) | set(row.data)
    return {field: value for field, value in UNDECLARED.items() if field not in asked}


def left_by(world, name, row, person, state, extra):  # noqa: F811
    """(status, all rows as they are afterwards); taken back at once."""
    key = world.things[row.kind][state] if row.kind else None
    args = row.args | ({row.named: key} if row.kind and row.named else {})
    url = reverse(name, kwargs=args) + row.query
    last = newest()
    with transaction.atomic():
        kind = {"content_type": "application/json"} if row.is_json else {}
        answer = world.clients[person]().post(url, posted(world, row, person, key) | extra, **kind)
        rows = rows_of(last)
        transaction.set_rollback(True)
    return answer.status_code, rows


def tables():
    return [model for model in apps.get_models() if model._meta.app_label not in KEPT_APART]


def newest() -> dict:
    """The largest key of each table: what comes after it is new, and another one each time."""
    numbered = [model for model in tables() if isinstance(model._meta.pk, models.AutoField)]
    return {model: model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0 for model in numbered}


def rows_of(last) -> dict:
    return {model._meta.label: sorted(map(repr, plainly(model, last))) for model in tables()}


def differing(before, after) -> dict:
    return {table: (rows, after[table]) for table, rows in before.items() if rows != after[table]}


def plainly(model, last):
    fields = [field for field in model._meta.concrete_fields if field.name not in NEVER_THE_SAME]
    names = [field.attname for field in fields]
    for values in model._base_manager.values_list(*names):
        row = dict(zip(names, values, strict=True))
        if "object_id" in row and row.get("type_id") and row["object_id"] > last.get(model_of(row["type_id"]), 0):
            row["object_id"] = "new"
        yield [plain(field, row[field.attname], last) for field in fields]


def model_of(content_type):
    return ContentType.objects.get_for_id(content_type).model_class()


def plain(field, value, last):
    """Keys of new rows and the present hour are alike."""
    pointed = field.related_model if field.is_relation else field.model if field.primary_key else None
    if isinstance(value, int) and pointed in last and value > last[pointed]:
        return "new"
    if isinstance(value, dict):
        return {name: bool(told) if name in NUMBERED else told for name, told in value.items()}
    if isinstance(value, datetime) and abs(timezone.now() - value) < timedelta(hours=1):
        return "now"
    return value
