"""The lists of accounts, contacts and opportunities."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hotcrm.records.models import TeamMember
from hotcrm.records.verbs import type_of
from hotcrm.sales.models import Account, Contact, LossReason, Opportunity

pytestmark = pytest.mark.django_db
LISTS = ("account", "contact", "opportunity")


def names(response):
    return [str(row) for row in response.context["table"].data]


def listed(client, kind, query=""):
    return names(client.get(reverse(f"{kind}_list") + query))


@pytest.mark.parametrize("kind", LISTS)
def test_every_view_of_every_list_opens_for_everybody(cast, signed_in, three, kind):
    for person in ("alice", "dave", "mia", "auditor", "admin", "pat"):
        client = signed_in(person)
        for slug in client.get(reverse(f"{kind}_list")).context["listing"].views.shipped:
            assert client.get(reverse(f"{kind}_list"), {"view": slug}).status_code == 200
            assert client.get(reverse(f"{kind}_counts"), {"view": slug, "tabs": 1}).status_code == 200


@pytest.mark.parametrize("kind", LISTS)
def test_the_list_holds_what_a_person_sees(cast, signed_in, three, kind):
    found = {person: len(listed(signed_in(person), kind, "?view=all")) for person in (
        "alice", "bob", "dave", "mallory", "mia", "auditor", "admin", "pat",
    )}  # fmt: skip
    assert found == {"alice": 1, "bob": 0, "dave": 1, "mallory": 0, "mia": 1, "auditor": 1, "admin": 1, "pat": 0}


def test_the_team_sees_it(cast, signed_in, account):
    TeamMember.objects.create(type=type_of(account), object_id=account.pk, user=cast.bob)
    assert listed(signed_in("bob"), "account") == ["Globex Industries"]
    assert listed(signed_in("mallory"), "account") == []


@pytest.mark.parametrize("typed", ["globex", "GLOBEX  ind", "123456", "030 123456", "123456789"])
def test_an_account_is_found(alice, account, typed):
    assert listed(alice, "account", f"?view=all&q={typed}") == ["Globex Industries"]


@pytest.mark.parametrize("typed", ["scor", "HANK", "hank scor", "Scorpio Hank", "hank@glo"])
def test_a_contact_is_found(alice, contact, typed):
    assert listed(alice, "contact", f"?view=all&q={typed}") == ["Hank Scorpio"]


@pytest.mark.parametrize("typed", ["hamm", "globex"])
def test_an_opportunity_is_found_by_its_name_and_its_account(alice, deal, typed):
    assert listed(alice, "opportunity", f"?view=all&q={typed}") == ["Hammocks"]


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("query", ["q=%00", "q=%25", "amount_from=9e99", "owner=99999999999999999999", "after=x~y",
                                   "after=0~~1~1", "after=9~a~1~1", "size=0", "cols=x", "sort=--amount"])  # fmt: skip
def test_no_address_of_a_list_fails(alice, three, kind, query):
    assert alice.get(f"{reverse(f'{kind}_list')}?{query}").status_code in (200, 400)


def test_names_stand_in_one_order_page_after_page(cast, alice):
    for name in ("b~eta", "Äther", "alpha", "Zeta", "东方", "beta", "B1", *(f"company {n:02}" for n in range(30))):
        Account.add({"name": name}, by=cast.alice)
    url, found = f"{reverse('account_list')}?view=all&sort=name_key&size=25", []
    while url:
        page = alice.get(url)
        found += names(page)
        following = page.context["listing"].next_url
        url = following and reverse("account_list") + following
    assert found == list(Account.objects.order_by("name_key", "pk").values_list("name", flat=True))
    assert len(found) == 37


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_asks_as_much_for_thirty_rows_as_for_one(cast, signed_in, three, kind, django_assert_max_num_queries):
    for number in range(30):
        account = Account.add({"name": f"Company {number}"}, by=cast.alice)
        contact = Contact.add({"last_name": f"Doe {number}", "account": account}, by=cast.alice)
        Opportunity.add({"name": f"Deal {number}", "account": account, "primary_contact": contact}, by=cast.alice)
    for person in ("alice", "dave", "admin"):
        client = signed_in(person)
        with django_assert_max_num_queries(12):
            assert len(listed(client, kind, "?view=all")) == 31


def test_the_views_of_opportunities(cast, alice, account):
    def deal(name, **values):
        return Opportunity.add({"name": name, "account": account, **values}, by=cast.alice)

    today = timezone.localdate()
    deal("Soon", close_on=today)
    deal("Later", close_on=today + timedelta(days=80))
    deal("Came").win(by=cast.alice)
    deal("Went").lose(by=cast.alice, reason=LossReason.objects.first())
    assert listed(alice, "opportunity") == ["Soon", "Later"]
    assert listed(alice, "opportunity", "?view=closing") == ["Soon"]
    assert listed(alice, "opportunity", "?view=won") == ["Came"]
    assert listed(alice, "opportunity", "?view=lost") == ["Went"]
    assert listed(alice, "opportunity", "?view=my&sort=close_on")[:2] == ["Soon", "Later"]
