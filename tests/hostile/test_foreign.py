"""What one may not see cannot be reached through a form, and answers like what is not there."""

import pytest

from hotcrm.activities.models import Task
from hotcrm.pages.models import DefaultView, Run, SavedView
from leads.models import Lead
from pools.models import Pool
from tests.matrix.world import MISSING


def lead_of(house, state) -> Lead:
    return Lead.objects.get(pk=house.things["lead"][state])


def post(house, person, state, verb, **typed):
    return house.client(person).post(f"/leads/{house.things['lead'][state]}/{verb}/", typed)


def errors(answer):
    return {name: list(map(str, found)) for name, found in answer.context["form"].errors.items()}


def test_a_duplicate_names_no_survivor_one_does_not_see(house):
    typed = [f"Malloryson (#{house.things['lead']['mallorys']})", f"x (#{MISSING})", "Malloryson"]
    found = [post(house, "alice", "alices", "disqualify", reason="duplicate", survivor=text) for text in typed]
    assert [answer.status_code for answer in found] == [422] * 3
    assert errors(found[0]) == errors(found[1]) == errors(found[2])
    assert lead_of(house, "alices").status == "working"


def test_a_lead_is_handed_to_nobody_outside_its_pool(house, cast):
    for stranger in (cast.mia, cast.pat, cast.dave, cast.auditor):
        assert post(house, "carol", "alices", "change-owner", to=stranger.pk).status_code == 422
        assert post(house, "carol", "waiting", "assign", to=stranger.pk).status_code == 422
    cast.bob.is_active = False
    cast.bob.save()
    assert post(house, "carol", "waiting", "assign", to=cast.bob.pk).status_code == 422
    assert (lead_of(house, "alices").owner, lead_of(house, "waiting").owner) == (cast.alice, None)


def test_a_lead_goes_to_no_pool_of_others(house, cast):
    cast.bob.pools_administered.add(Pool.default())
    kept = Pool.objects.get(slug="kept")
    assert post(house, "bob", "alices", "transfer", to=kept.pk).status_code == 422
    assert post(house, "mallory", "mallorys", "return", reason="other", pool=kept.pk).status_code == 422
    assert house.client("alice").post("/leads/new/?pool=kept", {"company": "Acme"}).status_code == 404
    assert (lead_of(house, "alices").pool, lead_of(house, "mallorys").pool) == (Pool.default(), None)


def test_a_task_is_put_before_nobody_who_does_not_see_the_lead(house, cast):
    before = Task.objects.count()
    for stranger in (cast.mallory, cast.bob, cast.pat):
        answer = post(house, "alice", "alices", "task", title="Look", priority="normal", assignee=stranger.pk)
        assert answer.status_code == 422
    assert Task.objects.count() == before


def test_a_private_view_and_a_foreign_run_cannot_be_opened_or_made_ones_own(house, cast):
    private, run = SavedView.objects.get(name="private"), Run.objects.get()
    client = house.client("bob")
    assert [client.get(f"/leads/?view={slug}").status_code for slug in (private.slug, f"v{MISSING}")] == [404, 404]
    assert client.post("/leads/views/default/", {"view": private.slug}).status_code == 404
    assert house.client("alice").get(f"/runs/{run.pk}/").status_code == 404
    assert house.client("alice").get("/runs/").text.count(f"/runs/{run.pk}/") == 0
    assert DefaultView.objects.count() == 0


def test_a_shared_view_shows_a_partner_nothing_and_others_only_their_own_rows(house):
    shared = SavedView.objects.get(name="shared")
    assert house.client("pat").get(f"/leads/?view={shared.slug}").status_code == 404
    page = house.client("mallory").get(f"/leads/?view={shared.slug}").text
    assert ("Malloryson" in page, "Aliceson" in page, "Bobson" in page) == (True, False, False)


def test_a_default_view_that_was_taken_away_does_not_lock_the_list(house, cast):
    shared = SavedView.objects.get(name="shared")
    house.client("bob").post("/leads/views/default/", {"view": shared.slug})
    shared.is_shared = False
    shared.save()
    assert house.client("bob").get("/leads/").status_code == 200


def test_many_at_once_reach_no_further_than_one(house, cast):
    ids = [pk for state, pk in house.things["lead"].items()]
    client = house.client("mallory")
    before = {lead.pk: lead.version for lead in Lead.objects.all()}
    client.post("/leads/bulk/claim/", {"ids": ids})
    client.post("/leads/bulk/discard/", {"ids": ids, "sure": "1", "reason": ""})
    moved = {lead.pk for lead in Lead.objects.all() if lead.version != before[lead.pk]}
    mine = ("waiting", "mallorys", "shared", "watched", "partners", "terminated")
    assert moved == {house.things["lead"][state] for state in mine}


def test_all_that_match_are_those_one_sees(house, cast):
    secret = house.things["lead"]["alices"]
    house.client("mallory").post("/leads/bulk/discard/", {"all": "1", "query": "view=all", "sure": "1"})
    assert Lead.objects.get(pk=secret).status == "working"
    assert not Run.objects.get(by=cast.mallory).items.filter(object_id=secret).exists()


@pytest.mark.parametrize("field", ["account", "contact", "agreement", "partner_contact"])
def test_a_lead_is_linked_to_no_record_out_of_sight(house, field):
    converted = lead_of(house, "converted")
    key = {"account": converted.converted_account_id, "agreement": lead_of(house, "terminated").agreement_id}
    key |= {"contact": converted.converted_contact_id, "partner_contact": converted.converted_contact_id}
    section = "company" if field in ("account", "contact") else "assignment"
    url = f"/leads/{house.things['lead']['mallorys']}/edit/?section={section}"
    answer = house.client("mallory").post(url, {"company": "Acme", field: f"x (#{key[field]})"})
    assert (answer.status_code, getattr(lead_of(house, "mallorys"), f"{field}_id")) == (422, None)
