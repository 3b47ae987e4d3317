"""Many accounts, contacts and opportunities at once: from the bar below the list, and out as a file."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse

from hotcrm.pages.models import Run
from hotcrm.records.models import Event
from hotcrm.sales.models import Account, Contact, Opportunity

pytestmark = pytest.mark.django_db
KINDS = ("account", "contact", "opportunity")


def bulk(client, kind, verb, **typed):
    return client.post(reverse(f"{kind}_bulk", args=[verb]), typed)


@pytest.mark.parametrize("kind", KINDS)
def test_the_bar_offers_what_may_be_done_to_some(cast, alice, signed_in, three, kind):
    url = f'formaction="{reverse(f"{kind}_bulk", args=["change-owner"])}"'
    move = f'formaction="{reverse("opportunity_bulk", args=["move"])}"'
    page = alice.get(reverse(f"{kind}_list"), {"view": "all"}).text
    assert (url in page, move in page) == (True, kind == "opportunity")
    assert url not in signed_in("auditor").get(reverse(f"{kind}_list"), {"view": "all"}).text


@pytest.mark.parametrize("kind", KINDS)
def test_many_are_handed_over_after_being_asked(cast, alice, three, kind):
    record = three[KINDS.index(kind)]
    asked = bulk(alice, kind, "change-owner", ids=[record.pk, 999_999]).context["preview"]
    assert (asked.selected, asked.possible, asked.reasons) == (2, 1, [("Not found.", 1)])
    answer = bulk(alice, kind, "change-owner", ids=[record.pk], sure="1", to=cast.bob.pk, token="t")
    assert (answer.status_code, answer["Location"]) == (302, reverse(f"{kind}_list") + "?")
    record.refresh_from_db()
    assert (record.owner, Event.objects.about(record).first().verb) == (cast.bob, "change_owner")


def test_deals_are_moved_and_each_that_is_not_says_why(cast, alice, account, deal):
    won = Opportunity.add({"name": "Won", "account": account}, by=cast.alice)
    won.win(by=cast.alice)
    foreign = Opportunity.add({"name": "Foreign", "account": account}, by=cast.mallory)
    ids = [deal.pk, won.pk, foreign.pk]
    preview = bulk(alice, "opportunity", "move", ids=ids).context["preview"]
    assert dict(preview.reasons) == {"This opportunity is closed. Reopen it first.": 1, "Not found.": 1}
    page = bulk(alice, "opportunity", "move", ids=ids, sure="1", to="proposal", token="t")
    run = Run.objects.get()
    assert (page["Location"], run.done, run.refused) == (run.get_absolute_url(), 1, 2)
    assert Opportunity.objects.get(pk=deal.pk).stage == "proposal"
    assert "Foreign" not in alice.get(run.get_absolute_url()).text


def test_all_that_match_are_moved_and_only_what_one_sees(cast, alice, account, deal):
    Opportunity.add({"name": "Foreign", "account": account}, by=cast.mallory)
    typed = {"all": "1", "query": "view=all&stage=prospecting"}
    assert bulk(alice, "opportunity", "move", **typed).context["preview"].possible == 1
    bulk(alice, "opportunity", "move", **typed, sure="1", to="negotiation", token="t")
    assert list(Run.objects.get().items.values_list("object_id", flat=True)) == [deal.pk]


@pytest.mark.parametrize(("kind", "verb"), [("account", "move"), ("contact", "edit"), ("opportunity", "win")])
def test_what_cannot_be_done_to_many_is_no_address(alice, kind, verb):
    assert bulk(alice, kind, verb, ids=[1]).status_code == 404


@pytest.mark.parametrize("to", ["closed_won", "nonsense", "", "9" * 500])
def test_a_stage_that_is_none_is_told_at_its_field(alice, deal, to):
    answer = bulk(alice, "opportunity", "move", ids=[deal.pk], sure="1", to=to)
    assert (answer.status_code, list(answer.context["form"].errors), Run.objects.count()) == (422, ["to"], 0)


def exported(client, kind, **query):
    response = client.get(reverse(f"{kind}_export"), query)
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


@pytest.mark.parametrize("kind", KINDS)
def test_an_export_holds_what_the_list_holds(cast, alice, signed_in, three, kind):
    Account.add({"name": "Foreign"}, by=cast.mallory)
    Contact.add({"last_name": "Foreign"}, by=cast.mallory)
    assert len(exported(alice, kind, view="all")) == 1
    assert exported(signed_in("bob"), kind, view="all") == []
    assert exported(alice, kind, view="all", q="nothing like it") == []


def test_an_export_speaks_and_is_defused(cast, alice, account, contact):
    values = {"name": "=cmd|x", "account": account, "primary_contact": contact, "amount": 1000}
    Opportunity.add(values, by=cast.alice).move(by=cast.alice, to="proposal")
    (row,) = exported(alice, "opportunity", view="all")
    assert (row["Name"], row["Stage"], row["Account"], row["Primary contact"], row["Amount"], row["Owner"]) == (
        "'=cmd|x",
        "Proposal",
        "Globex Industries",
        "Hank Scorpio",
        "1000.00",
        "alice",
    )


def test_an_export_comes_as_a_spreadsheet_too(alice, deal):
    response = alice.get(reverse("opportunity_export"), {"view": "all", "format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert [row[1].value for row in sheet.iter_rows()] == ["Name", "Hammocks"]


@pytest.mark.parametrize("kind", KINDS)
def test_an_export_asks_as_much_for_many_as_for_few(cast, alice, three, kind, django_assert_max_num_queries):
    for number in range(30):
        account = Account.add({"name": f"Company {number}"}, by=cast.alice)
        contact = Contact.add({"last_name": f"Doe {number}", "account": account}, by=cast.alice)
        Opportunity.add({"name": f"Deal {number}", "account": account, "primary_contact": contact}, by=cast.alice)
    with django_assert_max_num_queries(12):
        assert len(exported(alice, kind, view="all")) == 31
