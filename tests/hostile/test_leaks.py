"""Nothing of what one may not see shows in dropdowns, counts, neighbours, exports or runs."""

import re

from leads.models import Lead
from tests.factories import make_lead

SECRET = "Aliceson"


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
