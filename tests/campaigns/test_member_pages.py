"""The list of a campaign's members, and the ways to add some."""

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import CampaignStatus, Member, MemberStatus
from hotcrm.pages.models import Run
from hotcrm.sales.models import Contact
from leads.models import Lead
from tests.campaigns.making import make_campaign, make_member
from tests.factories import make_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(cast):
    return make_campaign(owner=cast.mia, name="Spring mailing")


@pytest.fixture
def signed_in(cast):
    def sign_in(name):
        client = Client()
        client.force_login(getattr(cast, name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def mia(signed_in):
    return signed_in("mia")


@pytest.fixture
def lead(cast):
    return make_lead(
        owner=cast.alice, first_name="Ada", last_name="Lovelace", company="Engines", email="ada@x.example"
    )


def members_url(campaign, name="member_list", *args):
    return reverse(name, args=[campaign.pk, *args])


def listed(client, campaign, query=""):
    answer = client.get(members_url(campaign) + query)
    assert answer.status_code == 200
    return [str(row) for row in answer.context["table"].data]


# The list ---------------------------------------------------------------------------------------


def test_the_list_shows_leads_and_contacts_with_what_became_of_them(campaign, mia, lead, contact):
    make_member(campaign, lead, MemberStatus.RESPONDED, arm="a")
    make_member(campaign, contact)
    text = mia.get(members_url(campaign)).text
    for word in ("Ada Lovelace", "Engines", "ada@x.example", "Contact", "Acme", "Responded", "Spring mailing"):
        assert word in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?status=responded", ["Ada Lovelace"]),
        ("?kind=contact", ["Contact"]),
        ("?kind=lead", ["Ada Lovelace"]),
        ("?responded=yes", ["Ada Lovelace"]),
        ("?responded=no", ["Contact"]),
        ("?held_out=yes", []),
        ("?group=a", ["Ada Lovelace"]),
        ("?added=today", ["Ada Lovelace", "Contact"]),
        ("?q=lovel", ["Ada Lovelace"]),
        ("?q=ada@x.example", ["Ada Lovelace"]),
        ("?q=contact", ["Contact"]),
        ("?q=nobody", []),
        ("?view=responded", ["Ada Lovelace"]),
        ("?view=held-out", []),
    ],
)
def test_the_list_is_narrowed(campaign, mia, lead, contact, query, found):
    make_member(campaign, lead, MemberStatus.RESPONDED, arm="a")
    make_member(campaign, contact)
    assert sorted(listed(mia, campaign, query)) == found


def test_a_name_that_many_have_finds_all_of_them(campaign, mia, cast, monkeypatch):
    monkeypatch.setattr("campaigns.member_list.filters.FEW", 2)
    for number in range(5):
        make_member(campaign, make_lead(owner=cast.alice, last_name="Smith", first_name=f"No{number}"))
    make_member(campaign, make_lead(owner=cast.alice, last_name="Jones"))
    assert len(listed(mia, campaign, "?q=smith")) == 5


def test_a_list_is_of_one_campaign(campaign, mia, lead, contact):
    make_member(campaign, lead)
    make_member(make_campaign(), contact)
    assert listed(mia, campaign) == ["Ada Lovelace"]


def test_whoever_does_not_see_the_person_does_not_see_the_member(campaign, signed_in, cast, lead):
    campaign.owner = cast.mallory
    campaign.save()
    make_member(campaign, lead)
    make_member(campaign, make_lead(owner=cast.mallory, last_name="Mine"))
    assert listed(signed_in("mallory"), campaign) == ["Mine"]
    hidden = Member.objects.get(lead=lead)
    assert signed_in("mallory").get(hidden.get_absolute_url()).status_code == 404


def test_whoever_does_not_see_the_campaign_finds_no_list(campaign, signed_in):
    for name in ("member_list", "member_counts", "member_export", "member_add", "member_panel", "member_import"):
        assert signed_in("alice").get(members_url(campaign, name)).status_code in (403, 404)


def test_a_list_asks_as_much_for_thirty_rows_as_for_one(campaign, signed_in, cast, django_assert_max_num_queries):
    make_member(campaign, make_lead(owner=cast.alice), added_by=cast.mia)
    for person in ("mia", "admin"):
        assert len(listed(signed_in(person), campaign)) == Member.objects.count()
    for number in range(29):
        person = Contact.objects.create(last_name=f"Doe {number}") if number % 2 else make_lead(owner=cast.alice)
        make_member(campaign, person, added_by=cast.mia, arm=f"arm{number % 3}")
    for person in ("mia", "admin"):
        client = signed_in(person)
        with django_assert_max_num_queries(18):
            assert len(listed(client, campaign)) == 30


@pytest.mark.parametrize("query", ["q=%00", "q=%25", "status=x", "group=%00", "after=x~y", "after=0~~1~1", "size=0",
                                   "cols=x", "sort=--created_at", "notice=99999999999999999999"])  # fmt: skip
def test_no_address_of_the_list_fails(campaign, mia, lead, query):
    make_member(campaign, lead)
    assert mia.get(f"{members_url(campaign)}?{query}").status_code in (200, 400)


# One and many -----------------------------------------------------------------------------------


def test_a_status_is_changed_from_the_row(campaign, mia, lead):
    member = make_member(campaign, lead)
    url = f"{member.get_absolute_url()}set-status/"
    assert "Ada Lovelace" in mia.get(url).text
    assert mia.post(url, {"to": "nonsense"}).status_code == 422
    assert mia.post(url, {"to": "responded"}).status_code == 302
    member.refresh_from_db()
    assert (member.status, member.responded_at is not None) == ("responded", True)


def test_a_member_is_removed(campaign, mia, lead):
    member = make_member(campaign, lead)
    assert mia.post(f"{member.get_absolute_url()}remove/").status_code == 302
    assert not Member.objects.exists()


def test_a_reader_changes_nothing(campaign, signed_in, lead):
    member = make_member(campaign, lead)
    assert signed_in("auditor").post(f"{member.get_absolute_url()}remove/").status_code == 403
    assert Member.objects.exists()


def test_many_are_changed_by_a_run_with_a_result_for_each(campaign, mia, cast, lead):
    held = make_member(campaign, make_lead(owner=cast.alice), "", is_held_out=True)
    sent = make_member(campaign, lead)
    url = members_url(campaign, "member_bulk", "set-status")
    ticked = {"ids": [held.pk, sent.pk]}
    assert mia.post(url, ticked).context["preview"].selected == 2
    answer = mia.post(url, {**ticked, "sure": "1", "to": "delivered", "token": "t"}, follow=True)
    run = Run.objects.get()
    assert (run.done, run.refused) == (1, 1)
    assert "Held out" in answer.text


def test_all_that_match_are_removed(campaign, mia, cast, lead, contact):
    make_member(campaign, lead, MemberStatus.BOUNCED)
    make_member(campaign, contact)
    url = members_url(campaign, "member_bulk", "remove")
    mia.post(url, {"all": "1", "query": "status=bounced", "sure": "1", "token": "t"})
    assert [member.contact for member in Member.objects.all()] == [contact]


def test_the_file_holds_what_its_reader_sees_without_formulas(campaign, mia, cast, contact):
    make_member(campaign, make_lead(owner=cast.alice, last_name="=1+1", company="@Evil"), value=12, added_by=cast.mia)
    make_member(campaign, contact, MemberStatus.RESPONDED)
    for kind in ("csv", "xlsx"):
        answer = mia.get(members_url(campaign, "member_export"), {"format": kind}, follow=True)
        assert answer.status_code == 200
    text = b"".join(mia.get(members_url(campaign, "member_export")).streaming_content).decode()
    assert "'=1+1" in text
    assert "'@Evil" in text
    assert "Contact,Acme" in text
    assert len(text.splitlines()) == 3


# Adding -----------------------------------------------------------------------------------------


def test_one_is_found_and_added(campaign, mia, lead, contact):
    page = mia.get(members_url(campaign, "member_add"), {"q": "lovelace"})
    assert [one.person for one in page.context["found"]] == [lead]
    mia.post(members_url(campaign, "member_add"), {"lead": lead.pk})
    mia.post(members_url(campaign, "member_add"), {"contact": contact.pk})
    assert {(member.lead, member.contact) for member in Member.objects.all()} == {(lead, None), (None, contact)}
    assert "is a member" in mia.get(members_url(campaign, "member_add"), {"q": "lovelace"}).text
    assert mia.post(members_url(campaign, "member_add"), {"lead": lead.pk}).status_code == 409
    assert mia.post(members_url(campaign, "member_add"), {"lead": "x"}).status_code == 404


def test_a_view_is_looked_at_and_then_enrolled(campaign, mia, cast):
    leads = [make_lead(owner=cast.alice, last_name=f"Doe{n}") for n in range(3)]
    make_member(campaign, leads[0])
    url = members_url(campaign, "member_add_view")
    page = mia.get(url, {"view": "all"})
    preview = page.context["preview"]
    assert (preview.selected, preview.possible) == (3, 2)
    assert preview.reasons == [("Already a member of this campaign.", 1)]
    answer = mia.post(url, {"query": page.context["query"], "token": "t"})
    run = Run.objects.get()
    assert answer.url == run.get_absolute_url()
    assert (run.total, run.done, run.refused) == (3, 2, 1)
    mia.post(url, {"query": page.context["query"], "token": "t"})
    assert Run.objects.count() == 1


def test_a_filter_narrows_whom_a_view_adds(campaign, mia, cast):
    make_lead(owner=cast.alice, last_name="Wanted")
    make_lead(owner=cast.alice, last_name="Unwanted", company="Other")
    mia.post(members_url(campaign, "member_add_view"), {"query": "view=all&q=wanted"})
    assert [str(member.lead) for member in Member.objects.all()] == ["Wanted"]


def test_who_adds_adds_only_whom_they_see(campaign, signed_in, cast, lead):
    assert signed_in("alice").post(members_url(campaign, "member_add"), {"lead": lead.pk}).status_code == 404
    assert signed_in("auditor").post(members_url(campaign, "member_add"), {"lead": lead.pk}).status_code == 403
    assert not Lead.objects.get(pk=lead.pk).memberships.exists()


def test_nobody_is_added_to_a_campaign_that_is_over(campaign, mia, lead):
    campaign.status = CampaignStatus.COMPLETED
    campaign.save()
    assert mia.post(members_url(campaign, "member_add"), {"lead": lead.pk}).status_code == 409
    assert not Member.objects.exists()


def test_the_panel_counts_by_status(campaign, mia, cast, lead, contact):
    make_member(campaign, lead, MemberStatus.RESPONDED)
    make_member(campaign, contact)
    make_member(campaign, make_lead(owner=cast.alice), "", is_held_out=True)
    page = mia.get(members_url(campaign, "member_panel"))
    assert [(status.value, number) for status, number, _url in page.context["member_counts"]] == [
        ("sent", 1),
        ("responded", 1),
    ]
    assert (page.context["member_total"], page.context["member_held_out"]) == (3, 1)
