"""Several at once at the same file. Each race has a control that loses without the lock."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from hotcrm.activities.models import Attachment, AttachmentLink, Comment
from hotcrm.activities.uploads import stored
from hotcrm.people.models import User
from hotcrm.records.models import Event
from hotcrm.records.refusals import Refused
from hotcrm.records.verbs import type_of
from hotcrm.sales.models import Account
from leads.models import Lead
from tests.conftest import make_cast
from tests.factories import make_lead

pytestmark = pytest.mark.django_db(transaction=True)
RUNNERS = 6


@pytest.fixture
def cast(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_cast()


@pytest.fixture
def lead(cast):
    return make_lead(owner=cast.alice)


def race(*runners):
    """Run them all at once; what each returned or the refusal it met."""
    gate = Barrier(len(runners))

    def run(runner):
        try:
            gate.wait(timeout=10)
            return runner()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(runners)) as pool:
        return list(pool.map(run, runners))


def fresh(person):
    return User.objects.get(pk=person.pk)


def put(record, *, by, name="plan.txt", content=b"Plan"):
    with stored([SimpleUploadedFile(name, content)]) as uploads:
        return record.attach(by=fresh(by), files=uploads)


def kept(tmp_path):
    return sorted(path.read_bytes() for path in Path(tmp_path).rglob("*") if path.is_file())


def test_of_many_who_remove_a_file_at_once_one_does(cast, lead, tmp_path):
    put(lead, by=cast.alice)
    pk = AttachmentLink.objects.get().pk
    links = [AttachmentLink.objects.select_related("attachment").get(pk=pk) for _ in range(RUNNERS)]
    found = race(*(lambda link=link: link.remove(by=fresh(cast.alice)) for link in links))
    assert (found.count(True), found.count(False)) == (1, RUNNERS - 1)
    assert Event.objects.filter(verb="detach").count() == 1
    assert (Attachment.objects.count(), kept(tmp_path)) == (0, [])


def test_of_two_last_links_removed_at_once_the_bytes_go_with_the_second(cast, lead, tmp_path):
    [file] = put(lead, by=cast.alice)
    account = Account.add({"name": "Acme"}, by=cast.alice)
    AttachmentLink.objects.create(attachment=file, type=type_of(account), object_id=account.pk, at=file.at)
    links = list(AttachmentLink.objects.select_related("attachment"))
    assert race(*(lambda link=link: link.remove(by=fresh(cast.alice)) for link in links)) == [True, True]
    assert (Attachment.objects.count(), AttachmentLink.objects.count(), kept(tmp_path)) == (0, 0, [])


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="needs PostgreSQL")
def test_control_without_the_lock_two_leave_a_file_without_links(cast, lead, tmp_path):
    [file] = put(lead, by=cast.alice)
    account = Account.add({"name": "Acme"}, by=cast.alice)
    AttachmentLink.objects.create(attachment=file, type=type_of(account), object_id=account.pk, at=file.at)
    deleted, looked = Barrier(2), Barrier(2)

    def remove(pk):
        with transaction.atomic():
            AttachmentLink.objects.filter(pk=pk).delete()
            deleted.wait(timeout=10)
            Attachment.objects.filter(pk=file.pk, links=None).delete()
            looked.wait(timeout=10)

    race(*(lambda pk=pk: remove(pk) for pk in list(AttachmentLink.objects.values_list("pk", flat=True))))
    assert (Attachment.objects.count(), AttachmentLink.objects.count()) == (1, 0)


def test_a_file_removed_while_its_lead_is_converted_is_carried_or_gone(cast, tmp_path):
    for number in range(4):
        lead = make_lead(owner=cast.alice, company=f"Company {number}")
        put(lead, by=cast.alice, content=b"Plan %d" % number)
        link = AttachmentLink.objects.about(lead).select_related("attachment").get()
        removed, converted = race(
            lambda link=link: link.remove(by=fresh(cast.alice)),
            lambda pk=lead.pk: Lead(pk=pk).convert(by=fresh(cast.alice)),
        )
        assert removed is True
        assert not isinstance(converted, Refused)
    for file in Attachment.objects.all():
        assert file.links.exists()
    assert len(kept(tmp_path)) == Attachment.objects.count()


def test_the_same_file_sent_by_many_at_once_is_kept_once(cast, lead, tmp_path):
    found = race(*(lambda: put(Lead(pk=lead.pk), by=cast.alice) for _ in range(RUNNERS)))
    busy = [one for one in found if isinstance(one, Refused)]
    assert {refusal.code for refusal in busy} <= {"busy"}
    assert (Attachment.objects.count(), kept(tmp_path)) == (1, [b"Plan"])


def test_of_many_who_delete_a_comment_at_once_one_does(cast, lead):
    pk = lead.comment(by=cast.alice, body="Gone soon").pk
    comments = [Comment.objects.select_related("by").get(pk=pk) for _ in range(RUNNERS)]
    found = race(*(lambda one=one: one.remove(by=fresh(cast.alice)) for one in comments))
    assert (found.count(True), found.count(False)) == (1, RUNNERS - 1)
    assert Event.objects.filter(verb="delete_comment").count() == 1
