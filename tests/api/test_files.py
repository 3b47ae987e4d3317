"""Files of records over the API: in as parts, out as bytes."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hotcrm.activities.models import Attachment, AttachmentLink
from hotcrm.api.docs import document
from hotcrm.people.models import ApiToken
from hotcrm.records.models import Event
from hotcrm.sales.models import Account, Contact, Opportunity
from leads.models import Lead
from tests.factories import make_lead

from .programs import bearing, program

pytestmark = pytest.mark.django_db
NOT_FOUND = {"detail": "Not found.", "code": "not_found"}


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def lead(cast, pool):
    return make_lead(owner=cast.alice, pool=pool)


@pytest.fixture
def send(cast):
    """`send("alice", lead, ("offer.txt", b"…"))` puts files to a record."""

    def post(name, record, *files, **more):
        sent = [SimpleUploadedFile(called, content) for called, content in files]
        return program(getattr(cast, name)).post(url(record), {"file": sent, **more})

    return post


def url(record):
    return f"/api/v1/{record._meta.verbose_name_plural.replace(' ', '')}/{record.pk}/files/"


def content(answer) -> bytes:
    return b"".join(answer.streaming_content)


def kept(store) -> list[bytes]:
    return sorted(path.read_bytes() for path in Path(store).rglob("*") if path.is_file())


# In


def test_a_file_is_put_to_a_lead_and_comes_back_as_it_was(cast, call, send, lead):
    answer = send("alice", lead, ("offer.pdf", b"%PDF-1.4 offer"))
    assert (answer.status_code, answer.json()["added"]) == (201, 1)
    [shown] = answer.json()["files"]
    link = AttachmentLink.objects.about(lead).get()
    assert {name: shown[name] for name in ("id", "name", "size", "uploaded_by")} == {
        "id": link.pk,
        "name": "offer.pdf",
        "size": 14,
        "uploaded_by": "alice",
    }
    assert shown["uploaded_at"].endswith("Z")
    assert shown["url"] == f"http://testserver/api/v1/files/{link.pk}/content/"
    assert call("dave").get(f"leads/{lead.pk}/files/").json() == {"next": None, "previous": None, "results": [shown]}
    assert content(program(cast.dave).get(shown["url"])) == b"%PDF-1.4 offer"
    assert Event.objects.about(lead).get(verb="attach").data == {"files": [link.attachment_id]}


def test_accounts_contacts_and_opportunities_have_files_too(cast, call, send):
    account = Account.add({"name": "Acme"}, by=cast.alice)
    contact = Contact.add({"last_name": "Doe", "account": account}, by=cast.alice)
    deal = Opportunity.add({"name": "Deal", "account": account}, by=cast.alice)
    for record in (account, contact, deal):
        assert send("alice", record, ("a.txt", b"a")).status_code == 201
        [shown] = program(cast.alice).get(url(record)).json()["results"]
        assert content(program(cast.alice).get(shown["url"])) == b"a"
        assert send("mallory", record, ("b.txt", b"b")).status_code == 404
        assert send("mia", record, ("b.txt", b"b")).status_code == 403
    assert Attachment.objects.count() == 3


def test_several_come_in_together_and_what_lies_there_is_not_added_again(send, lead, store):
    send("alice", lead, ("a.txt", b"a"))
    answer = send("alice", lead, ("b.txt", b"b"), ("a.txt", b"a"), ("c.txt", b"a"), ("b.txt", b"b")).json()
    assert (answer["added"], [file["name"] for file in answer["files"]]) == (2, ["b.txt", "a.txt", "c.txt"])
    again = send("alice", lead, ("a.txt", b"a"))
    assert (again.status_code, again.json()["added"]) == (201, 0)
    assert kept(store) == [b"a", b"a", b"b"]


def test_a_file_beyond_the_limit_is_413_and_nothing_is_kept(send, lead, settings, store):
    settings.FILE_LIMIT_MB = 1
    answer = send("alice", lead, ("a.txt", b"a"), ("big.txt", b"x" * (1024 * 1024 + 1)))
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (413, "too_large", "file")
    assert "big.txt" in answer.json()["detail"]
    assert (Attachment.objects.count(), kept(store)) == (0, [])


def test_a_body_beyond_the_limit_is_turned_away_unread(cast, lead, settings):
    settings.FILE_LIMIT_MB = 1

    class Untouched:
        def read(self, *args):
            raise AssertionError("The body was read.")

        readline = read

    sent = {
        "CONTENT_LENGTH": str(6 * 1024 * 1024),
        "wsgi.input": Untouched(),
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
    }
    answer = program(cast.alice).post(url(lead), **sent)
    assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (
        413,
        "application/json",
        "too_large",
    )
    far = program(cast.alice).post("/api/v1/leads/", **sent | {"CONTENT_LENGTH": str(10**10)})
    assert (far.status_code, far.json()["code"]) == (413, "too_large")


def test_what_is_no_file_is_told_at_the_field(cast, send, lead):
    alice = program(cast.alice)
    answers = [alice.post(url(lead)), alice.post(url(lead), {"file": "no file"}), send("alice", lead, ("a.txt", b""))]
    answers.append(send("alice", lead, *((f"{n}.txt", b"x") for n in range(21))))
    assert [(answer.status_code, list(answer.json())) for answer in answers] == [(400, ["file"])] * 4
    other = send("alice", lead, ("a.txt", b"a"), files="x", note="y")
    assert (other.status_code, list(other.json())) == (400, ["files", "note"])
    assert Attachment.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x",
        b"--x\r\n",
        b"--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x--",
        b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n\xff\xfe\r\n--x--',
        b'--x\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\na\r\n--x--',
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n!\r\n--x--",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\na\r\n' * 2_001 + b"--x--",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\na\r\n' * 200 + b"--x--",
    ],
)
def test_a_broken_body_is_bad_input(cast, lead, body):
    alice = program(cast.alice)
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data", "multipart/form-data; boundary=\xff"):
        answer = alice.generic("POST", url(lead), body, content_type=kind)
        assert answer.status_code == 400, answer.content
        assert answer.json()
    assert Attachment.objects.count() == 0


def test_bodies_of_other_kinds_are_turned_away(cast, lead):
    for kind in ("application/json", "text/plain", "application/octet-stream", "application/x-www-form-urlencoded"):
        answer = program(cast.alice).generic("POST", url(lead), b"{}", content_type=kind)
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_odd_names_become_decent(send, lead):
    names = ("../../etc/passwd", "a\x00b.txt", "\u202egpj.exe", "x" * 400 + ".pdf", "…")
    shown = [send("alice", lead, (name, name.encode())).json()["files"][0]["name"] for name in names]
    assert shown[:3] == ["passwd", "ab.txt", "gpj.exe"]
    assert all(0 < len(name) <= 200 and name.isprintable() for name in shown)


# Who


def test_what_one_does_not_see_is_not_there(cast, call, send):
    lead = make_lead(owner=cast.mallory)
    [file] = send("mallory", lead, ("a.txt", b"a")).json()["files"]
    alice = program(cast.alice)
    for pk in (lead.pk, 999_999, 10**30):
        answers = [alice.get(f"/api/v1/leads/{pk}/files/"), alice.post(f"/api/v1/leads/{pk}/files/", {})]
        assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[0].text)}
        assert answers[0].json() == NOT_FOUND
    for pk in (file["id"], 999_999, 10**30):
        answers = [alice.get(f"/api/v1/files/{pk}/content/"), alice.delete(f"/api/v1/files/{pk}/")]
        assert [(answer.status_code, answer.json()) for answer in answers] == [(404, NOT_FOUND)] * 2
    assert AttachmentLink.objects.count() == 1


def test_who_only_reads_puts_nothing_there_and_takes_nothing_off(cast, send, lead):
    [file] = send("alice", lead, ("a.txt", b"a")).json()["files"]
    for person in ("mia", "auditor"):
        assert send(person, lead, ("b.txt", b"b")).status_code == 403
        assert content(program(getattr(cast, person)).get(file["url"])) == b"a"
        assert program(getattr(cast, person)).delete(f"/api/v1/files/{file['id']}/").status_code == 403
    assert AttachmentLink.objects.count() == 1


def test_nothing_is_put_to_a_discarded_lead(cast, send, lead):
    lead.discard(by=cast.alice)
    answer = send("admin", lead, ("a.txt", b"a"))
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")


def test_its_uploader_and_administrators_take_a_file_off(cast, send, lead, store, django_capture_on_commit_callbacks):
    files = send("alice", lead, ("a.txt", b"a"), ("b.txt", b"b")).json()["files"]
    refused = program(cast.dave).delete(f"/api/v1/files/{files[0]['id']}/")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    with django_capture_on_commit_callbacks(execute=True):
        for person, file in zip((cast.alice, cast.admin), files, strict=True):
            answer = program(person).delete(f"/api/v1/files/{file['id']}/")
            assert (answer.status_code, answer.content) == (204, b"")
            assert program(person).delete(f"/api/v1/files/{file['id']}/").status_code == 404
            assert program(person).get(file["url"]).status_code == 404
    assert (Attachment.objects.count(), kept(store)) == (0, [])
    assert Event.objects.about(lead).filter(verb="detach").count() == 2


def test_at_another_record_the_file_stays(cast, send, lead):
    send("alice", lead, ("a.txt", b"a"))
    lead.convert(by=cast.alice)
    account = Lead.objects.get(pk=lead.pk).converted_account
    alice = program(cast.alice)
    [one], [other] = (alice.get(url(record)).json()["results"] for record in (lead, account))
    assert one["id"] != other["id"]
    assert alice.delete(f"/api/v1/files/{one['id']}/").status_code == 204
    assert content(alice.get(other["url"])) == b"a"


# Out


def test_a_file_is_given_out_to_be_kept_and_never_to_be_run(cast, send, lead, client):
    [file] = send("alice", lead, ("page.html", b"<script>alert(1)</script>")).json()["files"]
    client.force_login(cast.alice)
    page = client.get(f"/files/{Attachment.objects.get().pk}/")
    for answer in (program(cast.alice).get(file["url"]), client.get(file["url"])):
        assert answer.status_code == 200
        for name in ("Type", "Disposition", "Security-Policy"):
            assert answer[f"Content-{name}"] == page[f"Content-{name}"], name
        assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
        assert content(answer) == b"<script>alert(1)</script>"
    assert page["Content-Disposition"].startswith("attachment")
    page.close()


def test_whatever_kind_is_asked_for_the_bytes_come_as_they_are(cast, send, lead):
    [file] = send("alice", lead, ("a.txt", b"a")).json()["files"]
    for kind in ("application/octet-stream", "*/*", "image/png", "application/json"):
        answer = program(cast.alice).get(file["url"], headers={"Accept": kind})
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/octet-stream")
        assert content(answer) == b"a"


def test_nobody_without_a_token_or_a_session_gets_anything(cast, send, lead):
    [file] = send("alice", lead, ("a.txt", b"a")).json()["files"]
    _row, secret = ApiToken.issue(cast.alice, name="gone")
    ApiToken.objects.filter(name="gone").delete()
    for client in (Client(), bearing(secret)):
        answers = [client.get(file["url"]), client.get(url(lead)), client.delete(f"/api/v1/files/{file['id']}/")]
        answers.append(client.post(url(lead), {"file": SimpleUploadedFile("b.txt", b"b")}))
        assert [answer.status_code for answer in answers] == [401] * 4
    assert AttachmentLink.objects.count() == 1


def test_a_session_needs_the_token_of_the_page(cast, send, lead, settings):
    [file] = send("alice", lead, ("a.txt", b"a")).json()["files"]
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.alice, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.delete(f"/api/v1/files/{file['id']}/").status_code == 403
    assert browser.post(url(lead), {"file": SimpleUploadedFile("b.txt", b"b")}).status_code == 403
    browser.get("/profile/")
    token = {"X-CSRFToken": browser.cookies[settings.CSRF_COOKIE_NAME].value}
    sent = browser.post(url(lead), {"file": SimpleUploadedFile("b.txt", b"b")}, headers=token)
    assert (sent.status_code, sent.json()["added"]) == (201, 1)
    assert browser.delete(f"/api/v1/files/{file['id']}/", headers=token).status_code == 204


def test_bytes_that_the_store_has_lost_are_not_found(cast, send, lead):
    [file] = send("alice", lead, ("a.txt", b"a")).json()["files"]
    Path(Attachment.objects.get().file.path).unlink()
    answer = program(cast.alice).get(file["url"])
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_list_comes_newest_first_in_pages_at_the_cost_of_one(cast, call, send, lead):
    for number in range(5):
        send("alice", lead, (f"{number}.txt", b"x"))
    alice, names, costs, path = call("alice"), [], [], f"leads/{lead.pk}/files/"
    for size in (1, 5):
        with CaptureQueriesContext(connection) as captured:
            alice.get(path, page_size=size)
        costs.append(len(captured))
    assert costs[1] <= costs[0]
    page = alice.get(path, page_size=2).json()
    while True:
        names.append([file["name"] for file in page["results"]])
        if page["next"] is None:
            break
        page = alice.get(page["next"]).json()
    assert names == [["4.txt", "3.txt"], ["2.txt", "1.txt"], ["0.txt"]]
    for query in ({"cursor": "x"}, {"page_size": "0"}, {"q": "x"}):
        assert list(alice.get(path, **query).json()) == list(query)


def test_the_document_tells_how_they_come_and_go():
    paths = document("en")["paths"]
    for kind in ("leads", "accounts", "contacts", "opportunities"):
        told = paths[f"/api/v1/{kind}/{{id}}/files/"]
        assert list(told["post"]["requestBody"]["content"]) == ["multipart/form-data"]
    body = document("en")["components"]["schemas"]["Upload"]["properties"]["file"]
    assert (body["type"], body["items"]) == ("array", {"type": "string", "format": "binary"})
    download = paths["/api/v1/files/{id}/content/"]["get"]["responses"]["200"]["content"]
    assert download == {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    assert "content" not in paths["/api/v1/files/{id}/"]["delete"]["responses"]["204"]
