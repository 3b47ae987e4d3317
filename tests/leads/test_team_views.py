"""The views of what one takes part in and of what is shared, of leads and of accounts alike."""

import pytest
from django.http import QueryDict

from hotcrm.pages.listing import Listing
from hotcrm.people.models import User
from hotcrm.records.models import Access, SharingRule, TeamMember
from hotcrm.records.verbs import type_of
from hotcrm.sales.models import Account
from hotcrm.sales.views.listing import AccountList
from leads.models import Lead
from leads.views.listing import LeadList
from tests.factories import make_lead

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
SLUGS = ("participated", "subordinates-participations", "shared")


def lead_of(person, name):
    return make_lead(owner=person, last_name=name, company="")


def account_of(person, name):
    return Account.add({"name": name}, by=person)


@pytest.fixture(params=[(LeadList, lead_of), (AccountList, account_of)], ids=["leads", "accounts"])
def world(request, cast):
    """Records named by whose they are. Alice is on the team of Mallory's first, Bob and she on that of the second."""
    page, make = request.param
    made = {
        f"{name}{n}": make(getattr(cast, name), f"{name}{n}") for name in ("alice", "bob", "mallory") for n in (1, 2)
    }
    made["mallory1"].add_to_team(by=cast.mallory, person=cast.alice, access=Access.READ)
    for person in (cast.alice, cast.bob):
        made["mallory2"].add_to_team(by=cast.mallory, person=person, access=Access.WRITE)
    SharingRule.objects.create(from_user=cast.mallory, to_user=cast.carol)
    return page


def listed(page, person, query):
    one = Listing(page, User.objects.get(pk=person.pk), QueryDict(query))
    found = sorted(str(row) for row in one.selection.first(50))
    assert (one.selection.count(), sorted(map(str, one.rows()))) == (len(found), found)
    return found


def test_participated_is_what_one_owns_or_is_on_the_team_of(cast, world):
    assert listed(world, cast.alice, "view=participated") == ["alice1", "alice2", "mallory1", "mallory2"]
    assert listed(world, cast.bob, "view=participated") == ["bob1", "bob2", "mallory2"]
    assert listed(world, cast.mallory, "view=participated") == ["mallory1", "mallory2"]
    assert listed(world, cast.admin, "view=participated") == []


def test_those_of_ones_people_stand_in_a_view_of_superiors_each_once(cast, world):
    of_daves = ["alice1", "alice2", "bob1", "bob2", "mallory1", "mallory2"]
    assert listed(world, cast.dave, "view=subordinates-participations") == of_daves
    one = Listing(world, User.objects.get(pk=cast.dave.pk), QueryDict("view=subordinates-participations"))
    first = one.selection.first(3)
    rest = one.selection.after(one.state.order.place_of(first[-1], 1), 50)
    assert sorted(str(row) for row in first + rest) == of_daves


def test_a_filter_narrows_them(cast, world):
    assert listed(world, cast.alice, "view=participated&owner=me") == ["alice1", "alice2"]
    query = f"view=subordinates-participations&owner={cast.bob.pk}"
    assert listed(world, cast.dave, query) == ["bob1", "bob2"]


def test_shared_is_what_rules_open(cast, world):
    assert listed(world, cast.carol, "view=shared") == ["mallory1", "mallory2"]
    assert listed(world, cast.bob, "view=shared") == []


def test_who_is_offered_which(cast, world):
    found = {
        name: [slug for slug in SLUGS if slug in Listing(world, getattr(cast, name), QueryDict()).views.shipped]
        for name in ("alice", "dave", "mia", "auditor", "admin", "pat")
    }
    mine, below, shared = SLUGS
    assert found == {
        "alice": [mine, shared], "dave": [mine, below, shared], "mia": [mine], "auditor": [mine],
        "admin": [mine], "pat": [],
    }  # fmt: skip


@pytest.mark.parametrize("slug", SLUGS)
def test_each_costs_few_queries_and_says_something_when_empty(cast, client, slug, django_assert_max_num_queries):
    client.force_login(cast.dave)
    client.get("/leads/", {"view": slug})
    for _ in range(2):
        with django_assert_max_num_queries(MOST_QUERIES):
            page = client.get("/leads/", {"view": slug})
        lead_of(cast.alice, "Doe")
    empty = client.get("/leads/", {"view": "shared"}).text
    assert "No rule shares leads with you" in empty
    assert page.status_code == 200


def test_several_people_on_one_team_are_one_row_of_the_page(cast):
    """A page of the team's way in alone must not be filled with the same lead over and over."""
    leads = [lead_of(cast.mallory, f"L{n}") for n in range(4)]
    people = [cast.alice, cast.bob]
    TeamMember.objects.bulk_create(
        TeamMember(type=type_of(Lead), object_id=lead.pk, user=person) for lead in leads for person in people
    )
    selection = Listing(LeadList, User.objects.get(username="dave"), QueryDict("view=all")).selection
    assert [row.last_name for row in selection.first(3)] == ["L3", "L2", "L1"]
