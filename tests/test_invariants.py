"""Each invariant stands in one way or another in every test; here that breaking one is seen, and nothing else."""

import io

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from hotcrm import append_only
from hotcrm.activities.models import ActivityKind, Attachment, Comment, Task
from hotcrm.api.models import IdempotencyKey
from hotcrm.invariants import INVARIANTS
from hotcrm.pages.models import Run
from hotcrm.people.models import Reporting
from hotcrm.records.models import Event
from leads.models import Lead, LeadSearch, Status
from pools.models import Pool, ReturnReason
from tests.campaigns.making import make_campaign, make_member
from tests.factories import make_lead

# Constraints of the database keep the rest from being broken at all.
BROKEN = {
    "The closure of who stands below whom follows from everybody's manager.": lambda lead: (
        Reporting.objects.all().delete()
    ),
    "There is exactly one default pool, and it is enabled.": lambda lead: Pool.objects.update(is_default=False),
    "No lead waits in a disabled pool.": lambda lead: waits_in_a_disabled_pool(lead),
    "Only an unqualified or discarded lead has a reason for it.": lambda lead: change(
        lead, unqualified_reason="other"
    ),
    "A lead is converted exactly when it says since when, and into which account.": lambda lead: change(
        lead, converted_at=timezone.now()
    ),
    "A lead has an owner exactly when it says since when.": lambda lead: change(lead, assigned_at=None),
    "Only an open lead in a pool is overdue or has an instant from which it is.": lambda lead: change(
        lead, is_overdue=True, pool=None
    ),
    "Only an open lead of a pool that somebody has goes back, or is kept from it.": lambda lead: change(
        lead, reclaim_on=timezone.localdate(), pool=None
    ),
    "A first contact is no later than the last follow-up, and neither is without the other.": lambda lead: change(
        lead, contacted_at=None
    ),
    "The clocks of a lead are those its pool's rules give it, unless they are being set (sampled).": lambda lead: (
        change(lead, overdue_at=timezone.now())
    ),
    "An open lead belongs to somebody who still works here.": lambda lead: leave(lead.owner),
    "Nobody is a duplicate of themselves.": lambda lead: change(lead, survivor=lead.pk),
    "What the history of a lead told last of status, owner and pool is what the lead says now.": lambda lead: change(
        lead, status=Status.QUALIFIED
    ),
    "A score is the one the rules give, unless a rescore is under way.": lambda lead: change(lead, score=99),
    "Every lead can be found: it has its row of words.": lambda lead: LeadSearch.objects.all().delete(),
    "The words a lead is found by are those of its fields (sampled).": lambda lead: LeadSearch.objects.update(
        words=" other "
    ),
    "What is folded from a lead's fields is in line with them (sampled).": lambda lead: change(lead, seniority=10),
    "A request that is remembered was done, and has its answer.": lambda lead: IdempotencyKey.objects.create(
        user=lead.owner, route="", key="k1", asked=""
    ),
    "A run counts what became of its records, and knows when it ended.": lambda lead: finished_run(lead, done=2),
    "A lead remembers its last activity.": lambda lead: change(lead, last_activity_at=None),
    "Tasks, activities and team places of leads speak of leads that exist.": lambda lead: task_of_nothing(lead),
    "Every comment and every file belongs to a record.": lambda lead: Comment.objects.create(text="Hi", by=lead.owner),
    "Comments and files speak of records that exist.": lambda lead: comment_on_nothing(lead),
    "A member stands where their lead stands.": lambda lead: make_member(make_campaign(), lead, lead_stage="c"),
    "Whoever has a status that counts as a response in their campaign has the day of their response.": lambda lead: (
        make_member(make_campaign(), lead, "responded", responded_at=None)
    ),
    "Who unsubscribed is opted out.": lambda lead: make_member(make_campaign(), lead, "unsubscribed"),
    "The bytes of a file are in the store, all of them (the newest thousand).": lambda lead: file_without_bytes(lead),
}


def change(lead, **values):
    Lead.objects.filter(pk=lead.pk).update(**values)


def leave(person):
    type(person).objects.filter(pk=person.pk).update(is_active=False)


def waits_in_a_disabled_pool(lead):
    pool = Pool.objects.create(name="Closed", slug="closed")
    make_lead(pool=pool)
    Pool.objects.filter(pk=pool.pk).update(is_enabled=False)


def task_of_nothing(lead):
    content_type = ContentType.objects.get_for_model(Lead)
    Task.objects.create(type=content_type, object_id=lead.pk + 1_000, title="Call", assignee=lead.owner)


def comment_on_nothing(lead):
    comment = lead.comment(by=lead.owner, body="Hi")
    comment.links.update(object_id=lead.pk + 1_000)


def file_without_bytes(lead):
    file = Attachment.objects.create(name="a", file="attachments/gone", size=1, digest="x", by=lead.owner)
    file.links.create(type=ContentType.objects.get_for_model(Lead), object_id=lead.pk, at=file.at)


def finished_run(lead, *, done=1):
    run = Run.objects.create(
        type=ContentType.objects.get_for_model(Lead), verb="claim", by=lead.owner, token="one", total=1, done=done,
        status="finished", finished_at=timezone.now(),
    )  # fmt: skip
    run.items.create(object_id=lead.pk, outcome="done")


@pytest.fixture
def lead(cast, protected_tables):
    """A lead with a past: claimed, returned, claimed again, called, edited."""
    lead = make_lead(title="Buyer", email="jo@acme.test")
    lead.claim(by=cast.alice)
    lead.return_to_pool(by=cast.alice, reason=ReturnReason.objects.first())
    lead.claim(by=cast.bob)
    lead.log(by=cast.bob, kind=ActivityKind.objects.get(code="call"))
    lead.edit(by=cast.bob, changes={"company": "Acme Ltd"})
    return lead


def broken():
    return [invariant.sentence for invariant in INVARIANTS if list(invariant.breakers())]


def test_verbs_leave_every_invariant_whole(lead):
    finished_run(lead)
    assert broken() == []


@pytest.mark.parametrize("sentence", BROKEN)
def test_what_breaks_an_invariant_is_found(lead, sentence):
    BROKEN[sentence](lead)
    assert sentence in broken()


def test_a_history_without_protection_is_found(lead):
    append_only.release(connection, Event._meta.db_table)
    assert broken() == ["The database itself keeps the history and the audit from being rewritten."]


def test_the_command_names_the_lead_and_fails(lead):
    change(lead, assigned_at=None)
    said = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_invariants", stdout=said)
    assert ended.value.code == 1
    assert f"Not so: {lead.number}." in said.getvalue()


def test_the_command_says_so_when_all_is_well(lead):
    said = io.StringIO()
    call_command("check_invariants", stdout=said)
    assert said.getvalue() == f"{len(INVARIANTS)} invariants checked, 0 broken.\n"
