import pytest
from django.urls import reverse

from hotcrm.records.models import Policy
from hotcrm.sales.models import Account, Contact, Opportunity
from leads.matching import Matches
from leads.models import Lead, Status
from tests.factories import make_lead


@pytest.fixture
def lead(cast):
    return make_lead(
        owner=cast.alice, status=Status.QUALIFIED, company="Globex", last_name="Scorpio", email="hank@globex.test"
    )


def typed(**changes):
    return {
        "account": "new",
        "account_name": "Globex",
        "contact": "new",
        "contact_last_name": "Scorpio",
        "contact_email": "hank@globex.test",
        "opportunity": "new",
        "opportunity_name": "Deal",
        "opportunity_amount": "100,000",
        "opportunity_close_on": "2099-01-31",
        "carry_activities": "on",
        **changes,
    }


def test_the_page_starts_with_what_the_lead_says(cast, client, lead):
    client.force_login(cast.alice)
    form = client.get(reverse("lead_convert", args=[lead.pk])).context["form"]
    assert (form.initial["account_name"], form.initial["contact_email"], form.initial["opportunity_name"]) == (
        "Globex",
        "hank@globex.test",
        "Globex - Opportunity",
    )


def test_one_click_makes_all_three_and_shows_them(cast, client, lead):
    client.force_login(cast.alice)
    response = client.post(reverse("lead_convert", args=[lead.pk]), typed(), follow=True)
    assert response.redirect_chain == [(reverse("lead_converted", args=[lead.pk]), 302)]
    assert (Account.objects.get().name, Contact.objects.get().last_name, Opportunity.objects.get().amount) == (
        "Globex",
        "Scorpio",
        100_000,
    )


def test_a_second_click_shows_the_first_result(cast, client, lead):
    client.force_login(cast.alice)
    for _ in range(2):
        response = client.post(reverse("lead_convert", args=[lead.pk]), typed())
        assert (response.status_code, response.url) == (302, reverse("lead_converted", args=[lead.pk]))
    assert Opportunity.objects.count() == 1


def test_a_new_opportunity_without_a_name_is_said_at_its_field_and_nothing_is_written(cast, client, lead):
    client.force_login(cast.alice)
    response = client.post(reverse("lead_convert", args=[lead.pk]), typed(opportunity_name="", contact_title="CTO"))
    form = response.context["form"]
    assert (response.status_code, list(form.errors), form["contact_title"].value()) == (
        422,
        ["opportunity_name"],
        "CTO",
    )
    assert (Account.objects.count(), Lead.objects.get(pk=lead.pk).status) == (0, Status.QUALIFIED)


def test_the_sure_match_is_chosen_at_first_and_says_why(cast, client, lead):
    known = Account.objects.create(name="GLOBEX ", owner=cast.alice)
    client.force_login(cast.alice)
    page = client.get(reverse("lead_convert", args=[lead.pk]))
    assert page.context["form"].initial["account"] == str(known.pk)
    assert "<small>same name</small>" in page.text


def test_a_name_but_for_the_legal_form_is_offered_and_not_chosen(cast, lead):
    Account.objects.create(name="Globex GmbH", owner=cast.alice)
    (match,) = Matches(lead, cast.alice).accounts
    assert (match.is_same, match.reasons) == (False, ["same name but for the legal form"])


def test_an_account_one_cannot_see_is_neither_offered_nor_taken(cast, client, lead):
    hidden = Account.objects.create(name="Globex Ltd", owner=cast.mallory)
    client.force_login(cast.alice)
    response = client.post(reverse("lead_convert", args=[lead.pk]), typed(account=str(hidden.pk)))
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["account"])


def test_a_lead_one_cannot_see_cannot_be_converted(cast, client, lead):
    client.force_login(cast.mallory)
    assert client.post(reverse("lead_convert", args=[lead.pk]), typed()).status_code == 404


def test_who_may_only_read_is_told_so(cast, client, lead):
    client.force_login(cast.mia)
    assert client.get(reverse("lead_convert", args=[lead.pk])).status_code == 403


REFUSED = [
    ({"contact_check": "fail"}, {}, "contact"),
    ({"opportunity_name_unique": True}, {"opportunity_name": "DEAL"}, "opportunity_name"),
    ({"convert_only_from_qualified": True}, {"status": Status.WORKING}, "__all__"),
]


@pytest.mark.parametrize(("policy", "changes", "where"), REFUSED)
def test_what_a_policy_refuses_stays_in_its_card_and_nothing_is_written(cast, client, lead, policy, changes, where):
    Policy.objects.create(pk=1, **policy)
    account = Account.objects.create(name="Globex", owner=cast.alice)
    Contact.objects.create(account=account, last_name="S.", email="hank@globex.test")
    Opportunity.objects.create(account=account, name="deal", owner=cast.alice)
    if status := changes.get("status"):
        Lead.objects.filter(pk=lead.pk).update(status=status)
    client.force_login(cast.alice)
    response = client.post(
        reverse("lead_convert", args=[lead.pk]), typed(account=str(account.pk), contact_title="CTO", **changes)
    )
    form = response.context["form"]
    assert (response.status_code, list(form.errors), form["contact_title"].value()) == (409, [where], "CTO")
    assert (Account.objects.count(), Contact.objects.count(), Opportunity.objects.count()) == (1, 1, 1)


def test_another_one_that_is_seen_is_found_by_its_name(cast, client, lead):
    other = Account.add({"name": "Initech"}, by=cast.alice)
    contact = Contact.add({"last_name": "Lumbergh", "account": other}, by=cast.alice)
    deal = Opportunity.add({"name": "Printers", "account": other}, by=cast.alice)
    client.force_login(cast.alice)
    chosen = {"account": "other", "other_account": "Initech", "contact": "other", "opportunity": "other"}
    chosen |= {"other_contact": f"Lumbergh (#{contact.pk})", "other_opportunity": "printers"}
    response = client.post(reverse("lead_convert", args=[lead.pk]), typed(**chosen))
    assert response.status_code == 302
    made = Lead.objects.get(pk=lead.pk).conversion
    assert (made.account, made.contact, made.opportunity, made.made) == (other, contact, deal, [])


@pytest.mark.parametrize("name", ["", "Hidden", "nonsense", "(#99999999)", "x\x00"])
def test_another_one_that_is_not_seen_is_refused_at_its_field(cast, client, lead, name):
    Account.add({"name": "Hidden"}, by=cast.mallory)
    client.force_login(cast.alice)
    response = client.post(reverse("lead_convert", args=[lead.pk]), typed(account="other", other_account=name))
    if response.status_code != 400:
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["other_account"])
    assert Lead.objects.get(pk=lead.pk).status == Status.QUALIFIED


def test_open_opportunities_one_sees_are_suggested(cast, client, lead):
    account = Account.add({"name": "Initech"}, by=cast.alice)
    deal = Opportunity.add({"name": "Printers", "account": account}, by=cast.alice)
    Opportunity.add({"name": "Old printers", "account": account}, by=cast.alice).win(by=cast.alice)
    Opportunity.add({"name": "Hidden printers", "account": account}, by=cast.mallory)
    client.force_login(cast.alice)
    answer = client.get(reverse("lead_suggest", args=["opportunity"]), {"q": "initech"})
    assert answer.json() == {"suggestions": [f"Printers (#{deal.pk})"]}


def test_a_match_says_where_it_belongs_and_why_it_matches(cast, client, lead):
    account = Account.add({"name": "Initech"}, by=cast.alice)
    Contact.add({"last_name": "Scorpio", "email": "hank@globex.test", "account": account}, by=cast.alice)
    client.force_login(cast.alice)
    page = client.get(reverse("lead_convert", args=[lead.pk])).text
    assert "Initech · same e-mail" in page
    assert "Scorpio is a contact there" in page


def test_reasons_of_every_kind_stand_together(cast, client):
    lead = make_lead(
        owner=cast.alice, status=Status.QUALIFIED, company="Globex", first_name="Hank", last_name="Scorpio",
        email="hank@globex.test", phone="+1 202 555 0123",
    )  # fmt: skip
    account = Account.add({"name": "Globex"}, by=cast.alice)
    values = {"first_name": "Hank", "last_name": "Scorpio", "email": "hank@globex.test", "phone": "+1 202 555 0123"}
    Contact.add({"account": account, **values}, by=cast.alice)
    client.force_login(cast.alice)
    page = client.get(reverse("lead_convert", args=[lead.pk])).text
    assert "Globex · same e-mail, same phone, same name" in page


def test_what_was_typed_for_a_choice_not_made_stands_in_nobodys_way(cast, client, lead):
    """Its fields are hidden: an error in them could not be seen."""
    client.force_login(cast.alice)
    account = Account.objects.create(owner=cast.alice, name="Initech")
    wrong = {"account_tin": "12", "contact_email": "nobody", "opportunity_amount": "a lot", "other_contact": "Nobody"}
    chosen = {"account": "other", "other_account": "Initech", "contact": "none", "opportunity": "none"}
    response = client.post(reverse("lead_convert", args=[lead.pk]), typed(**wrong, **chosen))
    assert (response.status_code, Account.objects.get()) == (302, account)


def test_a_wrong_value_of_a_choice_made_is_refused(cast, client, lead):
    client.force_login(cast.alice)
    response = client.post(reverse("lead_convert", args=[lead.pk]), typed(account_tin="12", other_account="Nobody"))
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["account_tin"])
