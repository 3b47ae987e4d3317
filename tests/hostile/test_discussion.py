"""Comments, names and files sent by somebody who means ill: a message or a 404, never a 500 and never a leak."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hotcrm.activities.models import Attachment, AttachmentLink, Comment
from hotcrm.records.models import Notice
from leads.models import Lead

from .nasty import RAW, TEXTS

HALF = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\nhalf'
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def lead(house):
    return house.things["lead"]["alices"]


def send(house, lead, name, content, person="alice"):
    files = {"files": SimpleUploadedFile(name, content)}
    return house.client(person).post(f"/files/lead/{lead}/", files)


@pytest.mark.parametrize("name", TEXTS)
def test_any_text_is_a_comment_or_told_at_its_field(house, lead, name):
    answer = house.client("alice").post(f"/leads/{lead}/comment/", {"body": f"@dave {TEXTS[name]}"})
    page = house.client("alice").get(f"/leads/{lead}/")
    assert (answer.status_code in (302, 422), page.status_code, "<script>alert" in page.text) == (True, 200, False)


def test_a_name_of_markup_goes_nowhere(house, lead):
    house.client("alice").post(f"/leads/{lead}/comment/", {"body": '@dave"><img src=x onerror=alert(1)> @<b>'})
    page = house.client("alice").get(f"/leads/{lead}/").text
    assert ("<img src=x" in page, "@dave</span>&quot;&gt;&lt;img" in page) == (False, True)


@pytest.mark.parametrize(
    "name",
    ["a\x00b.txt", "../../../etc/passwd", "..\\..\\boot.ini", "x" * 5_000 + ".txt", f"{SCRIPT}.txt",
     'a"; filename=b.exe', "线索.pdf",
     "a\r\nSet-Cookie: x=y.txt", ".htaccess", "con.txt", "\u202etxt.exe", "%2e%2e%2fpasswd", "a;b=c.txt"],
)  # fmt: skip
def test_a_file_may_be_called_anything(house, lead, name):
    before = Attachment.objects.count()
    assert send(house, lead, name, b"Anything").status_code in (302, 422)
    page = house.client("alice").get(f"/leads/{lead}/")
    assert (page.status_code, SCRIPT in page.text) == (200, False)
    for file in Attachment.objects.all()[before:]:
        answer = house.client("alice").get(f"/files/{file.pk}/")
        header = answer["Content-Disposition"]
        assert (answer.status_code, answer.getvalue(), header.startswith("attachment;")) == (200, b"Anything", True)
        assert not {"\r", "\n", "/", "\\\\"} & set(header.replace("utf-8''", ""))
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 5_000, b"<html><script>alert(1)</script>", b"%PDF-" + b"\xff" * 3_000]
)
def test_a_file_may_hold_anything(house, lead, content):
    answer = send(house, lead, "page.html", content)
    assert answer.status_code == (302 if content else 422)


def test_what_is_no_form_is_answered(house, lead):
    client, url = house.client("alice"), f"/files/lead/{lead}/"
    bodies = [
        (b"nonsense", "multipart/form-data; boundary=x"),
        (HALF, "multipart/form-data; boundary=x"),
        (b"{}", "application/json"),
        (b"", "multipart/form-data"),
    ]  # fmt: skip
    before = Attachment.objects.count()
    found = [client.post(url, data, content_type=kind).status_code for data, kind in bodies]
    assert (set(found) <= {302, 400, 422}, Attachment.objects.count() - before <= 1) == (True, True)


def test_what_stands_at_foreign_records_is_not_there(house, lead):
    client = house.client("mallory")
    comment, file = house.things["comment"]["alices"], house.things["file"]["alices"]
    link = house.things["file_link"]["alices"]
    found = [
        client.get(f"/files/{file}/"),
        client.post(f"/files/{link}/delete/"),
        client.get(f"/comments/{comment}/edit/"),
    ]
    found += [client.post(f"/comments/{comment}/edit/", {"body": "x"}), client.post(f"/comments/{comment}/delete/")]
    found += [client.get(f"/mentions/lead/{lead}/?q=a"), client.get(f"/files/lead/{lead}/")]
    found += [
        send(house, lead, "a.txt", b"a", person="mallory"),
        client.post(f"/leads/{lead}/comment/", {"body": "x"}),
    ]
    assert [answer.status_code for answer in found] == [404] * len(found)
    assert (Comment.objects.filter(pk=comment).exists(), AttachmentLink.objects.filter(pk=link).exists()) == (
        True,
        True,
    )


def test_a_partner_whose_agreement_ended_reads_and_writes_nothing_more(house):
    lead = Lead.objects.get(pk=house.things["lead"]["partners"])
    file, comment = house.things["file"]["partners"], house.things["comment"]["partners"]
    lead.agreement.status = "terminated"
    lead.agreement.save()
    client = house.client("pat")
    found = [client.get(f"/files/{file}/"), client.post(f"/comments/{comment}/edit/", {"body": "x"})]
    found.append(client.post(f"/leads/{lead.pk}/comment/", {"body": "x"}))
    assert [answer.status_code for answer in found] == [404] * 3


def test_no_foreign_name_is_told_or_offered(house, lead):
    before = Notice.objects.filter(recipient=house.cast.mallory).count()
    house.client("alice").post(f"/leads/{lead}/comment/", {"body": "@mallory @bob @pat"})
    offered = house.client("alice").get(f"/mentions/lead/{lead}/?q=").json()["people"]
    assert Notice.objects.filter(recipient=house.cast.mallory).count() == before
    assert {person["username"] for person in offered} & {"mallory", "bob", "pat"} == set()


def test_nonsense_after_the_question_mark_offers_nobody(house, lead):
    client = house.client("alice")
    found = {
        name: client.get(f"/mentions/lead/{lead}/", QUERY_STRING=f"q={raw}").status_code for name, raw in RAW.items()
    }
    assert {name: status for name, status in found.items() if status not in (200, 400)} == {}


def test_by_get_nothing_is_deleted(house):
    client = house.client("admin")
    for kind, url in (("comment", "comments"), ("file_link", "files")):
        for key in house.things[kind].values():
            client.get(f"/{url}/{key}/delete/")
    assert (Comment.objects.count(), AttachmentLink.objects.count()) == (4, 4)
