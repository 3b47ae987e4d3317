"""A list page by page equals what `visible_to` says, for everybody and in every order."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import Http404, QueryDict

from hotcrm.pages import selection as selection_module
from hotcrm.pages.keyset import Cursor, Order
from hotcrm.pages.listing import Listing, capped
from hotcrm.pages.models import DefaultView, SavedView
from hotcrm.people.models import User
from hotcrm.records.models import TeamMember
from hotcrm.records.verbs import type_of
from hotcrm.sales.models import AgreementStatus, PartnershipAgreement
from leads.models import Lead, Status
from leads.views.listing import LeadList
from pools.models import PoolMember
from tests.factories import PoolFactory

EVERYBODY = ["alice", "bob", "carol", "dave", "mallory", "mia", "pat", "auditor", "admin"]
SORTS = ["-created_at", "created_at", "-score", "score", "next_follow_up_on", "-next_follow_up_on"]
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def many_leads(cast, pool):
    """150 leads of all kinds: owned, waiting in pools of three sorts, in teams, of a partner, discarded; many ties."""
    dice = random.Random(7)
    mine = PoolFactory()
    PoolMember.objects.create(pool=mine, user=cast.alice)
    closed = PoolFactory(type="admin_only")
    closed.administrators.add(cast.carol)
    agreement = PartnershipAgreement.objects.create(name="A-1", partner=cast.company, status=AgreementStatus.VALID)
    owners = [None, None, cast.alice, cast.bob, cast.dave, cast.mallory]
    leads = Lead.objects.bulk_create(_lead(n, dice, owners, [None, pool, mine, closed], agreement) for n in range(150))
    people = [cast.alice, cast.bob, cast.mallory]
    TeamMember.objects.bulk_create(
        TeamMember(type=type_of(Lead), object_id=lead.pk, user=dice.choice(people)) for lead in dice.sample(leads, 40)
    )
    return leads


def _lead(n, dice, owners, pools, agreement):
    owner = dice.choice(owners)
    status = dice.choice([Status.NEW, Status.WORKING, Status.NURTURING, Status.CONVERTED] if owner else [Status.NEW])
    gone = owner is None and dice.random() < 0.1
    return Lead(
        company=f"Acme {n}",
        owner=owner,
        pool=dice.choice(pools),
        status=Status.DISCARDED if gone else status,
        discarded_at=BEGINNING if gone else None,
        created_at=BEGINNING + timedelta(hours=dice.randrange(40)),
        score=dice.randrange(101),
        rating=dice.randrange(6),
        next_follow_up_on=dice.choice([None, date(2026, 1, 1) + timedelta(days=dice.randrange(9))]),
        agreement=agreement if dice.random() < 0.1 else None,
    )


def listing(user, query=""):
    return Listing(LeadList, type(user).objects.get(pk=user.pk), QueryDict(query))


def pages(selection, size):
    """The keys of all rows, read page by page."""
    rows = found = selection.first(size)
    while len(rows) == size:
        rows = selection.after(selection.order.place_of(rows[-1], 1), size)
        found = found + rows
    return [row.pk for row in found]


def pages_backwards(selection, last, size):
    rows = found = selection.before(selection.order.place_of(last, 1), size)
    while len(rows) == size:
        rows = selection.before(selection.order.place_of(rows[-1], 1), size)
        found = found + rows
    return [row.pk for row in found][::-1]


def in_order(rows, order):
    """What the order means, said once more in Python."""
    have = [row for row in rows if getattr(row, order.field) is not None]
    have_not = [row for row in rows if getattr(row, order.field) is None]
    have.sort(key=lambda row: (getattr(row, order.field), row.pk), reverse=order.descending)
    have_not.sort(key=lambda row: (row.created_at, row.pk), reverse=True)
    return [row.pk for row in have + have_not]


@pytest.mark.parametrize("many", [0, 1_000])
def test_the_pages_of_everybody_are_what_they_may_see(cast, many_leads, monkeypatch, many):
    monkeypatch.setattr(selection_module, "MANY", many)
    for name in EVERYBODY:
        user = getattr(cast, name)
        seen = list(Lead.objects.visible_to(user).kept())
        assert len(seen) > (9 if name == "pat" else 30)
        for sort in SORTS:
            one = listing(user, f"view=all&sort={sort}")
            expected = in_order(seen, one.state.order)
            assert pages(one.selection, 29) == expected, (name, sort)
            last = one.selection.after(one.state.order.place_of(Lead.objects.get(pk=expected[-2]), 1), 1)[0]
            assert pages_backwards(one.selection, last, 29) == expected[:-1], (name, sort)


@pytest.mark.parametrize("name", EVERYBODY)
def test_every_view_is_a_part_of_what_one_sees_and_counts_right(cast, many_leads, name):
    user = getattr(cast, name)
    seen = set(Lead.objects.visible_to(user).values_list("pk", flat=True))
    for slug in listing(user).views.shipped:
        one = listing(user, f"view={slug}&edited=1")
        keys = pages(one.selection, 40)
        assert len(keys) == len(set(keys)) == one.selection.count(), slug
        assert set(keys) == set(one.rows().values_list("pk", flat=True)) & seen, slug


def test_a_filter_for_an_owner_shows_what_of_theirs_one_sees(cast, many_leads):
    rows = pages(listing(cast.carol, "view=all&owner=me").selection, 50)
    assert sorted(rows) == sorted(Lead.objects.filter(owner=cast.carol).values_list("pk", flat=True))
    of_bob = pages(listing(cast.dave, f"view=all&owner={cast.bob.pk}").selection, 50)
    assert sorted(of_bob) == sorted(Lead.objects.filter(owner=cast.bob).values_list("pk", flat=True))


def test_a_page_stays_where_it_is_when_rows_are_added_before_it(cast, many_leads):
    one = listing(cast.admin, "view=all")
    place = one.state.order.place_of(one.selection.first(10)[-1], 10)
    expected = [row.pk for row in one.selection.after(place, 10)]
    Lead.objects.bulk_create(Lead(company="New", owner=cast.bob) for _ in range(5))
    assert [row.pk for row in one.selection.after(place, 10)] == expected


def test_one_asks_back_to_the_very_page_one_came_from(cast, many_leads):
    first = listing(cast.admin, "view=all&size=25")
    second = listing(cast.admin, first.next_url.lstrip("?"))
    assert (second.part.start, second.part.has_previous) == (26, True)
    third = listing(cast.admin, second.next_url.lstrip("?"))
    back = listing(cast.admin, third.previous_url.lstrip("?"))
    assert [row.pk for row in back.part.rows] == [row.pk for row in second.part.rows]
    assert (back.part.start, back.part.has_previous, back.part.has_next) == (26, True, True)
    assert not listing(cast.admin, back.previous_url.lstrip("?")).part.has_previous


@pytest.mark.parametrize("sort", SORTS)
def test_neighbours_are_those_of_the_list(cast, many_leads, sort):
    one = listing(cast.dave, f"view=all&sort={sort}")
    keys = pages(one.selection, 50)
    for number in (0, 1, len(keys) // 2, len(keys) - 1):
        near = one.neighbours(Lead.objects.get(pk=keys[number]))
        assert near.place == str(number + 1)
        assert near.total == str(len(keys))
        before, after = (keys[n] if 0 <= n < len(keys) else None for n in (number - 1, number + 1))
        assert near.previous_url.split("?")[0] == (f"/leads/{before}/" if before else "")
        assert near.next_url.split("?")[0] == (f"/leads/{after}/" if after else "")


def test_a_lead_that_left_the_list_still_has_neighbours(cast, many_leads):
    one = listing(cast.alice, "view=my-open")
    rows = one.selection.first(3)
    Lead.objects.filter(pk=rows[1].pk).update(status=Status.CONVERTED)
    near = one.neighbours(Lead.objects.get(pk=rows[1].pk))
    assert near.previous_url.startswith(f"/leads/{rows[0].pk}/")
    assert near.next_url.startswith(f"/leads/{rows[2].pk}/")


@pytest.mark.parametrize(
    "text",
    [
        "", "~", "~~~", "0~1~1", "0~x~1~1", "9~1~1~1", "-1~1~1~1", "0~2026-01-01~99999999999999999999~1", "0~50~1~0",
        "0~" + "9" * 400 + "~1~1", "x~50~1~1", "0~50~²~1", "0~50~1~" + "9" * 5000,
    ],
)  # fmt: skip
def test_a_place_that_cannot_be_is_none(text):
    assert Order("score", descending=True).read(text, Lead) is None


def test_a_place_says_and_reads_itself():
    order = Order("created_at", descending=True)
    place = Cursor(0, datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC), 17, 51)
    assert order.read(str(place), Lead) == place


def test_counts_stop_at_a_thousand():
    assert [capped(999), capped(1_000), capped(1_001)] == ["999", "1,000", "1,000+"]


def test_an_unknown_view_is_not_found(cast):
    with pytest.raises(Http404):
        listing(cast.alice, "view=nonsense")
    with pytest.raises(Http404):
        listing(cast.alice, "view=discarded")


def test_a_saved_view_holds_filters_order_and_columns(cast):
    query = "status=working&sort=-score&cols=score&cols=owner"
    saved = SavedView.objects.create(kind="leads.lead", owner=cast.alice, name="Mine", base="all", query=query)
    state = listing(cast.alice, f"view={saved.slug}").state
    assert (state.filters, state.sort, state.columns) == ({"status": "working"}, "-score", ("score", "owner"))
    assert not state.is_changed
    assert listing(cast.alice, f"view={saved.slug}&edited=1").state.filters == {}
    with pytest.raises(Http404):
        listing(cast.bob, f"view={saved.slug}")


def test_a_shared_view_is_for_colleagues_and_not_for_partners(cast):
    saved = SavedView.objects.create(kind="leads.lead", owner=cast.alice, name="Ours", base="all", is_shared=True)
    assert listing(cast.bob, f"view={saved.slug}").state.view.label == "Ours"
    with pytest.raises(Http404):
        listing(cast.pat, f"view={saved.slug}")


def test_the_list_opens_with_the_view_one_chose(cast):
    assert listing(cast.alice).state.view.slug == "all"
    DefaultView.objects.create(user=cast.alice, kind="leads.lead", slug="my-open")
    assert listing(cast.alice).state.view.slug == "my-open"
    DefaultView.objects.update(slug="v999")
    assert listing(cast.alice).state.view.slug == "all"


def test_choosing_columns_keeps_the_filter(cast):
    state = listing(cast.alice, "view=all&status=working&cols=owner&cols=score&size=25").state
    assert state.query == "view=all&status=working&cols=owner&cols=score&size=25"
    assert state.without("status") == "?view=all&cols=owner&cols=score&size=25"
    assert state.sorted_by("score") == "?view=all&status=working&sort=-score&cols=owner&cols=score&size=25"


@pytest.mark.parametrize("few", [1, 4_000])
@pytest.mark.parametrize("query", ["view=by-source", "view=my", "view=by-source&status=working"])
def test_rows_are_counted_by_source_as_visible_to_says(many_leads, cast, monkeypatch, query, few):
    """By the branches of who sees few, by the index of each source for who sees many; both stop at the cap."""
    monkeypatch.setattr(selection_module, "FEW", few)
    codes = ["website", "referral", "chat", None]
    for number, lead in enumerate(many_leads):
        lead.lead_source_id = codes[number % 4 if number % 10 else 0]
    Lead.objects.bulk_update(many_leads, ["lead_source"])
    for name in EVERYBODY:
        user = User.objects.get(username=name)
        if query == "view=my" and user not in (cast.alice, cast.bob, cast.dave, cast.mallory):
            continue
        selection = Listing(LeadList, user, QueryDict(query)).selection
        seen = Counter(selection.all().values_list("lead_source_id", flat=True))
        wanted = {code: min(seen[code], 11) for code in codes[:3] if seen[code]}
        assert selection.count_by("lead_source_id", [*codes[:3], "vendor"], cap=10) == wanted, name
