"""What was done, said, put and planned is seen with (one of) its records: by whoever sees that, and nobody else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hotcrm.activities.models import Activity, ActivityKind, Attachment, Comment, Task
from hotcrm.activities.uploads import stored
from hotcrm.people.models import User
from hotcrm.records.verbs import type_of
from hotcrm.sales.models import Account
from leads.models import Lead
from tests.factories import make_lead

ALL = {"admin", "auditor", "mia"}
KINDS = (Activity, Comment, Attachment, Task)


def seers(model) -> list[set[str]]:
    """For each row of the kind, by age, who sees it."""
    people = list(User.objects.all())
    rows = {pk: set() for pk in model.objects.order_by("pk").values_list("pk", flat=True)}
    for person in people:
        for pk in model.objects.visible_to(person).values_list("pk", flat=True):
            rows[pk].add(person.username)
    return list(rows.values())


@pytest.fixture
def lead(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    lead = make_lead(owner=cast.alice)
    lead.log(by=cast.alice, kind=ActivityKind.objects.get(pk="call"), body="Spoke")
    lead.comment(by=cast.alice, body="Said")
    with stored([SimpleUploadedFile("offer.txt", b"Ours")]) as uploads:
        lead.attach(by=cast.alice, files=uploads)
    Task.objects.create(type=type_of(Lead), object_id=lead.pk, title="Call", assignee=cast.mallory)
    return lead


@pytest.mark.parametrize("model", KINDS)
def test_it_is_seen_with_its_record_and_not_for_being_ones_own(cast, lead, model):
    assert seers(model) == [ALL | {"alice", "dave"}]
    lead.change_owner(by=cast.alice, to=cast.mallory)
    assert seers(model) == [ALL | {"mallory"}]  # Alice wrote it, and does not find it any more
    lead.discard(by=cast.mallory)
    assert seers(model) == [{"admin"}]


@pytest.mark.parametrize("model", KINDS)
def test_the_system_sees_all_of_it(lead, model):
    assert model.objects.visible_to(None).count() == 1


@pytest.mark.parametrize("model", [Activity, Comment, Attachment])
def test_one_of_several_records_is_enough(cast, lead, model):
    account = Account.add({"name": "Bobs"}, by=cast.bob)
    link = model._meta.get_field("links").related_model
    here = link.objects.get()
    here.pk, here.type, here.object_id = None, type_of(Account), account.pk
    here.save(force_insert=True)
    assert seers(model) == [ALL | {"alice", "bob", "dave"}]
    assert model.objects.visible_to(cast.dave).count() == 1  # and stands there once


def test_whom_a_task_is_for_sees_nothing_of_it_without_its_record(cast, client, lead):
    client.force_login(cast.mallory)
    task = Task.objects.get()
    assert client.get("/api/v1/tasks/").json()["results"] == []
    for url in (f"/tasks/{task.pk}/done/", f"/api/v1/tasks/{task.pk}/done/"):
        assert client.post(url).status_code == 404
    assert Task.objects.get().done_at is None
