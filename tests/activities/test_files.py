"""Files at records: in safely, out only to whom they concern, never lost and never left behind."""

import os
import time
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from hotcrm.activities.models import Attachment, AttachmentLink, FileKind
from hotcrm.activities.sweeping import orphans, remove_orphans
from hotcrm.activities.tasks import remove_orphaned_files
from hotcrm.activities.uploads import decent_name, kind_of, stored
from hotcrm.records.models import Event, Policy
from hotcrm.records.refusals import Invalid, NotAllowed, Refused
from hotcrm.sales.models import Account
from leads.models import Lead
from tests.factories import make_lead


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def lead(cast, pool):
    return make_lead(owner=cast.alice, pool=pool)


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


def kept(store) -> list[bytes]:
    """What lies in the store."""
    return sorted(path.read_bytes() for path in Path(store).rglob("*") if path.is_file())


def url_of(record):
    return reverse("record_files", args=[record._meta.model_name, record.pk])


def upload(client, record, *files, **more):
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(url_of(record), {"files": sent}, **more)


def put(record, name="offer.txt", content=b"Our offer", *, by):
    with stored([SimpleUploadedFile(name, content)]) as uploads:
        return (record.attach(by=by, files=uploads) or [None])[0]


def link_of(record):
    return AttachmentLink.objects.about(record).get()


# In


def test_a_file_is_put_to_a_lead_and_stands_on_its_page(cast, alice, lead, store):
    answer = upload(alice, lead, ("offer.pdf", b"%PDF-1.4 offer"))
    page = alice.get(lead.get_absolute_url())
    file = Attachment.objects.get()
    assert (answer.status_code, answer.url) == (302, lead.get_absolute_url())
    assert (file.name, file.size, file.kind, file.by) == ("offer.pdf", 14, FileKind.PDF, cast.alice)
    assert (page.context["files"].count, "offer.pdf" in page.text, kept(store)) == (1, True, [b"%PDF-1.4 offer"])
    assert Event.objects.about(lead).get(verb="attach").data == {"files": [file.pk]}


def test_the_store_knows_nothing_of_the_name(cast, lead, store):
    file = put(lead, "Salary of Ann Doe.xlsx.exe", by=cast.alice)
    assert (file.name, "Salary" in file.file.name, Path(file.file.name).suffix) == (
        "Salary of Ann Doe.xlsx.exe",
        False,
        "",
    )


def test_several_come_in_together_or_not_at_all(alice, lead, store, settings):
    settings.FILE_LIMIT_MB = 1
    refused = upload(alice, lead, ("a.txt", b"a"), ("big.txt", b"x" * (1024 * 1024 + 1)))
    empty = upload(alice, lead, ("a.txt", b"a"), ("none.txt", b""))
    assert (refused.status_code, empty.status_code, Attachment.objects.count(), kept(store)) == (422, 422, 0, [])
    assert refused.context["upload_form"].errors["files"] == ["“big.txt” is larger than 1.0\xa0MB."]
    assert empty.context["upload_form"].errors["files"] == ["“none.txt” is empty."]
    assert upload(alice, lead, ("a.txt", b"a"), ("b.txt", b"b")).status_code == 302
    assert (Attachment.objects.count(), kept(store)) == (2, [b"a", b"b"])


def test_no_file_and_too_many_are_told_at_the_field(alice, lead):
    answers = [alice.post(url_of(lead)), alice.post(url_of(lead), {"files": "no file"})]
    answers.append(upload(alice, lead, *((f"{n}.txt", b"x") for n in range(21))))
    assert [(answer.status_code, list(answer.context["upload_form"].errors)) for answer in answers] == [
        (422, ["files"])
    ] * 3


def test_a_body_over_the_limit_is_turned_away_unread(alice, lead, settings, store):
    settings.FILE_LIMIT_MB = 1
    length = 6 * 1024 * 1024

    class Untouched:
        def read(self, *args):
            raise AssertionError("The body was read.")

        readline = read

    sent = {
        "CONTENT_LENGTH": str(length),
        "wsgi.input": Untouched(),
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
    }
    answers = [
        alice.generic("POST", url_of(lead), **sent),
        alice.generic("POST", url_of(lead), HTTP_HX_REQUEST="true", **sent),
    ]
    assert [answer.status_code for answer in answers] == [413, 413]
    assert ("4.0\xa0MB" in answers[0].text or "5.0\xa0MB" in answers[0].text, "toast" in answers[1]["HX-Trigger"]) == (
        True,
        True,
    )


def test_the_same_file_twice_is_kept_once(cast, alice, lead, store):
    first = upload(alice, lead, ("offer.txt", b"Our offer"), follow=True)
    again = upload(alice, lead, ("offer.txt", b"Our offer"), follow=True)
    upload(alice, lead, ("other name.txt", b"Our offer"), ("offer.txt", b"Another offer"))
    assert ("1 file was added." in first.text, "1 file is here already." in again.text) == (True, True)
    assert (Attachment.objects.count(), len(kept(store)), Event.objects.filter(verb="attach").count()) == (3, 3, 2)


def test_the_same_file_twice_in_one_go_is_kept_once(cast, alice, lead, store):
    upload(alice, lead, ("a.txt", b"same"), ("a.txt", b"same"))
    assert (Attachment.objects.count(), kept(store)) == (1, [b"same"])


@pytest.mark.parametrize(
    ("name", "decent"),
    [
        ("offer.pdf", "offer.pdf"),
        ("../../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\offer.pdf", "offer.pdf"),
        ("a\x00b\r\n.txt", "ab.txt"),
        ("\u202efdp.exe", "fdp.exe"),
        (" . ", "file"),
        ("", "file"),
        (None, "file"),
        ("报价单.pdf", "报价单.pdf"),
        ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
        ("a." + "b" * 400, ("a." + "b" * 400)[:180] + "." + "b" * 19),
    ],
)
def test_a_name_is_made_decent(name, decent):
    assert decent_name(name) == decent


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.pdf", b"%PDF-1.7", FileKind.PDF),
        ("a.pdf", b"MZ\x90\x00", FileKind.OTHER),
        ("a.png", b"\x89PNG\r\n\x1a\n\x00", FileKind.IMAGE),
        ("a.exe", b"\xff\xd8\xff\xe0", FileKind.IMAGE),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", FileKind.IMAGE),
        ("a.mp4", b"\x00\x00\x00\x18ftypmp42", FileKind.MEDIA),
        ("a.docx", b"PK\x03\x04", FileKind.DOCUMENT),
        ("a.xlsx", b"PK\x03\x04", FileKind.SHEET),
        ("a.zip", b"PK\x03\x04", FileKind.ARCHIVE),
        ("a.doc", b"\xd0\xcf\x11\xe0", FileKind.DOCUMENT),
        ("a.csv", b"Company,Name\n", FileKind.SHEET),
        ("a.txt", "线索".encode(), FileKind.TEXT),
        ("a.svg", b"<svg onload=alert(1)>", FileKind.TEXT),
        ("a.bin", b"\x00\x01\x02", FileKind.OTHER),
    ],
)
def test_what_a_file_seems_to_be(name, head, kind):
    assert kind_of(name, head) == kind


@pytest.mark.parametrize(
    ("person", "status"), [("dave", 302), ("carol", 302), ("admin", 302), ("mia", 403), ("mallory", 404)]
)
def test_who_puts_files_to_a_lead(cast, client, lead, person, status, store):
    client.force_login(getattr(cast, person))
    assert upload(client, lead, ("a.txt", b"a")).status_code == status
    assert len(kept(store)) == (status == 302)


def test_a_converted_lead_takes_files_unless_the_policy_closes_its_notes(cast, lead, store):
    lead.convert(by=cast.alice)
    put(lead, by=cast.alice)
    Policy.objects.update_or_create(pk=1, defaults={"converted_notes_editable": False})
    with pytest.raises(Refused, match="nothing of it can be edited"):
        put(lead, "more.txt", by=cast.alice)
    assert (Attachment.objects.count(), kept(store)) == (1, [b"Our offer"])


def test_the_verb_alone_asks_for_a_file(cast, lead):
    with pytest.raises(Invalid):
        lead.attach(by=cast.alice)


# Never lost, never left behind


def attach_and_fail(lead, by):
    with stored([SimpleUploadedFile("a.txt", b"a")]) as uploads:
        lead.attach(by=by, files=uploads)
        raise ZeroDivisionError


def attach_and_take_back(lead, by):
    with stored([SimpleUploadedFile("a.txt", b"a")]) as uploads, transaction.atomic():
        lead.attach(by=by, files=uploads)
        raise ZeroDivisionError


def remove_and_take_back(link, by):
    with transaction.atomic():
        link.remove(by=by)
        raise ZeroDivisionError


def test_whatever_goes_wrong_leaves_neither_row_nor_bytes(cast, lead, store):
    with pytest.raises(ZeroDivisionError):
        attach_and_take_back(lead, cast.alice)
    assert (Attachment.objects.count(), kept(store)) == (0, [])


def test_what_fails_after_the_rows_are_written_takes_no_bytes_with_it(cast, lead, store):
    with pytest.raises(ZeroDivisionError):
        attach_and_fail(lead, cast.alice)
    assert (Attachment.objects.count(), kept(store)) == (1, [b"a"])


def test_a_store_that_takes_nothing_is_said_to_be_busy_and_no_row_is_written(alice, lead, store, settings):
    settings.MEDIA_ROOT = store / "file"
    (store / "file").write_bytes(b"in the way")
    answer = upload(alice, lead, ("a.txt", b"a"))
    assert (answer.status_code, Attachment.objects.count()) == (503, 0)


def test_bytes_stay_when_the_database_does_not_answer(store, lead):
    """Better an orphan than a row without bytes."""
    with pytest.raises(DatabaseError), stored([SimpleUploadedFile("a.txt", b"a")]), transaction.atomic():
        Lead.objects.raw("SELECT nonsense FROM nowhere")[0]
    assert kept(store) in ([], [b"a"])


def grow_old(place):
    os.utime(default_storage.path(place), (time.time() - 2 * 86_400,) * 2)


def orphan(n) -> str:
    place = default_storage.save(f"attachments/2026/0{n}/orphan{n}", SimpleUploadedFile("x", b"orphan"))
    grow_old(place)
    return place


def test_the_sweep_removes_what_no_row_names_and_thrice_is_once(cast, lead, store):
    file = put(lead, by=cast.alice)
    grow_old(file.file.name)
    orphan(1), orphan(2)
    for _ in range(3):
        remove_orphaned_files.delay()
        assert kept(store) == [b"Our offer"]


def test_the_sweep_leaves_what_may_still_be_on_its_way_in(db, store):
    default_storage.save("attachments/2026/01/young", SimpleUploadedFile("x", b"young"))
    assert (remove_orphans(), kept(store)) == (0, [b"young"])


def test_a_sweep_killed_in_the_middle_is_finished_by_the_next(db, store):
    for n in range(1, 4):
        orphan(n)
    default_storage.delete(next(orphans()))
    assert (len(kept(store)), remove_orphans(), kept(store), remove_orphans()) == (2, 2, [], 0)


def test_the_sweep_goes_through_an_empty_store(db, store):
    assert remove_orphans() == 0


# Out


def download(client, file):
    return client.get(reverse("file_download", args=[file.pk]))


def test_a_file_goes_out_as_it_came_in_and_never_as_a_page(cast, alice, lead):
    content = b"<html><script>alert(1)</script>"
    answer = download(alice, put(lead, '报价 "单".html', content, by=cast.alice))
    headers = {name: answer[name] for name in ("Content-Type", "X-Content-Type-Options", "Content-Security-Policy")}
    assert (answer.status_code, answer.getvalue()) == (200, content)
    assert headers == {
        "Content-Type": "application/octet-stream",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E6%8A%A5%E4%BB%B7%20%22%E5%8D%95%22.html"
    assert (answer["Cache-Control"], answer["Content-Length"]) == ("private, no-store", str(len(content)))


@pytest.mark.parametrize(
    ("person", "status"), [("dave", 200), ("mia", 200), ("auditor", 200), ("bob", 404), ("pat", 404)]
)
def test_it_goes_to_those_who_see_the_record(cast, client, lead, person, status):
    file = put(lead, by=cast.alice)
    client.force_login(getattr(cast, person))
    answer = download(client, file)
    assert answer.status_code == status
    answer.close()


def test_a_visitor_gets_nothing(cast, client, lead):
    assert download(client, put(lead, by=cast.alice)).url.startswith(reverse("login"))


def test_one_visible_record_of_several_is_enough(cast, client, lead):
    file = put(lead, by=cast.alice)
    account = Account.add({"name": "Acme"}, by=cast.mallory)
    client.force_login(cast.mallory)
    before = download(client, file).status_code
    AttachmentLink.objects.create(attachment=file, type_id=link_type(account), object_id=account.pk, at=file.at)
    answer = download(client, file)
    assert (before, answer.status_code, answer.getvalue()) == (404, 200, b"Our offer")


def link_type(record):
    from django.contrib.contenttypes.models import ContentType

    return ContentType.objects.get_for_model(record).pk


def test_bytes_that_are_gone_are_not_found(cast, alice, lead):
    file = put(lead, by=cast.alice)
    default_storage.delete(file.file.name)
    assert download(alice, file).status_code == 404


# Gone


@pytest.mark.parametrize("person", ["alice", "admin"])
def test_who_put_it_there_and_administrators_remove_it(
    cast, client, lead, store, person, django_capture_on_commit_callbacks
):
    file = put(lead, by=cast.alice)
    client.force_login(getattr(cast, person))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("file_delete", args=[link_of(lead).pk]))
    page = client.get(lead.get_absolute_url())
    trace = Event.objects.about(lead).get(verb="detach")
    assert (answer.status_code, Attachment.objects.count(), kept(store)) == (302, 0, [])
    assert (trace.by, trace.data) == (getattr(cast, person), {"files": [file.pk]})
    assert (page.context["files"].count, "File removed" in page.text) == (0, True)


@pytest.mark.parametrize(("person", "status"), [("dave", 403), ("mia", 403), ("mallory", 404)])
def test_nobody_else_removes_it(cast, client, lead, store, person, status):
    put(lead, by=cast.alice)
    client.force_login(getattr(cast, person))
    assert client.post(reverse("file_delete", args=[link_of(lead).pk])).status_code == status
    assert kept(store) == [b"Our offer"]


def test_the_bytes_stay_for_the_other_record(cast, lead, store, django_capture_on_commit_callbacks):
    file = put(lead, by=cast.alice)
    account = Account.add({"name": "Acme"}, by=cast.alice)
    AttachmentLink.objects.create(attachment=file, type_id=link_type(account), object_id=account.pk, at=file.at)
    with django_capture_on_commit_callbacks(execute=True):
        assert link_of(lead).remove(by=cast.alice) is True
    assert (Attachment.objects.count(), kept(store)) == (1, [b"Our offer"])
    with django_capture_on_commit_callbacks(execute=True):
        assert link_of(account).remove(by=cast.alice) is True
    assert (Attachment.objects.count(), kept(store)) == (0, [])


def test_a_transaction_taken_back_keeps_the_bytes(cast, lead, store):
    put(lead, by=cast.alice)
    with pytest.raises(ZeroDivisionError):
        remove_and_take_back(link_of(lead), cast.alice)
    assert (Attachment.objects.count(), kept(store)) == (1, [b"Our offer"])


def test_strangers_to_the_file_are_refused_by_the_link_itself(cast, lead):
    put(lead, by=cast.alice)
    with pytest.raises(NotAllowed):
        link_of(lead).remove(by=cast.dave)


def test_the_files_of_a_lead_go_with_it_for_good(cast, lead, store, django_capture_on_commit_callbacks):
    put(lead, by=cast.alice)
    lead.discard(by=cast.alice)
    with django_capture_on_commit_callbacks(execute=True):
        lead.delete_for_good(by=cast.admin)
    assert (Attachment.objects.count(), AttachmentLink.objects.count(), kept(store)) == (0, 0, [])


# The panel


def test_the_newest_eight_are_shown_and_all_on_a_page_of_their_own(cast, alice, lead):
    for n in range(10):
        put(lead, f"file{n}.txt", b"%d" % n, by=cast.alice)
    page, everything = alice.get(lead.get_absolute_url()), alice.get(url_of(lead))
    shown = [link.attachment.name for link in page.context["files"].shown]
    assert (shown, page.context["files"].count) == ([f"file{n}.txt" for n in range(9, 1, -1)], 10)
    assert [link.attachment.name for link in everything.context["files"].shown] == [
        f"file{n}.txt" for n in range(9, -1, -1)
    ]


def test_the_timeline_says_which_files_came(cast, alice, lead):
    put(lead, "minutes.txt", by=cast.alice)
    [entry] = [
        e
        for e in alice.get(lead.get_absolute_url()).context["timeline"].entries
        if e.is_change and e.event.verb == "attach"
    ]
    assert (str(entry.title), entry.files) == ("Files added", ["minutes.txt"])


def test_the_panel_answers_in_place_with_its_error(cast, alice, lead):
    answer = alice.post(url_of(lead), HTTP_HX_REQUEST="true")
    assert (answer.status_code, answer["HX-Retarget"], "Choose a file." in answer.text) == (422, "#files", True)
    assert "<html" not in answer.text


@pytest.mark.parametrize("kind", ["user", "leads", "event"])
def test_only_records_have_files(alice, lead, kind):
    assert alice.get(reverse("record_files", args=[kind, lead.pk])).status_code == 404
