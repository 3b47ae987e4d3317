"""Members from a file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from campaigns.importing import IMPORTER
from campaigns.models import Member
from hotcrm.pages.importing.running import carry_on
from hotcrm.pages.importing.starting import begin
from hotcrm.pages.models import ImportRun
from hotcrm.sales.models import Contact
from tests.campaigns.making import make_campaign, make_member
from tests.factories import make_lead

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def campaign(cast):
    return make_campaign(owner=cast.mia)


@pytest.fixture
def mia(cast):
    client = Client()
    client.force_login(cast.mia, backend="django.contrib.auth.backends.ModelBackend")
    return client


def brought_in(text, campaign, by, **options) -> ImportRun:
    run = begin(Member, SimpleUploadedFile("members.csv", text.encode()), by=by)
    run.start(mapping=run.mapping, options={"campaign": campaign.pk, "update": True, **options})
    carry_on(run.pk)
    run.refresh_from_db()
    return run


def reasons(run):
    return [reject.reason for reject in run.rejects.all()]


def test_every_way_to_name_somebody_is_understood(cast, campaign):
    lead = make_lead(owner=cast.alice, external_id="X-1", email="lead@x.example")
    other = make_lead(owner=cast.alice, external_id="X-2", email="two@x.example")
    third = make_lead(owner=cast.alice, email="three@x.example")
    contact = Contact.objects.create(last_name="Doe", email="doe@x.example")
    run = brought_in(
        "Lead number,External ID,Email,Status,Group,Spend,Responded on\n"
        f"{lead.number},,,Responded,Mens E-Mail,12.50,2024-03-01\n"
        ",X-2,,,,,\n"
        ",,three@x.example,no show,,,\n"
        ",,DOE@x.example,,,,2024-03-02\n",
        campaign,
        cast.mia,
    )
    assert (run.status, run.created, run.rejected, reasons(run)) == ("done", 4, 0, [])
    first = Member.objects.get(lead=lead)
    assert (first.status, first.arm, float(first.value)) == ("responded", "mens-e-mail", 12.5)
    assert str(first.responded_at)[:10] in ("2024-03-01", "2024-02-29")
    assert Member.objects.get(lead=other).status == "sent"
    assert Member.objects.get(lead=third).status == "no_show"
    assert Member.objects.get(contact=contact).status == "responded"


def test_a_row_that_names_nobody_or_several_says_so(cast, campaign):
    for _twice in range(2):
        make_lead(owner=cast.alice, email="twin@x.example")
    discarded = make_lead(owner=cast.alice, email="gone@x.example")
    discarded.discard(by=None)
    run = brought_in(
        "Email,Status\ntwin@x.example,\nnobody@x.example,\n,sent\ngone@x.example,\nx@x.example,wondering\n",
        campaign,
        cast.mia,
    )
    assert (run.created, run.rejected) == (0, 5)
    assert reasons(run) == [
        "Several people have this e-mail.",
        "Nobody you see has this e-mail.",
        "The row names nobody: neither a number, nor an external id, nor an e-mail address.",
        "Nobody you see has this e-mail.",
        "Status: “wondering” is unknown.",
    ]


def test_those_who_are_in_are_updated_or_rejected(cast, campaign):
    member = make_member(campaign, make_lead(owner=cast.alice, email="in@x.example"))
    run = brought_in("Email,Status\nin@x.example,clicked\n", campaign, cast.mia, update=False)
    assert reasons(run) == ["Already a member of this campaign."]
    run = brought_in("Email,Status,Group\nin@x.example,clicked,b\nin@x.example,opened,c\n", campaign, cast.mia)
    member.refresh_from_db()
    assert (run.updated, member.status, member.arm) == (2, "opened", "c")


def test_who_is_held_out_by_the_file_was_sent_nothing(cast, campaign):
    make_lead(owner=cast.alice, email="a@x.example")
    make_lead(owner=cast.alice, email="b@x.example")
    run = brought_in(
        "Email,Group,Held out,Status\na@x.example,control,yes,\nb@x.example,control,yes,delivered\n",
        campaign,
        cast.mia,
    )
    assert (run.created, reasons(run)) == (1, ["Held out: nothing was sent to them."])
    assert set(Member.objects.values_list("is_held_out", "status")) == {(True, "")}


def test_nobody_is_found_whom_the_importer_does_not_see(cast, campaign):
    campaign.owner = cast.mallory
    campaign.save()
    make_lead(owner=cast.alice, email="hers@x.example")
    run = brought_in("Email\nhers@x.example\n", campaign, cast.alice)
    assert (run.created, Member.objects.count()) == (0, 0)


def test_a_response_needs_a_status_that_is_one_and_a_day_that_has_come(cast, campaign):
    make_lead(owner=cast.alice, email="a@x.example")
    run = brought_in(
        "Email,Status,Responded on\na@x.example,sent,2024-03-01\na@x.example,,2199-01-01\n", campaign, cast.mia
    )
    assert reasons(run) == [
        "“Sent” is no response in this campaign, but a day of response is given.",
        "The response lies in the future.",
    ]


def test_what_was_exported_comes_in_again(cast, campaign, mia):
    make_member(campaign, make_lead(owner=cast.alice, last_name="=Doe"), "responded", arm="a", value=3)
    make_member(campaign, Contact.objects.create(last_name="Doe"))
    text = b"".join(mia.get(reverse("member_export", args=[campaign.pk])).streaming_content).decode("utf-8-sig")
    other = make_campaign(owner=cast.mia)
    run = brought_in(text, other, cast.mia)
    assert (run.created, reasons(run)) == (2, [])
    assert set(other.members.values_list("status", "arm")) == {("responded", "a"), ("sent", "")}


def test_a_file_takes_as_many_queries_for_thirty_rows_as_for_one(cast, campaign, django_assert_max_num_queries):
    emails = [f"p{number}@x.example" for number in range(60)]
    for email in emails:
        make_lead(owner=cast.alice, email=email)
    with django_assert_max_num_queries(140):
        run = brought_in(
            "Email,Status,Group\n" + "".join(f"{email},clicked,a\n" for email in emails), campaign, cast.mia
        )
    assert run.created == 60


def test_the_pages_of_an_import(cast, campaign, mia):
    url = reverse("member_import", args=[campaign.pk])
    assert mia.get(url).status_code == 200
    make_lead(owner=cast.alice, email="a@x.example")
    file = SimpleUploadedFile("members.csv", b"Email,Status\na@x.example,clicked\nnobody@x.example,\n")
    answer = mia.post(url, {"file": file})
    run = ImportRun.objects.get()
    assert answer.url == reverse("member_import_map", args=[campaign.pk, run.pk])
    page = mia.get(answer.url)
    assert page.status_code == 200
    assert mia.post(answer.url, {"column_0": "status"}).status_code == 422
    assert mia.post(answer.url, {"column_0": "email", "column_1": "status", "update": "on"}).status_code == 302
    carry_on(run.pk)
    shown = mia.get(reverse("member_import_run", args=[campaign.pk, run.pk]))
    assert "Nobody you see has this e-mail." in shown.text
    rejects = b"".join(
        mia.get(reverse("member_import_rejects", args=[campaign.pk, run.pk])).streaming_content
    ).decode()
    assert "nobody@x.example" in rejects
    assert Member.objects.get().status == "clicked"


def test_it_is_for_those_who_run_campaigns(cast, campaign):
    client = Client()
    client.force_login(cast.auditor, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("member_import", args=[campaign.pk])).status_code == 403
    assert IMPORTER.model is Member
