"""The page of the list: what it shows, what it costs, and what no input does to it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hotcrm.pages.models import DefaultView, SavedView
from hotcrm.people.models import User
from leads.models import Lead, Status
from tests.factories import DepartmentFactory, PoolFactory, make_lead

MOST_QUERIES = 12


def names(response):
    return [row["name"] for row in response.context["table"].drawn_rows]


def tabs_of(response):
    return [view.slug for view in response.context["listing"].views.shipped.values()]


def add_leads(count, **values):
    Lead.objects.bulk_create(Lead(company=f"Acme {n}", score=n % 101, **values) for n in range(count))


def test_a_rep_sees_own_leads_and_those_of_the_pool(cast, pool, as_):
    make_lead(owner=cast.alice, company="Mine")
    make_lead(pool=pool, company="Waiting", last_name="")
    make_lead(owner=cast.bob, company="Bob's", last_name="Other")
    assert sorted(names(as_(cast.alice).get("/leads/"))) == ["Doe", "Waiting"]


def test_everybody_is_offered_the_views_that_make_sense_to_them(cast, as_):
    alice = tabs_of(as_(cast.alice).get("/leads/"))
    assert "discarded" not in alice
    assert "subordinates" not in alice
    assert "my-open" in alice
    assert "public-pool" in alice
    assert "subordinates" in tabs_of(as_(cast.dave).get("/leads/"))
    assert "discarded" in tabs_of(as_(cast.admin).get("/leads/"))
    assert "my" not in tabs_of(as_(cast.pat).get("/leads/"))
    assert "my" not in tabs_of(as_(cast.auditor).get("/leads/"))


@pytest.mark.parametrize("slug", ["discarded", "subordinates", "departments", "nonsense", "v1", "'"])
def test_a_view_that_is_not_for_one_is_not_found(cast, as_, slug):
    assert as_(cast.alice).get("/leads/", {"view": slug}).status_code == 404


VIEWS = {
    "my": {"owner": "alice"},
    "my-open": {"owner": "alice", "status": Status.NURTURING},
    "today": {"owner": "alice", "next_follow_up_on": "today"},
    "pending": {"owner": "alice", "status": Status.WORKING},
    "public-pool": {"pool": True},
    "high-score": {"owner": "alice", "score": 71},
    "hot": {"owner": "alice", "rating": 4},
    "nurture": {"owner": "alice", "status": Status.NURTURING},
    "ready": {"owner": "alice", "score": 81, "data_completeness": 81},
    "converted": {"owner": "alice", "status": Status.CONVERTED},
    "recent": {"owner": "alice"},
}
OUTSIDE = {
    "my": {"pool": True},
    "my-open": {"owner": "alice", "status": Status.CONVERTED},
    "today": {"owner": "alice", "next_follow_up_on": "tomorrow"},
    "pending": {"owner": "alice", "status": Status.QUALIFIED},
    "public-pool": {"owner": "alice"},
    "high-score": {"owner": "alice", "score": 70},
    "hot": {"owner": "alice", "rating": 5, "status": Status.CONVERTED},
    "nurture": {"owner": "alice", "status": Status.WORKING},
    "ready": {"owner": "alice", "score": 81, "data_completeness": 80},
    "converted": {"owner": "alice", "status": Status.QUALIFIED},
    "recent": {"owner": "alice", "created_at": timedelta(days=8)},
}


@pytest.mark.parametrize("slug", VIEWS)
def test_a_shipped_view_holds_what_it_says(cast, pool, as_, slug):
    inside, outside = (lead_like(cast, pool, values) for values in (VIEWS[slug], OUTSIDE[slug]))
    response = as_(cast.alice).get("/leads/", {"view": slug})
    assert [row["pk"] for row in response.context["table"].drawn_rows] == [inside.pk]
    assert outside in Lead.objects.visible_to(cast.alice)


def lead_like(cast, pool, values):
    days = {"today": 0, "tomorrow": 1}
    values = {"company": "Acme"} | values
    if values.get("owner"):
        values["owner"] = getattr(cast, values["owner"])
    if values.get("pool"):
        values["pool"] = pool
    if day := values.get("next_follow_up_on"):
        values["next_follow_up_on"] = cast.alice.today() + timedelta(days=days[day])
    if age := values.get("created_at"):
        values["created_at"] = timezone.now() - age
    return Lead.objects.create(**values)


def test_by_source_counts_and_opens_its_leads(cast, as_):
    make_lead(owner=cast.alice, lead_source_id="website")
    make_lead(owner=cast.alice, lead_source_id="website")
    make_lead(owner=cast.bob, lead_source_id="referral")
    page = as_(cast.alice)
    groups = page.get("/leads/?view=by-source").context["groups"]
    assert [(group["label"], group["count"]) for group in groups] == [("Website", "2")]
    assert len(names(page.get("/leads/" + groups[0]["url"]))) == 2


def test_filters_are_chips_and_can_be_taken_off(cast, as_):
    make_lead(owner=cast.alice, company="Acme", last_name="", lead_source_id="website")
    make_lead(owner=cast.alice, company="Globex", last_name="", lead_source_id="referral")
    response = as_(cast.alice).get("/leads/", {"view": "all", "source": "website", "status": "new"})
    assert names(response) == ["Acme"]
    assert response.context["chips"] == [
        ("Status", "New", "?view=all&source=website"),
        ("Source", "Website", "?view=all&status=new"),
    ]


def test_search_finds_within_the_view(cast, as_):
    make_lead(owner=cast.alice, company="Northwind", last_name="")
    make_lead(owner=cast.alice, company="Globex", last_name="")
    assert names(as_(cast.alice).get("/leads/?view=my&q=northw")) == ["Northwind"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=nonsense", "status"),
        ("status=discarded", "status"),
        ("score_from=" + "9" * 400, "score_from"),
        ("score_from=-1", "score_from"),
        ("score_to=abc", "score_to"),
        ("owner=99999999999999999999", "owner"),
        ("pool=-1", "pool"),
        ("rating=6", "rating"),
        ("q=" + "x" * 300, "q"),
    ],
)
def test_a_bad_value_is_told_at_its_filter_and_changes_nothing(cast, as_, query, field):
    make_lead(owner=cast.alice)
    response = as_(cast.alice).get(f"/leads/?view=all&{query}")
    assert response.status_code == 200
    assert response.context["filter"].form.errors[field]
    assert len(names(response)) == 1


@pytest.mark.parametrize(
    "query",
    ["after=x", "before=0~1~1~1", "after=0~2026-01-01~" + "9" * 30 + "~1", "sort=password", "sort=--score", "size=7",
     "size=999999999999999999999", "cols=owner__password", "nonsense=1", "owner__username=alice", "q=%22%27%5C(*",
     "view=all&view=my", "edited=1", "created_at=x&id=1", "after=" + "~" * 100],
)  # fmt: skip
def test_undeclared_and_broken_parameters_change_nothing(cast, as_, query):
    make_lead(owner=cast.alice, company="Acme", last_name="")
    response = as_(cast.alice).get(f"/leads/?{query}")
    assert response.status_code == 200
    assert names(response) == (["Acme"] if "q=" not in query else [])


def test_nul_bytes_are_a_bad_request(cast, as_):
    assert as_(cast.alice).get("/leads/?q=%00").status_code == 400
    assert as_(cast.alice).post("/leads/views/save/?view=all", {"name": "a\x00b"}).status_code in (400, 422)


def test_the_owners_one_can_choose_are_ones_own_people(cast, as_):
    def offered(person):
        field = as_(person).get("/leads/").context["filter"].form.fields["owner"]
        return {label for key, label in field.choices if key.isdigit()}

    assert offered(cast.alice) == set()
    assert offered(cast.dave) == {"Alice", "Bob"}
    assert offered(cast.pat) == set()
    assert {"Alice", "Bob", "Mallory"} < offered(cast.admin)


def test_pools_one_does_not_see_are_not_offered(cast, as_):
    PoolFactory(name="Secret")
    response = as_(cast.alice).get("/leads/")
    assert b"Secret" not in response.content


@pytest.mark.parametrize("person", ["alice", "carol", "dave", "mallory", "mia", "pat", "admin"])
def test_the_page_asks_twelve_questions_at_most_however_many_rows(cast, pool, as_, person):
    department = DepartmentFactory(head=cast.mallory)
    User.objects.filter(pk=cast.bob.pk).update(department=department)
    SavedView.objects.create(kind="leads.lead", owner=cast.bob, name="Shared", base="all", is_shared=True)
    page = as_(getattr(cast, person))
    page.get("/leads/")
    make_lead(owner=cast.bob)
    make_lead(pool=pool)
    counted = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page.get("/leads/?size=100")
        counted.append(len(queries))
        add_leads(100, pool=pool)
    assert counted[0] == counted[1] <= MOST_QUERIES


def test_the_counts_come_late_and_are_capped(cast, pool, as_):
    add_leads(3, owner=cast.alice)
    page = as_(cast.alice)
    assert b"1\xe2\x80\x933" in page.get("/leads/").content
    body = page.get("/leads/counts/?tabs=1").content.decode()
    assert 'id="count-my-open" hx-swap-oob="true">3<' in body
    add_leads(1_001, pool=pool)
    assert 'id="count-all" hx-swap-oob="true">1,000+<' in page.get("/leads/counts/?tabs=1").content.decode()


def test_htmx_gets_the_list_alone_and_the_short_address(cast, as_):
    make_lead(owner=cast.alice)
    headers = {"HX-Request": "true", "HX-Target": "list-part"}
    query = "view=all&status=new&source=&sort=-created_at&size=50&cols=status&cols=score"
    response = as_(cast.alice).get(f"/leads/?{query}", headers=headers)
    assert b"<html" not in response.content
    assert response.headers["HX-Push-Url"] == "/leads/?view=all&status=new&cols=status&cols=score"
    assert "HX-Target" in response.headers["Vary"]


def test_what_is_open_for_a_row_stands_in_its_menu(cast, pool, as_):
    waiting, mine = make_lead(pool=pool), make_lead(owner=cast.alice)
    body = as_(cast.alice).get("/leads/").content.decode()
    assert f'formaction="/leads/{waiting.pk}/claim/"' in body
    assert f'formaction="/leads/{mine.pk}/claim/"' not in body
    assert f'href="/leads/{mine.pk}/log/?next=' in body
    assert f"/leads/{waiting.pk}/transfer/" not in body


def test_a_name_is_text_and_never_markup(cast, as_):
    make_lead(owner=cast.alice, company="<script>alert(1)</script>", last_name='"><img src=x>')
    body = as_(cast.alice).get("/leads/?view=all&cols=email&cols=title").content.decode()
    assert "<script>alert" not in body
    assert "<img" not in body.replace('<img src="/static', "")


def test_an_empty_view_says_what_it_holds(cast, as_):
    body = as_(cast.alice).get("/leads/?view=nurture").content.decode()
    assert "Nobody to nurture" in body
    body = as_(cast.alice).get("/leads/?view=nurture&q=nothing").content.decode()
    assert "Nothing matches" in body


def test_a_view_is_saved_from_what_is_on_screen(cast, as_):
    page = as_(cast.alice)
    query = "view=my-open&status=working&sort=-created_at&cols=score"
    assert page.get(f"/leads/views/save/?{query}").status_code == 200
    response = page.post(f"/leads/views/save/?{query}", {"name": "In work", "is_shared": "on"})
    saved = SavedView.objects.get()
    assert response.url == f"/leads/?view={saved.slug}"
    assert (saved.name, saved.base, saved.is_shared) == ("In work", "my-open", True)
    assert saved.query == "status=working&sort=-created_at&cols=score"
    assert page.post(f"/leads/views/save/?{query}", {"name": "In work"}).status_code == 422
    assert page.post(f"/leads/views/save/?{query}", {"name": ""}).status_code == 422


def test_a_view_is_changed_renamed_and_deleted_by_its_owner_alone(cast, as_):
    saved = SavedView.objects.create(kind="leads.lead", owner=cast.alice, name="Mine", base="all", is_shared=True)
    address = f"/leads/views/{saved.pk}/"
    for path in ("", "rename/", "delete/"):
        assert as_(cast.bob).post(address + path, {"name": "Bob's", "query": "view=all"}).status_code == 404
    page = as_(cast.alice)
    page.post(address, {"query": f"view={saved.slug}&status=new"})
    page.post(address + "rename/", {"name": "Fresh"})
    saved.refresh_from_db()
    assert (saved.name, saved.is_shared, saved.params.get("status")) == ("Fresh", False, "new")
    page.post(address + "delete/")
    assert not SavedView.objects.exists()


def test_one_chooses_the_view_the_list_opens_with(cast, as_):
    page = as_(cast.alice)
    page.post("/leads/views/default/", {"view": "my-open"})
    assert page.get("/leads/").context["view"].slug == "my-open"
    assert page.post("/leads/views/default/", {"view": "discarded"}).status_code == 404
    assert DefaultView.objects.get().slug == "my-open"
