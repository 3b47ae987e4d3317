"""Nothing of what one may not see shows in dropdowns, counts, neighbours, exports or runs."""

import re

from leads.models import Lead
from tests.factories import make_lead

SECRET = "Aliceson"


def text_of(answer):
    return (answer.getvalue() if answer.streaming else answer.content).decode(errors="replace")


def test_no_page_of_a_stranger_names_a_foreign_lead(house):
    client, seen = house.client("mallory"), {}
    own = house.things["lead"]["mallorys"]
    for url in (  # by its address: its name stands on a page that was asked for it
        "/leads/", "/leads/?q=Aliceson", "/leads/?view=by-source", "/leads/?view=subordinates",
        "/leads/?view=departments", "/leads/export/", "/leads/export/?q=Aliceson", "/pools/public/", "/runs/",
        f"/leads/{own}/", f"/leads/{own}/?from=/leads/%3Fview%3Dall", "/leads/suggest/survivor/?q=Alice",
        "/search/?q=Aliceson",
    ):  # fmt: skip
        seen[url] = f"/leads/{house.things['lead']['alices']}/" in text_of(client.get(url, follow=True))
    assert {url for url, named in seen.items() if named} == set()


def test_counts_count_what_is_seen(house):
    page = house.client("mallory").get("/leads/counts/?view=all&tabs=1").text
    visible = Lead.objects.visible_to(house.cast.mallory).count()
    assert re.search(rf'id="total"[^>]*>\D*{visible}\D', page), page


def test_n_of_m_counts_what_is_seen(house):
    own = house.things["lead"]["mallorys"]
    page = house.client("mallory").get(f"/leads/{own}/?from=/leads/%3Fview%3Dall").text
    visible = Lead.objects.visible_to(house.cast.mallory).count()
    assert re.search(rf"\d+ of {visible}<", page)


def test_a_partner_finds_no_colleague_of_the_house_in_any_dropdown(house):
    """But for the owner of the lead itself."""
    lead = house.things["lead"]["partners"]
    for url in ("/leads/", "/leads/new/", f"/leads/{lead}/edit/", "/profile/"):
        page = house.client("pat").get(url).text
        options = " ".join(re.findall(r"<option[^>]*>([^<]*)</option>", page))
        assert {name for name in ("Alice", "Bob", "Carol", "Dave", "Mallory", "Mia") if name in options} == set()


def test_a_rep_filters_by_no_owner_whose_leads_are_out_of_sight(house):
    page = house.client("mallory").get("/leads/").text
    options = " ".join(re.findall(r"<option[^>]*>([^<]*)</option>", page))
    assert {name for name in ("Alice", "Bob", "Dave") if name in options} == set()
    answer = house.client("mallory").get(f"/leads/?owner={house.cast.alice.pk}")
    assert SECRET not in answer.text


def test_a_run_names_no_lead_that_went_out_of_sight(house):
    lead = Lead.objects.get(last_name="Run through")
    lead.change_owner(by=house.cast.bob, to=house.cast.mallory)
    run = house.things["run"]["bobs"]
    assert "Run through" not in house.client("bob").get(f"/runs/{run}/").text


def test_the_survivor_of_a_duplicate_is_named_to_those_who_see_it(house):
    hidden = make_lead(owner=house.cast.mallory, last_name="Hiddenson")
    Lead.objects.filter(pk=house.things["lead"]["unfit"]).update(survivor=hidden, unqualified_reason="duplicate")
    page = house.client("alice").get(f"/leads/{house.things['lead']['unfit']}/").text
    assert "Hiddenson" not in page


def test_what_is_hidden_answers_as_fast_with_htmx_and_head(house):
    url, missing = f"/leads/{house.things['lead']['mallorys']}/", "/leads/999999/"
    client = house.client("alice")
    for method in (client.get, client.head, client.options):
        answers = [method(path, headers={"HX-Request": "true"}) for path in (url, missing)]
        assert answers[0].status_code == answers[1].status_code
        assert set(answers[0].headers) == set(answers[1].headers)
