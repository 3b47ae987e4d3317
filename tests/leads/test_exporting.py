import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO

import openpyxl
import pytest
from django.core.files import File
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from campaigns.models import Campaign
from hotcrm.pages.importing.running import carry_on
from hotcrm.pages.importing.starting import begin
from leads.exporting import FIELDS, SPOKEN, headers_of
from leads.importing.header_names import ONLY_OUT, fields_of
from leads.models import Lead, Status
from pools.models import Pool
from tests.factories import make_lead

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def exported(client, query=""):
    response = client.get(reverse("lead_export") + query)
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def full_lead(**values):
    return make_lead(
        **{
            "subject": "=cmd|' /C calc'!A0",
            "salutation": "ms",
            "first_name": "伟",
            "last_name": "张",
            "company": '@Acme, "Inc."',
            "title": "-CEO",
            "industry_id": "finance",
            "annual_revenue": Decimal("1500000.50"),
            "employees": 120,
            "website": "https://acme.example",
            "tin": "123456789",
            "email": "wei@acme.example",
            "phone": "+49 30 1234567",
            "mobile": "+49 171 1234567",
            "linkedin": "https://linkedin.example/in/wei",
            "wechat": "wei_zhang",
            "rating": 4,
            "budget": Decimal("99.90"),
            "timeline": "Q3",
            "lead_source_id": "exhibition",
            "source_detail": "booth 12",
            "external_id": "X-1",
            "next_follow_up_on": date(2030, 1, 31),
            "street": "Main St 1",
            "city": "Berlin",
            "state": "BE",
            "postal_code": "10115",
            "country": "Germany",
            "description": "line one\nline two\t'quoted'",
            "tags": ["hot", "expo"],
            "notes": "\t=1+1",
            "email_opt_out": True,
            "do_not_call": True,
            **values,
        }
    )


def state_of(lead):
    kept = {"id", "created_at", "updated_at", "version", "assigned_at", "pooled_at", "created_by", "score"}
    return {field.name: getattr(lead, field.attname) for field in Lead._meta.concrete_fields if field.name not in kept}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_the_command_exports_comes_back_exactly(tmp_path, cast, kind):
    campaign = Campaign.objects.create(name="Expo", code="expo")
    lead = full_lead(owner=cast.alice, pool=Pool.default(), campaign=campaign, status=Status.WORKING, notes="=1+1")
    before = state_of(lead)
    path = tmp_path / f"leads.{kind}"
    call_command("export_leads", path, stdout=StringIO())
    Lead.objects.filter(pk=lead.pk).update(external_id="gone")
    run = imported(path, without={"number"})
    assert (run.created, run.rejected) == (1, 0), list(run.rejects.values_list("reason", flat=True))
    assert state_of(Lead.objects.get(external_id="X-1")) == before


def imported(path, *, without=()):
    with path.open("rb") as opened:
        run = begin(Lead, File(opened, name=path.name), by=None)
    mapping = ["" if field in without else field for field in run.mapping]
    run.start(mapping=mapping, options={"mode": "create"})
    return carry_on(run.pk)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_header_of_an_export_is_known_to_the_import(language):
    with translation.override(language):
        headers = headers_of(SPOKEN, spoken=True)
    expected = [None if field in ONLY_OUT else field for field in SPOKEN]
    assert dict(zip(headers, fields_of(headers), strict=True)) == dict(zip(headers, expected, strict=True))
    expected = [None if field in {*ONLY_OUT, "id"} else field for field in FIELDS]
    assert fields_of(list(FIELDS)) == expected


def test_the_export_holds_what_the_person_sees_and_no_more(client, cast):
    hers, waiting = make_lead(owner=cast.alice, last_name="Hers"), make_lead(last_name="Waiting")
    make_lead(owner=cast.mallory, last_name="Foreign")
    make_lead(last_name="Junk").discard(by=None)
    client.force_login(cast.alice)
    assert {row["Lead number"] for row in exported(client)} == {hers.number, waiting.number}
    client.force_login(cast.mia)
    assert len(exported(client)) == 3


def test_the_words_of_an_export_are_in_the_language_of_who_asked(client, cast):
    """The rows are written when the request is over: they must not fall back to the language of the house."""
    make_lead(owner=cast.alice, status=Status.WORKING, industry_id="finance")
    cast.alice.language = "zh-hans"
    cast.alice.save()
    client.force_login(cast.alice)
    (row,) = exported(client)
    assert {"跟进中", "金融"} & set(row.values()) == {"跟进中", "金融"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_times_are_those_of_the_clock_of_who_asked(client, cast, kind):
    lead = make_lead(owner=cast.alice)
    Lead.objects.filter(pk=lead.pk).update(created_at=datetime(2024, 6, 30, 20, 15, 30, 999_999, UTC))
    cast.alice.time_zone = "Asia/Shanghai"
    cast.alice.save()
    client.force_login(cast.alice)
    response = client.get(reverse("lead_export"), {"format": kind})
    content = io.BytesIO(b"".join(response.streaming_content))
    if kind == "csv":
        (row,) = csv.DictReader(io.TextIOWrapper(content, "utf-8-sig"))
        assert row["Created at"] == "2024-07-01 04:15:30"
    else:
        header, row = openpyxl.load_workbook(content).active.iter_rows(values_only=True)
        written = dict(zip(header, row, strict=True))["Created at"]
        assert abs(written - datetime(2024, 7, 1, 4, 15, 31)) < timedelta(milliseconds=1)


def test_the_export_is_the_list_as_it_stands(client, cast):
    make_lead(owner=cast.alice, last_name="Hers", rating=5)
    make_lead(last_name="Waiting")
    client.force_login(cast.alice)
    assert [row["Last name"] for row in exported(client, "?view=my")] == ["Hers"]
    assert [row["Last name"] for row in exported(client, "?view=all&q=waiting")] == ["Waiting"]
    assert client.get(reverse("lead_export") + "?view=nothing").status_code == 404


def test_every_formula_is_defused(client, cast):
    full_lead(owner=cast.alice)
    client.force_login(cast.alice)
    (row,) = exported(client)
    assert [value for value in row.values() if value[:1] in tuple("=+-@\t\r")] == []
    assert row["Phone"] == "'+49 30 1234567"
    response = client.get(reverse("lead_export") + "?format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert [cell.data_type for line in sheet.iter_rows() for cell in line if cell.data_type == "f"] == []


def test_the_number_of_queries_does_not_grow_with_the_rows(client, cast):
    client.force_login(cast.alice)
    asked = []
    for number in (1, 29):
        for __ in range(number):
            make_lead(owner=cast.alice, last_name="Person")
        with CaptureQueriesContext(connection) as queries:
            exported(client)
        asked.append(len(queries))
    assert asked[0] == asked[1] < 25


def test_the_command_takes_a_view_and_fields(tmp_path, cast):
    lead = make_lead(owner=cast.alice, last_name="Hers", rating=5)
    make_lead(last_name="Waiting")
    path, out = tmp_path / "leads.csv", StringIO()
    call_command("export_leads", path, view="hot", fields="number,last_name", stdout=out)
    assert path.read_text("utf-8-sig").splitlines() == [
        "number,last_name",
        f"{lead.number},Hers",
    ]
    assert out.getvalue().strip() == f"1 leads written to {path}."


@pytest.mark.parametrize(
    "options", [{"view": "nowhere"}, {"fields": "shoe_size"}, {"person": "nobody"}, {"view": "my"}]
)
def test_the_command_refuses_what_is_not_there(tmp_path, options):
    with pytest.raises(CommandError):
        call_command("export_leads", tmp_path / "leads.csv", **options)
