import pytest
from django.urls import reverse

from hotcrm.pages.models import Outcome, Run, RunStatus
from hotcrm.records.models import Event
from leads.models import Lead, Status
from pools.models import Pool
from tests.factories import PoolFactory, make_lead


@pytest.fixture
def signed_in(client):
    def sign_in(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def bulk(client, verb, **typed):
    return client.post(reverse("lead_bulk", args=[verb]), typed)


def keys(leads):
    return [lead.pk for lead in leads]


def test_claiming_some_is_done_at_once_and_leads_back_to_the_list(cast, signed_in):
    leads = [make_lead() for _ in range(3)]
    response = bulk(signed_in(cast.alice), "claim", ids=keys(leads), query="view=pool")
    assert (response.status_code, response["Location"]) == (302, f"{reverse('lead_list')}?view=pool")
    assert Lead.objects.filter(owner=cast.alice).count() == 3


def test_what_was_skipped_leads_to_the_page_that_says_why(cast, signed_in, pool):
    leads = [make_lead(), make_lead(owner=cast.bob, pool=pool)]
    client = signed_in(cast.carol)
    response = bulk(client, "claim", ids=keys(leads))
    assert response["Location"] == reverse("run_detail", args=[Run.objects.get().pk])
    page = client.get(response["Location"]).text
    assert ("1 done, 1 skipped" in page, "This lead was already taken by Bob." in page) == (True, True)


def test_foreign_leads_are_refused_as_not_found_and_not_named(cast, signed_in):
    secret = make_lead(owner=cast.mallory, company="Secret Ltd", last_name="Hidden")
    client = signed_in(cast.alice)
    page = client.get(bulk(client, "claim", ids=[secret.pk])["Location"]).text
    assert ("Not found." in page, "Hidden" in page, "Secret" in page) == (True, False, False)


def test_a_verb_that_needs_values_asks_for_them_first(cast, signed_in):
    leads = [make_lead(), make_lead(owner=cast.mallory)]
    response = bulk(signed_in(cast.carol), "assign", ids=keys(leads))
    assert response.status_code == 200
    preview = response.context["preview"]
    assert (preview.selected, preview.possible, preview.reasons) == (2, 1, [("Not found.", 1)])
    assert Run.objects.count() == 0


def test_what_is_wrong_is_told_at_its_field_and_the_selection_kept(cast, signed_in):
    lead = make_lead()
    response = bulk(signed_in(cast.carol), "assign", ids=[lead.pk], sure="1", to="")
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["to"])
    assert f'name="ids" value="{lead.pk}"' in response.text


def test_with_values_it_is_done(cast, signed_in):
    leads = [make_lead(), make_lead()]
    bulk(signed_in(cast.carol), "assign", ids=keys(leads), sure="1", to=cast.bob.pk)
    assert set(Lead.objects.values_list("owner", flat=True)) == {cast.bob.pk}


@pytest.fixture
def held(cast, pool):
    """Two of Alice's leads that Carol holds."""
    leads = [make_lead(owner=cast.alice, pool=pool) for _ in range(2)]
    for lead in leads:
        lead.hold(by=cast.carol, until=lead.pool_today, reason="After the fair")
    return leads


def holds():
    return list(Lead.objects.order_by("pk").values_list("hold_reason", flat=True))


def test_holds_are_released_at_once_and_what_has_none_is_told(cast, signed_in, pool, held):
    free = make_lead(owner=cast.alice, pool=pool)
    client = signed_in(cast.carol)
    page = client.get(bulk(client, "release-hold", ids=keys([*held, free]))["Location"]).text
    assert ("2 done, 1 skipped" in page, "This lead is not on hold." in page) == (True, True)
    assert (holds(), Event.objects.filter(verb="release_hold", by=cast.carol).count()) == (["", "", ""], 2)


def test_whose_lead_it_is_releases_no_hold(cast, signed_in, held):
    bulk(signed_in(cast.alice), "release-hold", ids=keys(held))
    assert (holds(), Run.objects.get().refused) == (["After the fair"] * 2, 2)


def test_released_holds_come_back_with_the_undo_of_the_run(cast, signed_in, held):
    client = signed_in(cast.carol)
    bulk(client, "release-hold", ids=keys(held))
    client.post(reverse("run_undo", args=[Run.objects.get().pk]))
    found = Lead.objects.order_by("pk").values_list("held_until", "hold_reason")
    assert list(found) == [(lead.held_until, "After the fair") for lead in held]


def test_a_second_click_starts_nothing(cast, signed_in):
    leads, client = [make_lead(), make_lead()], signed_in(cast.carol)
    token = bulk(client, "assign", ids=keys(leads)).context["token"]
    typed = {"ids": keys(leads), "sure": "1", "to": cast.bob.pk, "token": token}
    answers = {bulk(client, "assign", **typed)["Location"] for _ in range(2)}
    assert (len(answers), Run.objects.count(), Event.objects.filter(verb="assign").count()) == (1, 1, 2)


def test_all_that_match_are_asked_back_and_then_done(cast, signed_in):
    for source in ("website", "website", "referral"):
        make_lead(lead_source_id=source)
    client = signed_in(cast.alice)
    typed = {"all": "1", "query": "view=all&source=website"}
    asked = bulk(client, "claim", **typed)
    assert (asked.status_code, asked.context["preview"].possible, Run.objects.count()) == (200, 2, 0)
    bulk(client, "claim", **typed, sure="1", token=asked.context["token"])
    assert (Run.objects.get().total, Lead.objects.filter(owner=cast.alice).count()) == (2, 2)


def test_all_that_match_never_means_what_one_does_not_see(cast, signed_in):
    make_lead(owner=cast.mallory)
    mine = make_lead(owner=cast.alice, pool=Pool.default())
    bulk(signed_in(cast.alice), "nurture", all="1", query="view=all", sure="1")
    assert list(Run.objects.get().items.values_list("object_id", flat=True)) == [mine.pk]


@pytest.mark.parametrize("verb", ["explode", "take-back", "edit", "log"])
def test_what_cannot_be_done_to_many_is_no_address(cast, signed_in, verb):
    assert bulk(signed_in(cast.admin), verb, ids=[make_lead().pk]).status_code == 404


@pytest.mark.parametrize("ids", [[], ["x"], ["-1"], ["9" * 40], ["1e5"], ["²"], ["1\x00"]])
def test_rubbish_selects_nothing(cast, signed_in, ids):
    response = bulk(signed_in(cast.alice), "claim", ids=ids)
    assert (response.status_code, Run.objects.count()) == (302, 0)


def test_too_many_ids_are_refused_in_words(cast, signed_in):
    response = bulk(signed_in(cast.alice), "claim", ids=list(range(1, 600)))
    assert (response.status_code, Run.objects.count()) == (422, 0)


def test_a_view_that_is_not_there_is_not_found(cast, signed_in):
    assert bulk(signed_in(cast.alice), "claim", all="1", query="view=nonsense").status_code == 404


def test_it_is_never_done_by_a_link_which_leads_back_to_the_list(cast, signed_in, pool):
    lead = make_lead(pool=pool)
    response = signed_in(cast.alice).get(reverse("lead_bulk", args=["claim"]), {"ids": lead.pk, "sure": "1"})
    assert (response.status_code, response.url, Run.objects.count()) == (302, reverse("lead_list"), 0)
    lead.refresh_from_db()
    assert lead.owner is None


def test_another_language_chosen_where_it_is_asked_back_leads_to_the_list(cast, signed_in):
    client, here = signed_in(cast.alice), reverse("lead_bulk", args=["convert"])
    response = client.post(reverse("set_language"), {"language": "zh-hans", "next": here}, follow=True)
    assert (response.status_code, response.redirect_chain[-1][0]) == (200, reverse("lead_list"))


def test_the_preview_counts_who_and_when_as_the_verb_does(cast, signed_in, pool):
    other = PoolFactory(type="admin_only")
    leads = [
        make_lead(),
        make_lead(owner=cast.alice, status=Status.WORKING, pool=pool),
        make_lead(owner=cast.carol, status=Status.CONVERTED, pool=pool),
        make_lead(owner=cast.carol),
        make_lead(pool=other),
    ]
    other.administrators.add(cast.carol)
    client = signed_in(cast.carol)
    for verb in ("claim", "assign", "transfer", "reclaim", "discard", "return", "change-owner"):
        asked = bulk(client, verb, ids=keys(leads), **({"all": "1", "query": "view=all"} if verb == "claim" else {}))
        run_of = getattr(Lead, asked.context["verb"].name)
        from hotcrm.records.verbs import verbs_for

        rows = Lead.objects.filter(pk__in=keys(leads)).select_related("pool", "owner")
        answers = verbs_for(rows, cast.carol, [run_of.name])
        possible = sum(answer[run_of.name] is None for answer in answers.values())
        preview = asked.context["preview"]
        assert (verb, preview.possible) == (verb, possible)
        assert preview.selected == preview.possible + sum(number for _, number in preview.reasons)


# The pages of runs --------------------------------------------------------------------------


@pytest.fixture
def run_of_alice(cast, signed_in):
    bulk(signed_in(cast.alice), "claim", ids=keys([make_lead(), make_lead()]))
    return Run.objects.get()


@pytest.mark.parametrize("name", ["run_detail", "run_cancel", "run_undo"])
def test_a_run_is_its_owners_and_the_administrators(cast, signed_in, run_of_alice, name):
    url = reverse(name, args=[run_of_alice.pk])
    send = "get" if name == "run_detail" else "post"
    for person in (cast.bob, cast.dave, cast.mia, cast.auditor):
        assert getattr(signed_in(person), send)(url).status_code == 404
    assert getattr(signed_in(cast.admin), send)(url).status_code in (200, 302)


def test_everybody_lists_their_own_runs(cast, signed_in, run_of_alice):
    listed = {
        person.username: list(signed_in(person).get(reverse("run_list")).context["runs"])
        for person in (cast.alice, cast.bob, cast.admin)
    }
    assert listed == {"alice": [run_of_alice], "bob": [], "admin": [run_of_alice]}


def test_undo_brings_back_and_is_done_once(cast, signed_in, run_of_alice):
    client, url = signed_in(cast.alice), reverse("run_undo", args=[run_of_alice.pk])
    answers = {client.post(url)["Location"] for _ in range(2)}
    assert (len(answers), Lead.objects.filter(owner=None).count()) == (1, 2)
    assert "was undone" in client.get(run_of_alice.get_absolute_url()).text


def test_progress_is_asked_alone_and_ends_by_itself(cast, signed_in, run_of_alice):
    client, url = signed_in(cast.alice), run_of_alice.get_absolute_url()
    Run.objects.update(status=RunStatus.RUNNING, done=1)
    part = client.get(url, headers={"HX-Request": "true"})
    assert ('hx-trigger="every 1s"' in part.text, "<html" in part.text) == (True, False)
    Run.objects.update(status=RunStatus.FINISHED)
    assert client.get(url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    "query", ["after=x", "after=99999999999999999999", "outcome=nonsense", "after=-1", "before=²"]
)
def test_rubbish_in_the_address_of_a_run_is_passed_over(cast, signed_in, run_of_alice, query):
    client = signed_in(cast.alice)
    assert client.get(f"{run_of_alice.get_absolute_url()}?{query}").status_code == 200
    assert client.get(f"{reverse('run_list')}?{query}").status_code == 200


def test_lines_can_be_narrowed_to_the_skipped_and_paged(cast, signed_in, pool, monkeypatch):
    monkeypatch.setattr("hotcrm.pages.runs.views.PAGE", 2)
    leads = [make_lead(owner=cast.bob, pool=pool) for _ in range(3)] + [make_lead()]
    client = signed_in(cast.carol)
    url = bulk(client, "claim", ids=keys(leads))["Location"]
    first = client.get(f"{url}?outcome=refused").context
    second = client.get(f"{url}{first['next_url']}").context
    assert [item.object_id for item in (*first["items"], *second["items"])] == keys(leads[:3])
    assert {item.outcome for item in second["items"]} == {Outcome.REFUSED}


def test_a_run_page_costs_the_same_for_few_and_many_lines(cast, signed_in, django_assert_max_num_queries):
    client = signed_in(cast.alice)
    bulk(client, "claim", ids=keys([make_lead() for _ in range(40)]))
    with django_assert_max_num_queries(16):
        client.get(Run.objects.get().get_absolute_url())
