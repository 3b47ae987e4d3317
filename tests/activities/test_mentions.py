"""@bob: who is told, once, and what the author reads of those who are not."""

import pytest
from django.core import mail
from django.urls import reverse

from hotcrm.activities.mentions import marked_up, names_in, people_called
from hotcrm.activities.models import Comment
from hotcrm.records.mailing import send_due
from hotcrm.records.models import Access, Notice, TeamMember
from hotcrm.records.refusals import Invalid
from hotcrm.records.verbs import type_of
from hotcrm.sales.models import Account, AgreementStatus, PartnershipAgreement
from leads.models import Lead
from tests.factories import UserFactory, make_lead
from tests.records.reading import as_read


@pytest.fixture
def lead(cast, pool):
    return make_lead(owner=cast.alice, pool=pool, last_name="Doe")


def told():
    return sorted(notice.recipient.username for notice in Notice.objects.filter(kind="mention"))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@bob look", ["bob"]),
        ("Ask @Bob, @carol and @bob.", ["bob", "carol", "bob."]),
        ("mail bob@acme.example", []),
        ("＠bob 请看", ["bob"]),
        ("(@bob)", ["bob"]),
        ("@@bob @ bob", []),
        ("", []),
    ],
)
def test_what_is_a_mention(text, names):
    assert names_in(text) == list(dict.fromkeys(names))


@pytest.mark.parametrize("text", ["@bob.", "@bob, look", "@BOB", "@bob你好", "@bob-"])
def test_a_sentence_may_go_on_behind_a_name(cast, text):
    assert list(people_called(names_in(text)).values()) == [cast.bob]


def test_whoever_is_named_and_sees_the_record_is_told_once(cast, lead):
    lead.comment(by=cast.alice, body="@dave and @carol: see this. @dave!")
    notice = Notice.objects.get(recipient=cast.dave)
    assert told() == ["carol", "dave"]
    words = as_read(notice)
    assert (words.subject, words.path) == (f"Alice mentioned you: {lead}", lead.get_absolute_url())
    assert (notice.mail_due_at is not None, "see this" in notice.body) == (True, True)


def test_the_mail_goes_out_with_the_others(cast, lead):
    lead.comment(by=cast.alice, body="@dave please")
    assert (send_due(), send_due()) == (1, 0)
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["dave@hotcrm.test"], f"Alice mentioned you: {lead}")
    ]


def test_a_notice_is_in_its_readers_language(cast, lead):
    cast.dave.language = "zh-hans"
    cast.dave.save()
    lead.comment(by=cast.alice, body="@dave")
    assert as_read(Notice.objects.get()).subject == f"Alice 提到了你：{lead}"


def test_nobody_is_told_of_their_own_words(cast, lead):
    lead.comment(by=cast.alice, body="I, @alice, said so")
    assert (told(), lead.not_told) == ([], ())


def test_who_cannot_see_the_record_is_not_told_and_the_author_reads_so(cast, client, lead):
    client.force_login(cast.alice)
    answer = client.post(f"/leads/{lead.pk}/comment/", {"body": "@mallory @dave look"}, follow=True)
    assert told() == ["dave"]
    assert "@mallory cannot see this and was not told." in answer.text


def test_strangers_leavers_and_nobody_read_alike(cast, lead):
    UserFactory(username="gone", is_active=False)
    lead.comment(by=cast.alice, body="@mallory @gone @nobody")
    assert (told(), lead.not_told) == ([], ("mallory", "gone", "nobody"))


def test_a_logged_note_tells_whom_it_names(cast, client, lead):
    client.force_login(cast.alice)
    typed = {"kind": "note", "body": "@dave should know, @mallory too"}
    answer = client.post(f"/leads/{lead.pk}/log/", typed, follow=True)
    assert (told(), "@mallory cannot see this" in answer.text) == (["dave"], True)


def test_the_same_on_an_account(cast, client):
    account = Account.add({"name": "Acme"}, by=cast.alice)
    client.force_login(cast.alice)
    for verb, typed in (("comment", {}), ("log", {"kind": "note"})):
        answer = client.post(f"/accounts/{account.pk}/{verb}/", {"body": "@dave @bob", **typed}, follow=True)
        assert "@bob cannot see this and was not told." in answer.text
    assert told() == ["dave", "dave"]


def test_an_edit_tells_only_who_is_new_in_it(cast, lead):
    comment = lead.comment(by=cast.alice, body="@dave")
    comment.edit(by=cast.alice, text="@dave @carol", record=lead)
    comment.edit(by=cast.alice, text="@carol", record=lead)
    comment.edit(by=cast.alice, text="@dave @carol again", record=lead)
    assert told() == ["carol", "dave"]


def test_twenty_can_be_named_at_once_not_more(cast, lead):
    with pytest.raises(Invalid, match="At most 20"):
        lead.comment(by=cast.alice, body=" ".join(f"@person{n}" for n in range(21)))
    assert Comment.objects.count() == 0


def test_too_many_names_are_told_at_the_field(cast, client, lead):
    client.force_login(cast.alice)
    answer = client.post(f"/leads/{lead.pk}/comment/", {"body": " ".join(f"@p{n}" for n in range(21))})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["body"])


def test_a_partner_names_those_who_work_on_it_and_learns_of_nobody_else(cast):
    valid = PartnershipAgreement.objects.create(partner=cast.company, name="v", status=AgreementStatus.VALID)
    lead = make_lead(owner=cast.mallory, agreement=valid)
    lead.comment(by=cast.pat, body="@mallory @mia @nobody")
    assert (told(), lead.not_told) == (["mallory"], ("mia", "nobody"))


# Shown


def test_a_name_is_marked_and_nothing_else_gets_through(cast):
    text = "<script>alert(1)</script> @bob<img src=x> @nobody & @bob."
    html = marked_up(text, people_called(names_in(text)))
    mark = '<span class="mention" title="Bob">@bob</span>'
    assert html == (f"&lt;script&gt;alert(1)&lt;/script&gt; {mark}&lt;img src=x&gt; @nobody &amp; {mark}.")


def test_a_name_of_markup_is_only_a_name(cast):
    cast.bob.first_name = '"><script>alert(1)</script>'
    cast.bob.save()
    assert "<script>" not in marked_up("@bob", people_called(["bob"]))


def test_the_timeline_marks_names_in_comments_and_notes(cast, client, lead):
    lead.comment(by=cast.alice, body="@dave one")
    client.force_login(cast.alice)
    client.post(f"/leads/{lead.pk}/log/", {"kind": "note", "body": "@dave two"})
    page = client.get(lead.get_absolute_url()).text
    assert page.count('<span class="mention" title="Dave">@dave</span>') == 2


def test_who_was_not_told_is_not_marked_and_a_partner_learns_no_names(cast, client):
    valid = PartnershipAgreement.objects.create(partner=cast.company, name="v", status=AgreementStatus.VALID)
    lead = make_lead(owner=cast.mallory, agreement=valid)
    lead.comment(by=cast.pat, body="@mallory @mia @dave")
    client.force_login(cast.pat)
    page = client.get(lead.get_absolute_url()).text
    assert ('title="Mallory">@mallory</span>' in page, 'title="Mia"' in page, 'title="Dave"' in page) == (
        True,
        False,
        False,
    )


# Offered while one types


def offered(client, lead, typed):
    answer = client.get(reverse("mention_suggest", args=["lead", lead.pk]), {"q": typed})
    return (
        [person["username"] for person in answer.json()["people"]] if answer.status_code == 200 else answer.status_code
    )


def test_people_who_see_the_record_are_offered(cast, client, lead):
    client.force_login(cast.alice)
    found = {typed: offered(client, lead, typed) for typed in ("d", "Da", "@da", "mal", "bob", "zz")}
    assert found == {"d": ["dave"], "Da": ["dave"], "@da": ["dave"], "mal": [], "bob": [], "zz": []}


def test_those_near_the_record_come_first(cast, client, lead):
    client.force_login(cast.admin)
    assert offered(client, lead, "")[:2] == ["alice", "dave"]
    TeamMember.objects.create(type=type_of(Lead), object_id=lead.pk, user=cast.mallory, access=Access.READ)
    assert offered(client, lead, "")[:3] == ["alice", "dave", "mallory"]


def test_at_most_eight_are_offered_however_many_there_are(cast, client, lead):
    for n in range(40):
        UserFactory(username=f"zed{n:02}", manager=None, roles=["auditor"])
    client.force_login(cast.alice)
    assert len(offered(client, lead, "zed")) == 8


def test_names_are_offered_only_at_what_one_sees(cast, client, lead):
    client.force_login(cast.mallory)
    assert offered(client, lead, "d") == 404
    client.force_login(cast.alice)
    assert client.get(reverse("mention_suggest", args=["user", cast.bob.pk])).status_code == 404
