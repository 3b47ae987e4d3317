"""What leaves the house: exports and files. Nothing goes out that could not be written down."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client

from hotcrm.activities.uploads import stored
from hotcrm.audit.exports import exported
from hotcrm.audit.models import AuditEntry
from hotcrm.sales.models import Account
from leads.exporting import SPOKEN
from leads.models import Lead
from tests.api.programs import program
from tests.audit.conftest import BACKEND
from tests.audit.protection import told
from tests.conftest import make_cast
from tests.factories import make_lead


def bodies(response) -> bytes:
    return b"".join(response.streaming_content)


def test_an_export_says_what_of_and_how_many(as_, cast):
    for company in ("Acme", "Blue"):
        make_lead(owner=cast.alice, company=company)
    bodies(as_("alice").get("/leads/export/?view=my&q=Acme&status=new&format=xlsx"))
    assert told() == [("exported", "alice", "lead", None), ("export_ended", "alice", "lead", None)]
    begun, ended = AuditEntry.objects.order_by("pk")
    assert begun.data == {"format": "xlsx", "fields": list(SPOKEN), "view": "my", "filters": ["q", "status"]}
    assert (ended.data, ended.address) == ({"export": begun.pk, "rows": 1, "whole": True}, "127.0.0.1")


def test_what_is_broken_off_says_how_far_it_came(cast):
    rows = exported(iter("abc"), by=cast.alice, model=Lead, format="csv")
    assert (next(rows), next(rows)) == ("a", "b")
    rows.close()
    assert [entry.data for entry in AuditEntry.objects.order_by("pk")] == [
        {"format": "csv"},
        {"export": AuditEntry.objects.earliest("pk").pk, "rows": 2, "whole": False},
    ]


def test_accounts_are_told_with_their_own_fields(as_, cast):
    Account.add({"name": "Acme"}, by=cast.alice)
    bodies(as_("alice").get("/accounts/export/"))
    begun = AuditEntry.objects.get(kind="exported")
    assert (begun.type.model, begun.data["fields"][:2]) == ("account", ["id", "name"])


def test_the_command_is_told_as_the_system_s(cast, tmp_path):
    make_lead(owner=cast.alice)
    call_command("export_leads", tmp_path / "a.csv", fields="id,company", person="alice", verbosity=0)
    begun, ended = AuditEntry.objects.order_by("pk")
    assert begun.data == {
        "command": "export_leads", "format": "csv", "fields": ["id", "company"], "view": "", "as": cast.alice.pk,
    }  # fmt: skip
    assert (begun.by, ended.data["rows"]) == (None, 1)


@pytest.mark.django_db(transaction=True)
def test_no_row_goes_out_that_is_not_written_down():
    cast = make_cast()
    make_lead(owner=cast.alice, company="Acme")
    alice = Client(raise_request_exception=False)
    alice.force_login(cast.alice, backend=BACKEND)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditentry RENAME TO out_of_order")
        try:
            response = alice.get("/leads/export/?view=my")
            assert (response.status_code, response.streaming) == (500, False)
        finally:
            cursor.execute("ALTER TABLE out_of_order RENAME TO audit_auditentry")


def test_a_file_that_is_downloaded_is_told_on_the_page_and_over_the_api(as_, cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    lead = make_lead(owner=cast.alice)
    with stored([SimpleUploadedFile("secret plan.txt", b"Put there")]) as uploads:
        [file] = lead.attach(by=cast.alice, files=uploads)
    bodies(as_("alice").get(f"/files/{file.pk}/"))
    client = program(cast.dave)
    bodies(client.get(f"/api/v1/files/{file.links.get().pk}/content/"))
    assert told() == [("downloaded", "alice", "attachment", file.pk), ("downloaded", "dave", "attachment", file.pk)]


def test_the_audit_itself_is_exported_and_that_is_told(as_, cast):
    auditor = as_("auditor")
    text = bodies(auditor.get("/audit/export/?what=all-refused")).decode()
    assert text.splitlines()[0].lstrip("\ufeff") == "at,by,area,kind,type,object_id,address,token,data"
    begun = AuditEntry.objects.get(kind="exported")
    assert (begun.by, begun.type.model, begun.data["filters"]) == (cast.auditor, "auditentry", ["what"])
