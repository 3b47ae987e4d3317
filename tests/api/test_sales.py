"""Accounts, contacts and opportunities over JSON. Who may what stands in the matrix."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign
from hotcrm.records.models import Event
from hotcrm.sales.models import Account, Contact, Opportunity

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(cast):
    return Account.add({"name": "Acme Ltd", "city": "Berlin"}, by=cast.alice)


@pytest.fixture
def deal(cast, account):
    return Opportunity.add({"name": "Machines", "account": account}, by=cast.alice)


@pytest.mark.parametrize(
    ("path", "model", "body"),
    [
        ("accounts/", Account, {"name": "Zeta", "industry": "Technology"}),
        ("contacts/", Contact, {"last_name": "Li", "email": " LI@x.example"}),
        ("opportunities/", Opportunity, {"name": "Deal", "amount": "5.50", "close_on": "2030-01-31"}),
    ],
)
def test_what_one_makes_is_ones_own(cast, call, account, path, model, body):
    body |= {"account": account.pk} if path == "opportunities/" else {}
    answer = call("alice").post(path, body)
    record = model.objects.get(pk=answer.json()["id"])
    assert (answer.status_code, answer.json()["owner"], record.owner) == (201, "alice", cast.alice)
    assert answer["Location"].endswith(f"{path}{record.pk}/")
    assert Event.objects.filter(object_id=record.pk, verb="create", by=cast.alice).exists()
    assert call("alice").get(f"{path}{record.pk}/").json() == answer.json()


def test_views_filters_and_orders_are_those_of_the_page(cast, call, account, deal):
    other = Account.add({"name": "Beta"}, by=cast.alice)
    alice = call("alice")

    def names(path, **query):
        return [row["name"] for row in alice.get(path, **query).json()["results"]]

    assert names("accounts/", sort="name_key") == ["Acme Ltd", "Beta"]
    assert names("accounts/", sort="-name_key", page_size=1) == ["Beta"]
    assert names("accounts/", q="bet") == [other.name]
    assert names("opportunities/") == names("opportunities/", view="open") == ["Machines"]
    deal.win(by=cast.alice)
    assert names("opportunities/") == []
    assert names("opportunities/", stage="Closed won", view="all") == ["Machines"]


def test_a_hundred_rows_cost_the_queries_of_one(cast, call, account):
    campaign, alice, found = Campaign.objects.create(name="Fair", code="fair"), call("alice"), []
    alice.get("opportunities/", page_size=200)  # the audit tells of a list once an hour
    for number in range(30):
        Opportunity.add({"name": f"D{number}", "account": account, "campaign": campaign}, by=cast.alice)
        if number in (0, 29):
            with CaptureQueriesContext(connection) as captured:
                rows = alice.get("opportunities/", page_size=200).json()["results"]
            found.append((len(rows), len(captured)))
    assert [rows for rows, _queries in found] == [1, 30]
    assert found[0][1] == found[1][1]


def test_a_change_may_name_its_version(cast, call, account):
    alice, url = call("alice"), f"accounts/{account.pk}/"
    assert alice.patch(url, {"city": "Oslo"}).json()["version"] == 2
    assert alice.patch(url, {"city": "Paris"}, If_Match='"2"').json()["city"] == "Paris"
    stale = alice.patch(url, {"city": "Rome", "owner": "bob"}, If_Match='"1"')
    assert (stale.status_code, stale.json()["conflicts"]) == (412, {"city": {"yours": "Rome", "theirs": "Paris"}})
    assert alice.patch(url, {"owner": "bob", "version": 3}).json() == {"owner": ["This field cannot be written."]}
    assert alice.patch(url, {"name": "", "version": 3}).status_code == 400


def test_a_deal_goes_its_way(cast, call, deal):
    alice, url = call("alice"), f"opportunities/{deal.pk}/"
    assert alice.post(f"{url}move/", {"to": "Proposal"}).json()["stage"] == "proposal"
    assert alice.post(f"{url}move/", {"to": "closed_won"}).json() == {
        "to": ["Select a valid choice. closed_won is not one of the available choices."]
    }
    assert alice.post(f"{url}lose/").json() == {"reason": ["This field is required."]}
    lost = alice.post(f"{url}lose/", {"reason": "price"}).json()
    assert (lost["stage"], lost["loss_reason"], lost["probability"]) == ("closed_lost", "price", 0)
    again = alice.post(f"{url}win/")
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")
    assert alice.post(f"{url}reopen/").json()["stage"] == "proposal"
    assert alice.post(f"{url}change-owner/", {"to": "bob"}).json()["owner"] == "bob"
    assert alice.get(url).status_code == 404


def test_an_account_out_of_sight_cannot_be_named(cast, call):
    hidden = Account.add({"name": "Hidden"}, by=cast.mallory)
    answer = call("alice").post("contacts/", {"last_name": "Li", "account": hidden.pk})
    assert (answer.status_code, list(answer.json())) == (400, ["account"])


def test_a_partner_finds_none(cast, call, deal):
    for path in ("accounts/", "contacts/", "opportunities/"):
        assert call("pat").get(path).json()["results"] == []
        assert call("pat").post(path, {"name": "x", "last_name": "x"}).status_code == 403
