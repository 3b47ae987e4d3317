"""Opportunities by stage."""

import pytest
from django.db.models import Sum
from django.urls import reverse

from hotcrm.sales.models import Account, LossReason, Opportunity, Stage

pytestmark = pytest.mark.django_db
BOARD = "/opportunities/board/"


@pytest.fixture
def deals(cast):
    """Twenty-five new deals of Alice's, and one in each stage of Bob's and of Mallory's."""
    made = []
    for person, wanted in ((cast.alice, 25), (cast.bob, 4), (cast.mallory, 4)):
        account = Account.add({"name": f"{person} Ltd"}, by=person)
        for number in range(wanted):
            values = {"name": f"Deal {number}", "account": account, "amount": 100 * number + 1 if number else None}
            made.append(Opportunity.add(values, by=person))
    for first in (made[25], made[29]):
        owner = first.owner
        mine = [deal for deal in made if deal.owner == owner]
        mine[1].win(by=owner)
        mine[2].lose(by=owner, reason=LossReason.objects.first())
        mine[3].move(by=owner, to=Stage.PROPOSAL)
    return made


@pytest.mark.parametrize("person", ["alice", "bob", "dave", "mallory", "auditor", "admin", "pat"])
def test_counts_and_sums_are_those_of_what_a_person_sees(cast, signed_in, deals, person):
    columns = signed_in(person).get(BOARD).context["columns"]
    for column in columns:
        rows = Opportunity.objects.visible_to(getattr(cast, person)).filter(stage=column.state)
        assert column.count == rows.count()
        assert column.amount == (rows.aggregate(total=Sum("amount"))["total"] or 0)
    assert [column.state for column in columns] == list(Stage)


def test_a_column_shows_the_newest_twenty_and_leads_to_the_rest(alice, deals):
    column = alice.get(BOARD).context["columns"][0]
    assert [card.record for card in column.cards] == deals[24:4:-1]
    assert (column.count, column.more) == (25, 5)
    listed = alice.get(column.list_url).context["listing"]
    assert listed.selection.count() == 25


def test_whose_deals_are_shown(cast, signed_in, deals):
    dave = signed_in("dave")
    counts = {
        view: sum(column.count for column in dave.get(BOARD, {"view": view}).context["columns"])
        for view in ("all", "my", "subordinates", "nonsense")
    }
    assert counts == {"all": 29, "my": 0, "subordinates": 29, "nonsense": 29}


def test_a_card_offers_what_may_be_done(alice, signed_in, deals):
    card = alice.get(BOARD).context["columns"][0].cards[0]
    assert [stage for _url, stage, _label in card.moves] == [
        "qualification",
        "needs_analysis",
        "proposal",
        "negotiation",
    ]
    seen_only = signed_in("auditor").get(BOARD).context["columns"][0].cards[0]
    assert (seen_only.moves, seen_only.verbs) == ([], [])
    url = reverse("opportunity_verb", args=[card.record.pk, "move"])
    answer = alice.post(url, {"to": "negotiation", "next": BOARD})
    assert (answer.status_code, answer["Location"]) == (302, BOARD)


def test_the_board_asks_as_much_for_many_as_for_few(signed_in, deals, django_assert_max_num_queries):
    for person in ("alice", "dave", "admin"):
        client = signed_in(person)
        with django_assert_max_num_queries(22):
            client.get(BOARD)
