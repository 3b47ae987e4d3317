"""What people say about records: who may, who reads it, and that it moves nothing."""

import pytest
from django.urls import reverse

from hotcrm.activities.models import Comment, CommentLink
from hotcrm.records.models import Event, Policy
from hotcrm.records.refusals import NotAllowed, NotFound, Refused
from hotcrm.sales.models import Account
from leads.models import Lead, Status
from tests.factories import make_lead


@pytest.fixture
def lead(cast, pool):
    return make_lead(owner=cast.alice, pool=pool)


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


def post(client, record, text, **more):
    return client.post(f"{record.get_absolute_url()}comment/", {"body": text, **more})


def kinds_of(timeline):
    return [entry.kind for entry in timeline.entries]


def test_a_comment_is_written_and_stands_in_the_timeline(cast, alice, lead):
    answer = post(alice, lead, "Ask <b>Ann</b> about the fair")
    page = alice.get(lead.get_absolute_url())
    comment = Comment.objects.get()
    assert (answer.url, comment.by, comment.text) == (
        lead.get_absolute_url(),
        cast.alice,
        "Ask <b>Ann</b> about the fair",
    )
    assert kinds_of(page.context["timeline"]) == ["comment", "system"]
    assert "Ask &lt;b&gt;Ann&lt;/b&gt; about the fair" in page.text
    assert [event.data for event in Event.objects.about(lead).filter(verb="comment")] == [{"comment": comment.pk}]


def test_a_comment_is_no_work_on_the_lead(cast, lead):
    before = Lead.objects.filter(pk=lead.pk).values().get()
    lead.comment(by=cast.alice, body="Looks promising")
    assert Lead.objects.filter(pk=lead.pk).values().get() == before


@pytest.mark.parametrize("person", ["alice", "dave", "carol", "admin"])
def test_those_who_work_on_a_lead_comment_on_it(cast, lead, person):
    lead.comment(by=getattr(cast, person), body="Seen")
    assert Comment.objects.about(lead).count() == 1


@pytest.mark.parametrize(("person", "refusal"), [("mia", NotAllowed), ("auditor", NotAllowed), ("mallory", NotFound)])
def test_readers_and_strangers_do_not(cast, lead, person, refusal):
    with pytest.raises(refusal):
        lead.comment(by=getattr(cast, person), body="Seen")
    assert Comment.objects.count() == 0


def test_a_converted_lead_is_still_commented_on_unless_the_policy_closes_its_notes(cast, lead):
    lead.convert(by=cast.alice)
    lead.comment(by=cast.alice, body="Signed on Friday")
    Policy.objects.update_or_create(pk=1, defaults={"converted_notes_editable": False})
    with pytest.raises(Refused, match="nothing of it can be edited"):
        lead.comment(by=cast.alice, body="One more")
    assert (Comment.objects.count(), lead.status) == (1, Status.CONVERTED)


def test_a_discarded_lead_is_not_commented_on(cast, lead):
    lead.discard(by=cast.alice)
    with pytest.raises(Refused, match="discarded"):
        lead.comment(by=cast.admin, body="Junk")


def test_only_those_who_may_see_the_box(cast, client, lead):
    shown = {}
    for person in ("alice", "mia"):
        client.force_login(getattr(cast, person))
        shown[person] = 'id="comment-box"' in client.get(lead.get_absolute_url()).text
    assert shown == {"alice": True, "mia": False}


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 20_001, "a\x00b"])
def test_what_is_no_comment_is_told_at_its_field(alice, lead, text):
    answer = post(alice, lead, text)
    assert (answer.status_code, list(answer.context["form"].errors), Comment.objects.count()) == (422, ["body"], 0)


def test_the_author_edits_a_comment_and_it_says_so(cast, alice, lead):
    comment = lead.comment(by=cast.alice, body="Frist draft")
    url = reverse("comment_edit", args=[comment.pk])
    form = alice.get(url).context["form"]
    answer = alice.post(url, {"body": "First draft"})
    page = alice.get(lead.get_absolute_url())
    assert (form.initial["body"], answer.status_code, answer.url) == ("Frist draft", 302, lead.get_absolute_url())
    assert ("First draft" in page.text, "(edited)" in page.text) == (True, True)
    assert page.context["timeline"].entries[0].comment.edited_at is not None


def test_the_same_words_again_are_no_edit(cast, lead):
    comment = lead.comment(by=cast.alice, body="As it is")
    assert comment.edit(by=cast.alice, text="As it is", record=lead) is False
    assert (Comment.objects.get().edited_at, Event.objects.filter(verb="edit_comment").count()) == (None, 0)


@pytest.mark.parametrize(("person", "status"), [("admin", 403), ("dave", 403), ("mia", 403), ("mallory", 404)])
def test_nobody_else_edits_it(cast, client, lead, person, status):
    comment = lead.comment(by=cast.alice, body="Mine")
    client.force_login(getattr(cast, person))
    answers = [client.post(reverse("comment_edit", args=[comment.pk]), {"body": "Theirs"})]
    answers.append(client.get(reverse("comment_edit", args=[comment.pk])))
    assert ([answer.status_code for answer in answers], Comment.objects.get().text) == ([status] * 2, "Mine")


def test_an_author_who_may_comment_no_more_does_not_edit_either(cast, client, lead):
    comment = lead.comment(by=cast.alice, body="Mine")
    Lead.objects.filter(pk=lead.pk).update(owner=cast.mallory, pool=None)
    client.force_login(cast.alice)
    assert client.post(reverse("comment_edit", args=[comment.pk]), {"body": "x"}).status_code == 404


@pytest.mark.parametrize("person", ["alice", "admin"])
def test_its_author_and_administrators_delete_it_and_a_trace_stays(cast, client, lead, person):
    comment = lead.comment(by=cast.alice, body="Something private")
    client.force_login(getattr(cast, person))
    answer = client.post(reverse("comment_delete", args=[comment.pk]))
    page = client.get(lead.get_absolute_url())
    trace = Event.objects.about(lead).get(verb="delete_comment")
    assert (answer.status_code, Comment.objects.count(), CommentLink.objects.count()) == (302, 0, 0)
    assert (trace.by, trace.data) == (getattr(cast, person), {"comment": comment.pk})
    assert ("Something private" in page.text, "Comment deleted" in page.text) == (False, True)


@pytest.mark.parametrize(("person", "status"), [("dave", 403), ("mia", 403), ("mallory", 404)])
def test_nobody_else_deletes_it(cast, client, lead, person, status):
    comment = lead.comment(by=cast.alice, body="Mine")
    client.force_login(getattr(cast, person))
    assert client.post(reverse("comment_delete", args=[comment.pk])).status_code == status
    assert Comment.objects.count() == 1


def test_it_is_deleted_once(cast, lead):
    comment = lead.comment(by=cast.alice, body="Mine")
    assert [comment.remove(by=cast.alice), Comment(pk=comment.pk, by=cast.alice).remove(by=cast.alice)] == [
        True,
        False,
    ]
    assert Event.objects.filter(verb="delete_comment").count() == 1


def test_the_timeline_is_narrowed_to_comments(cast, alice, lead):
    lead.comment(by=cast.alice, body="One")
    lead.work(by=cast.alice)
    part = alice.get(reverse("lead_timeline", args=[lead.pk]), {"show": "comments"})
    assert kinds_of(part.context["timeline"]) == ["comment"]


def test_older_comments_come_page_by_page_none_twice(cast, alice, lead):
    for number in range(60):
        lead.comment(by=cast.alice, body=f"Number {number}.")
    found, before = [], ""
    for _ in range(3):
        timeline = alice.get(reverse("lead_timeline", args=[lead.pk]), {"before": before}).context["timeline"]
        found += [entry.comment.text for entry in timeline.entries if entry.kind == "comment"]
        before = timeline.older
    assert (found, before) == ([f"Number {n}." for n in range(59, -1, -1)], "")


@pytest.mark.parametrize("kind", ["account", "contact", "opportunity"])
def test_accounts_contacts_and_opportunities_are_discussed_too(cast, alice, client, kind):
    account = Account.add({"name": "Acme"}, by=cast.alice)
    record = {
        "account": lambda: account,
        "contact": lambda: account.contacts.model.add({"last_name": "Doe", "account": account}, by=cast.alice),
        "opportunity": lambda: account.opportunities.model.add({"name": "Deal", "account": account}, by=cast.alice),
    }[kind]()
    assert post(alice, record, "Said of it").status_code == 302
    page = alice.get(record.get_absolute_url())
    assert ("Said of it" in page.text, kinds_of(page.context["timeline"])[0]) == (True, "comment")
    client.force_login(cast.mia)
    assert (post(client, record, "Not mine").status_code, Comment.objects.count()) == (403, 1)


def test_what_was_said_of_a_lead_goes_with_it_for_good(cast, lead):
    lead.comment(by=cast.alice, body="Gone with it")
    lead.discard(by=cast.alice)
    lead.delete_for_good(by=cast.admin)
    assert (Comment.objects.count(), CommentLink.objects.count()) == (0, 0)
