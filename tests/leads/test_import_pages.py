import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hotcrm.pages.importing.running import carry_on
from hotcrm.pages.models import ImportRun
from leads.models import Lead
from pools.models import EntryRule, Pool

pytestmark = pytest.mark.django_db

TEXT = "Full Name,Company,E-Mail Address,Shoe Size\nAnn Lee,Lee Foods,ann@lee.example,38\nBob Ray,Ray Co,nonsense,44\n"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def nudged(monkeypatch):
    """The runs the background was asked to carry on."""
    asked = []
    monkeypatch.setattr("hotcrm.pages.importing.tasks.carry_on_import.delay", asked.append)
    return asked


def upload(client, content=TEXT, name="leads.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return client.post(reverse("lead_import"), {"file": SimpleUploadedFile(name, content)})


def uploaded(client, person, content=TEXT) -> ImportRun:
    client.force_login(person)
    upload(client, content)
    return ImportRun.objects.get()


def chosen(run, **options):
    columns = {f"column_{at}": field for at, field in enumerate(run.mapping)}
    return {"mode": "create", "key": "", **columns, **options}


def test_a_file_goes_all_the_way_in(client, cast, nudged, django_capture_on_commit_callbacks):
    run = uploaded(client, cast.alice)
    page = client.get(reverse("lead_import_map", args=[run.pk])).content.decode()
    assert (run.mapping, run.label) == (["full_name", "company", "email", ""], "CSV · UTF-8 · ,")
    assert "lee.example" in page
    assert "Shoe Size" in page
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("lead_import_map", args=[run.pk]), chosen(run))
    assert (answer.status_code, answer.url) == (302, reverse("lead_import_run", args=[run.pk]))
    assert nudged == [run.pk]
    carry_on(run.pk)
    lead = Lead.objects.get()
    assert (lead.full_name, lead.company, lead.created_by, lead.owner) == ("Ann Lee", "Lee Foods", cast.alice, None)
    page = client.get(reverse("lead_import_run", args=[run.pk])).content.decode()
    assert "“nonsense” is not an e-mail address." in page
    rejects = b"".join(client.get(reverse("lead_import_rejects", args=[run.pk])).streaming_content).decode("utf-8-sig")
    assert rejects.splitlines() == [
        "Full Name,Company,E-Mail Address,Shoe Size,Row,Reason",
        "Bob Ray,Ray Co,nonsense,44,3,E-Mail Address: “nonsense” is not an e-mail address.",
    ]


def test_a_run_is_started_once_however_often_the_button_is_pressed(
    client, cast, nudged, django_capture_on_commit_callbacks
):
    run = uploaded(client, cast.alice)
    for __ in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("lead_import_map", args=[run.pk]), chosen(run))
    assert nudged == [run.pk]


def test_the_page_shows_what_the_statuses_of_the_file_become_and_in_which_words_they_mean_something_else(client, cast):
    run = uploaded(client, cast.alice, "Name,Status\nA,Qualified\nB,Zorg\nC,Dead\nD,Qualified\nE,-\n")
    answer = client.get(reverse("lead_import_map", args=[run.pk]))
    assert [(one.word, one.becomes, one.is_closed) for one in answer.context["form"].statuses()] == [
        ("Qualified", "qualified", False),
        ("Zorg", None, False),
        ("Dead", "unqualified", True),
    ]
    page = answer.content.decode()
    assert "SimpleOne: Converted" in page
    assert "Nobody knows this word: its rows are rejected." in page
    assert "in a history import only" in page


def test_a_file_without_statuses_asks_for_no_vocabulary(client, cast):
    run = uploaded(client, cast.alice)
    answer = client.get(reverse("lead_import_map", args=[run.pk]))
    assert ("vocabulary" in answer.context["form"].fields, answer.context["form"].statuses()) == (False, [])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The submitted file is empty."),
        (b"%PDF-1.7", "This is a PDF. Choose a CSV or XLSX file."),
        (b"PK\x03\x04broken", "The workbook is damaged or protected and cannot be opened."),
        (b"\n\n\n", "The file holds no rows."),
    ],
)
def test_what_is_no_table_is_refused_at_its_field(client, cast, content, message):
    client.force_login(cast.alice)
    answer = upload(client, content)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_a_file_without_rows_says_so(client, cast):
    run = uploaded(client, cast.alice, "Name,Company\n")
    page = client.get(reverse("lead_import_map", args=[run.pk])).content.decode()
    assert "The file has headers and no rows" in page


def test_a_file_larger_than_allowed_is_refused(client, cast, settings):
    settings.UPLOAD_LIMIT_MB = 0
    client.force_login(cast.alice)
    answer = upload(client)
    assert (answer.status_code, ImportRun.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"column_0": "", "column_1": "", "column_2": ""}, "Choose at least one column with a name"),
        ({"mode": "update"}, "Choose what known leads are known by."),
        ({"mode": "update", "key": "external_id"}, "None of the columns is this field."),
        ({"column_0": "version"}, "Select a valid choice"),
        ({"pool": "9999999999999999999999"}, "Select a valid choice"),
        ({"owner": "1\x00"}, "Null characters are not allowed."),
    ],
)
def test_a_choice_that_cannot_be_is_refused_at_its_field(client, cast, options, message):
    run = uploaded(client, cast.alice)
    answer = client.post(reverse("lead_import_map", args=[run.pk]), chosen(run, **options))
    assert answer.status_code == 422
    assert message in answer.content.decode()


def test_a_rep_chooses_among_own_people_and_pools_and_takes_over_no_history(client, cast):
    run = uploaded(client, cast.alice)
    form = client.get(reverse("lead_import_map", args=[run.pk])).context["form"]
    assert list(form.fields["owner"].queryset) == [cast.alice]
    assert list(form.fields["pool"].queryset) == [Pool.default()]
    assert "history" not in form.fields
    client.force_login(cast.admin)
    form = client.get(reverse("lead_import_map", args=[run.pk])).context["form"]
    assert {cast.bob, cast.mallory} <= set(form.fields["owner"].queryset)
    assert "history" in form.fields


def test_two_ways_to_read_a_date_are_asked_about(client, cast):
    run = uploaded(client, cast.alice, "Name,Next Follow-up\nAnn,03/04/2030\n")
    form = client.get(reverse("lead_import_map", args=[run.pk])).context["form"]
    assert "day_order" in form.fields
    client.post(reverse("lead_import_map", args=[run.pk]), chosen(run, day_order="dmy"))
    carry_on(run.pk)
    assert Lead.objects.get().next_follow_up_on.isoformat() == "2030-04-03"


def test_progress_is_asked_for_by_its_part_and_ends_with_the_whole_page(client, cast):
    run = uploaded(client, cast.alice)
    client.post(reverse("lead_import_map", args=[run.pk]), chosen(run))
    address = reverse("lead_import_run", args=[run.pk])
    part = client.get(address, headers={"HX-Request": "true"})
    assert 'hx-trigger="every 1s"' in part.content.decode()
    assert "<html" not in part.content.decode()
    carry_on(run.pk)
    assert client.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_a_run_is_stopped_by_its_person(client, cast):
    run = uploaded(client, cast.alice)
    client.post(reverse("lead_import_map", args=[run.pk]), chosen(run))
    client.post(reverse("lead_import_cancel", args=[run.pk]))
    carry_on(run.pk)
    run.refresh_from_db()
    assert (run.status, Lead.objects.count()) == ("cancelled", 0)


NAMES = ("lead_import_run", "lead_import_map", "lead_import_rejects")


@pytest.mark.parametrize("name", NAMES)
def test_the_import_of_somebody_else_is_not_found_but_by_an_administrator(client, cast, name):
    run = uploaded(client, cast.alice)
    answers = {}
    for who in ("bob", "dave", "admin"):
        client.force_login(getattr(cast, who))
        answers[who] = client.get(reverse(name, args=[run.pk])).status_code
    assert (answers["bob"], answers["dave"]) == (404, 404)
    assert answers["admin"] in (200, 302)


@pytest.mark.parametrize(("who", "status"), [("mia", 200), ("carol", 200), ("pat", 403), ("auditor", 403)])
def test_only_those_with_the_right_import(client, cast, who, status):
    client.force_login(getattr(cast, who))
    assert client.get(reverse("lead_import")).status_code == status


def test_the_list_of_imports_costs_the_same_for_one_and_for_twenty(client, cast, django_assert_max_num_queries):
    run = uploaded(client, cast.alice)
    address = reverse("lead_import")
    client.get(address)
    for number in range(20):
        ImportRun.objects.create(type=run.type, by=cast.alice, name=f"{number}.csv", file=run.file.name)
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


@pytest.mark.usefixtures("nudged")
def test_the_preview_says_which_pool_each_row_would_enter_and_why(client, cast):
    north = Pool.objects.create(name="North", slug="north")
    rule = EntryRule.objects.create(name="Foods go north", pool=north, position=1)
    rule.conditions.create(field="company", operator="contains", value="Foods")
    run = uploaded(client, cast.alice, TEXT + "Cy Bly,Bly Co,cy@bly.example,40\n")
    page = client.get(reverse("lead_import_map", args=[run.pk]))
    assert "The one that the entry rules choose" in page.content.decode()
    told = [(place.name, str(place.pool or ""), place.rule) for place in page.context["places"]]
    assert told == [("Ann Lee", "North", "Foods go north"), ("Bob Ray", "", ""), ("Cy Bly", str(Pool.default()), "")]
    tried = client.post(reverse("lead_import_map", args=[run.pk]), chosen(run, owner=cast.alice.pk, preview="1"))
    assert [(place.pool, place.owner) for place in tried.context["places"][::2]] == [(None, cast.alice)] * 2
    run.refresh_from_db()
    assert (run.is_choosing, Lead.objects.count()) == (True, 0)
