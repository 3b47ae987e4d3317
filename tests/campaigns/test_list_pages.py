"""Marketing lists: their list, their pages, what comes onto them and off again, and campaigns that use them."""

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import CampaignList, ListEntry, ListKind, MarketingList, Member, Use
from hotcrm.pages.models import Run, SavedView
from hotcrm.records.models import Event
from hotcrm.records.refusals import Invalid, NotAllowed, Refused
from tests.campaigns.making import make_campaign
from tests.factories import make_lead

pytestmark = pytest.mark.django_db


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
    return make_lead(owner=cast.alice, first_name="Ada", last_name="Lovelace", email="ada@x.example")


@pytest.fixture
def static(cast):
    return MarketingList.add({"name": "Guests"}, by=cast.mia)


@pytest.fixture
def peace(cast):
    return MarketingList.add({"name": "Peace", "kind": ListKind.SUPPRESSION}, by=cast.mia)


@pytest.fixture
def dynamic(cast):
    view = SavedView.objects.create(owner=cast.mia, kind="leads.lead", name="Engines", base="all", query="q=engines")
    return MarketingList.add({"name": "Engineers", "kind": ListKind.DYNAMIC, "view": view}, by=cast.mia)


def verb_url(record, word):
    return f"{record.get_absolute_url()}{word}/"


# Making -----------------------------------------------------------------------------------------


def test_a_list_is_made_and_changed(cast, mia):
    url = reverse("marketing_list_create")
    assert mia.get(url).status_code == 200
    assert mia.post(url, {"name": "", "kind": "static"}).status_code == 422
    mia.post(url, {"name": "Guests", "kind": "static"})
    made = MarketingList.objects.get()
    assert (made.owner, made.kind) == (cast.mia, "static")
    edit = reverse("marketing_list_edit", args=[made.pk])
    assert "kind" not in mia.get(edit).context["form"].fields
    mia.post(edit, {"name": "Friends", "initial-name": "Guests", "version": made.version})
    made.refresh_from_db()
    assert made.name == "Friends"


def test_a_dynamic_list_needs_one_of_ones_own_views(cast, mia):
    url, others = (
        reverse("marketing_list_create"),
        SavedView.objects.create(owner=cast.alice, kind="leads.lead", name="Hers", base="all"),
    )
    assert mia.post(url, {"name": "D", "kind": "dynamic"}).status_code == 422
    assert mia.post(url, {"name": "D", "kind": "dynamic", "view": others.pk}).status_code == 422
    mine = SavedView.objects.create(owner=cast.mia, kind="leads.lead", name="Mine", base="all")
    assert mia.post(url, {"name": "D", "kind": "dynamic", "view": mine.pk}).status_code == 302
    assert mia.post(url, {"name": "S", "kind": "static", "view": mine.pk}).status_code == 302
    assert list(MarketingList.objects.order_by("pk").values_list("view", flat=True)) == [mine.pk, None]


def test_a_view_that_a_list_uses_is_not_deleted(cast, mia, dynamic):
    answer = mia.post(reverse("lead_view_delete", args=[dynamic.view_id]), follow=True)
    assert answer.status_code == 200
    assert "Engineers" in answer.text
    assert SavedView.objects.filter(pk=dynamic.view_id).exists()


def test_lists_are_made_by_those_who_run_campaigns(signed_in):
    assert signed_in("alice").get(reverse("marketing_list_create")).status_code == 403
    assert signed_in("alice").get(reverse("marketing_list_list")).status_code == 200


def test_the_list_of_lists_says_how_many_are_on_each(cast, mia, static, peace, dynamic, lead):
    lead.add_to_list(by=cast.mia, to=static)
    CampaignList.objects.create(campaign=make_campaign(), list=static)
    answer = mia.get(reverse("marketing_list_list"))
    assert {str(row) for row in answer.context["table"].data} == {"Guests", "Peace", "Engineers"}
    assert "as the view “Engines” finds" in answer.text


def test_it_asks_as_much_for_thirty_lists_as_for_one(cast, mia, static, lead, django_assert_max_num_queries):
    for number in range(29):
        one = MarketingList.add({"name": f"List {number}"}, by=cast.mia)
        lead.add_to_list(by=cast.mia, to=one)
    with django_assert_max_num_queries(16):
        assert len(mia.get(reverse("marketing_list_list")).context["table"].data) == 30


# Who is on it -----------------------------------------------------------------------------------


def test_a_lead_and_a_contact_come_onto_a_list_once(cast, static, lead, contact):
    lead.add_to_list(by=cast.mia, to=static)
    contact.add_to_list(by=cast.mia, to=static)
    with pytest.raises(Refused) as refused:
        lead.add_to_list(by=cast.mia, to=static)
    assert refused.value.code == "on_list_already"
    assert {(one.lead, one.contact, one.added_by) for one in ListEntry.objects.all()} == {
        (lead, None, cast.mia),
        (None, contact, cast.mia),
    }


def test_nobody_comes_onto_a_dynamic_list_or_by_who_runs_no_campaigns(cast, static, dynamic, lead):
    with pytest.raises(Refused) as refused:
        lead.add_to_list(by=cast.mia, to=dynamic)
    assert refused.value.code == "dynamic_list"
    with pytest.raises(NotAllowed):
        lead.add_to_list(by=cast.alice, to=static)
    lead.discard(by=None)
    with pytest.raises(Refused):
        lead.add_to_list(by=cast.admin, to=static)


def test_many_leads_are_put_on_a_list_from_theirs(cast, mia, static, lead):
    make_lead(owner=cast.alice, last_name="Other")
    lead.add_to_list(by=cast.mia, to=static)
    url = reverse("lead_bulk", args=["add-to-list"])
    body = {"all": "1", "query": "view=all", "sure": "1", "token": "t", "to": static.pk}
    mia.post(url, body)
    run = Run.objects.get()
    assert (run.done, run.refused) == (1, 1)
    assert static.entries.count() == 2


def test_addresses_and_domains_are_pasted_and_the_bad_lines_told(cast, mia, peace):
    url = verb_url(peace, "suppress")
    typed = "Someone@Example.com, <other@example.org>\nexample.net\n@sub.example.com\nnonsense\n\n*@example.edu"
    answer = mia.post(url, {"typed": typed})
    assert answer.status_code == 422
    assert "Line 4: “nonsense” is neither an address nor a domain." in answer.text
    assert "sub.example.com" in answer.text
    assert not peace.entries.exists()
    for _again in range(2):
        assert mia.post(url, {"typed": typed.replace("nonsense", "")}).status_code == 302
    assert set(peace.entries.values_list("address", "domain")) == {
        ("someone@example.com", None),
        ("other@example.org", None),
        (None, "example.net"),
        (None, "sub.example.com"),
        (None, "example.edu"),
    }
    assert Event.objects.filter(verb="suppress").first().data == {"added": 5}


def test_only_a_suppression_list_has_addresses(cast, static):
    with pytest.raises(Refused):
        static.suppress(by=cast.mia, addresses=["a@b.example"])


def test_entries_are_taken_off(cast, mia, static, lead, contact):
    for person in (lead, contact):
        person.add_to_list(by=cast.mia, to=static)
    entry = static.entries.get(lead=lead)
    assert "Ada Lovelace" in mia.get(static.get_absolute_url()).text
    mia.post(verb_url(static, "take-off"), {"entries": [entry.pk]})
    assert [one.contact for one in static.entries.all()] == [contact]
    assert mia.post(verb_url(static, "take-off"), {"entries": ["x"]}).status_code == 422


def test_nobody_is_told_who_is_on_a_list_but_whom_they_see(cast, signed_in, static, lead):
    lead.add_to_list(by=cast.mia, to=static)
    static.owner = cast.mallory
    static.save()
    page = signed_in("mallory").get(static.get_absolute_url())
    assert (page.context["entries"], page.context["total"]) == ([], "0")
    assert "Lovelace" not in page.text
    assert signed_in("alice").get(static.get_absolute_url()).status_code == 404


def test_a_dynamic_list_counts_whom_its_view_finds(cast, mia, dynamic):
    make_lead(owner=cast.alice, company="Engines")
    make_lead(owner=cast.alice, company="Other")
    page = mia.get(dynamic.get_absolute_url())
    assert page.context["total"] == "1"
    assert mia.get(page.context["leads_url"]).status_code == 200


def test_a_long_list_is_read_page_by_page(cast, mia, peace):
    peace.suppress(by=cast.mia, domains=[f"d{number}.example" for number in range(60)])
    page = mia.get(peace.get_absolute_url())
    rest = mia.get(peace.get_absolute_url() + page.context["next_url"])
    assert (len(page.context["entries"]), len(rest.context["entries"])) == (50, 10)


# Campaigns --------------------------------------------------------------------------------------


def test_a_campaign_chooses_lists_and_drops_them(cast, mia, static, peace, dynamic):
    campaign = make_campaign(owner=cast.mia)
    use, drop = (reverse("campaign_verb", args=[campaign.pk, word]) for word in ("use-list", "drop-list"))
    assert mia.post(use, {"list": static.pk, "use": "target"}).status_code == 302
    assert mia.post(use, {"list": peace.pk, "use": "target"}).status_code == 422
    assert mia.post(use, {"list": peace.pk, "use": "excluded"}).status_code == 302
    assert mia.post(use, {"list": dynamic.pk, "use": "excluded"}).status_code == 422
    assert set(campaign.lists.values_list("list", "use")) == {(static.pk, "target"), (peace.pk, "excluded")}
    text = mia.get(campaign.get_absolute_url()).text
    assert "Guests" in text
    assert "Peace" in text
    mia.post(drop, {"list": static.pk})
    assert list(campaign.lists.values_list("list", flat=True)) == [peace.pk]


def test_a_list_out_of_sight_is_not_chosen(cast, static):
    campaign = make_campaign(owner=cast.mia)
    MarketingList.objects.update(owner=cast.mallory)
    cast.alice.groups.set(cast.mia.groups.none())
    with pytest.raises((Invalid, NotAllowed, Refused)):
        campaign.use_list(by=cast.alice, list=static, use="target")


def test_a_list_is_looked_at_and_then_enrolled(cast, mia, static, peace, lead, contact):
    campaign = make_campaign(owner=cast.mia)
    for person in (lead, contact):
        person.add_to_list(by=cast.mia, to=static)
    campaign.use_list(by=cast.mia, list=peace, use=Use.EXCLUDED)
    peace.suppress(by=cast.mia, domains=["x.example"])
    assert mia.get(reverse("marketing_list_enrol", args=[static.pk])).status_code == 200
    page = mia.get(reverse("marketing_list_enrol", args=[static.pk]), {"campaign": campaign.pk}, follow=True)
    preview = page.context["preview"]
    assert (preview.selected, preview.possible) == (2, 1)
    assert preview.reasons == [("On a list of people whom this campaign leaves in peace.", 1)]
    mia.post(reverse("member_add_list", args=[campaign.pk, static.pk]), {"token": "t"})
    assert [member.contact for member in Member.objects.all()] == [contact]


def test_the_target_lists_are_enrolled_with_one_click(cast, mia, static, dynamic, contact):
    campaign = make_campaign(owner=cast.mia)
    both = make_lead(owner=cast.alice, company="Engines")
    contact.add_to_list(by=cast.mia, to=static)
    both.add_to_list(by=cast.mia, to=static)
    for one in (static, dynamic):
        campaign.use_list(by=cast.mia, list=one, use="target")
    mia.post(reverse("member_add_targets", args=[campaign.pk]))
    assert {(member.lead, member.contact) for member in Member.objects.all()} == {(both, None), (None, contact)}
    assert sum(run.refused for run in Run.objects.all()) == 0


# On the page of a person ------------------------------------------------------------------------


def test_the_page_of_a_lead_says_where_it_is_in(cast, mia, signed_in, static, lead):
    campaign = make_campaign(owner=cast.mia, name="Spring mailing")
    lead.enrol(by=cast.mia, campaign=campaign)
    lead.add_to_list(by=cast.mia, to=static)
    url = reverse("campaigns_of_lead", args=[lead.pk])
    assert url in mia.get(lead.get_absolute_url()).text
    text = mia.get(url).text
    assert "Spring mailing" in text
    assert "Guests" in text
    hers = signed_in("alice").get(url).text  # who sees neither the campaign nor the list
    assert "Spring mailing" not in hers
    assert "Guests" not in hers
    assert signed_in("mallory").get(url).status_code == 404


def test_a_contact_is_added_from_its_page(cast, mia, static, contact):
    campaign = make_campaign(owner=cast.mia)
    mia.post(reverse("contact_verb", args=[contact.pk, "enrol"]), {"campaign": campaign.pk})
    mia.post(reverse("contact_verb", args=[contact.pk, "add-to-list"]), {"to": static.pk})
    assert (Member.objects.get().contact, ListEntry.objects.get().contact) == (contact, contact)
    assert str(static) in mia.get(reverse("campaigns_of_contact", args=[contact.pk]), HTTP_HX_REQUEST="true").text
