"""What a pool hides is in nothing that a member reads, searches, sorts or takes away, until they have claimed it."""

from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hotcrm.activities.models import ActivityKind, Attachment, Comment, Task
from hotcrm.activities.uploads import stored
from hotcrm.invariants.scores import words
from hotcrm.pages.runs.values import in_words, packed
from hotcrm.records.models import Access, Event, TeamMember
from hotcrm.records.verbs import type_of
from hotcrm.sales.models import Account, Contact
from leads.clock_runs import finish_clock_runs
from leads.importing.writing import leads_by_key
from leads.maskable import MASKABLE
from leads.models import Lead, LeadSearch
from leads.models.masking import hidden_by
from pools.models import Pool, ReturnReason
from tests.crawl.canaries import Canaries
from tests.crawl.crawler import Crawler
from tests.factories import PoolFactory, make_lead

pytestmark = pytest.mark.django_db
AMOUNTS = {"annual_revenue": 49309911111, "budget": 49309922222, "employees": 880009999}
EXPORTS = ("/leads/export/?view=all&format=csv", "/leads/export/?view=all&format=xlsx")
EXCEPT = ("annual_revenue", "employees", "budget", "salutation")


@pytest.fixture
def world(cast, pool, settings, tmp_path):
    """A lead in which every field that can be hidden is a canary; what was written about it by colleagues too."""
    settings.MEDIA_ROOT = tmp_path
    hide(pool, MASKABLE)
    canaries = Canaries()
    values = {name: canaries.new("lead", name) for name in MASKABLE if name not in EXCEPT}
    values |= {"salutation": "dr", "lead_source_id": "website", "account": account_of(cast, values), **AMOUNTS}
    canaries.named |= {str(amount): ("lead", name) for name, amount in AMOUNTS.items()}
    lead = make_lead(pool=pool, **values)
    discuss(lead, canaries, by=cast.admin)
    TeamMember.objects.create(type=type_of(lead), object_id=lead.pk, user=cast.mallory, access=Access.WRITE)
    plain = make_lead(pool=pool, company="Plain", last_name="Plain")
    claimed = make_lead(pool=pool, owner=cast.alice, company="Owned", last_name="Owned")
    return SimpleNamespace(cast=cast, pool=pool, lead=lead, plain=plain, claimed=claimed, canaries=canaries)


def hide(pool, names):
    pool.hidden_fields = list(names)
    pool.save(update_fields=["hidden_fields"])
    pool.rules_changed()


def account_of(cast, values):
    account = Account.objects.create(name=values["company"], owner=cast.admin)
    Contact.objects.create(last_name=values["last_name"], email=values["email"], account=account, owner=cast.admin)
    return account


def discuss(lead, canaries, *, by):
    lead.comment(by=by, body=f"@mallory {canaries.new('lead', 'comment')}")
    lead.log(by=by, kind=ActivityKind.objects.get(pk="call"), body=canaries.new("lead", "activity"))
    with stored([SimpleUploadedFile(f"{canaries.new('lead', 'file')}.txt", b"Ours")]) as uploads:
        lead.attach(by=by, files=uploads)
    title = canaries.new("lead", "task")
    Task.objects.create(type=type_of(lead), object_id=lead.pk, title=title, assignee=by)


def browser_of(person):
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def crawler_of(world, username):
    return Crawler(browser_of(getattr(world.cast, username)), world.canaries)


def read_all(world, username, *, most=60):
    """Pages, the API and files, as somebody reads them who goes wherever they are led."""
    lead, crawler = world.lead, crawler_of(world, username)
    crawler.crawl(f"/leads/{lead.pk}/", "/pools/public/", "/leads/?view=all", "/notices/", most=most)
    columns = "&".join(f"columns={name}" for name in ("email", "phone", "title", "city", "employees", "budget"))
    api = "/api/v1/leads/"
    for url in (
        f"/leads/?view=all&{columns}", f"/leads/{lead.pk}/edit/", f"/leads/{lead.pk}/qualification/",
        f"/leads/{lead.pk}/timeline/?show=comments", f"/leads/{lead.pk}/timeline/", f"/files/lead/{lead.pk}/",
        "/leads/suggest/survivor/?q=qz", "/leads/suggest/survivor/?q=", *EXPORTS,
        api, f"{api}?sort=-score", f"{api}{lead.pk}/", f"{api}{lead.pk}/files/", f"{api}{lead.pk}/why/",
        f"{api}{lead.pk}/qualification/", f"/api/v1/activities/?about=lead:{lead.pk}",
        f"/api/v1/tasks/?about=lead:{lead.pk}", "/api/v1/tasks/?done=any", "/api/v1/notices/", "/api/v1/pools/",
    ):  # fmt: skip
        crawler.get(url)
    return crawler


def told(crawler):
    """By address what came back of it, in words."""
    named = crawler.canaries.named
    return {url: sorted({named[word][1] for word in found}) for url, found in crawler.read.items() if found}


# What members read -------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["alice", "mallory"])
def test_nothing_that_is_hidden_comes_back_to_a_member_or_a_colleague_on_its_team(world, username):
    crawler = read_all(world, username)
    assert told(crawler) == {}
    assert crawler.status[f"/leads/{world.lead.pk}/"] == 200
    assert crawler.status[EXPORTS[0]] == 200


def test_a_planted_leak_is_found(world, monkeypatch):
    read = Lead._base_manager.values_list("last_name", flat=True)
    monkeypatch.setattr(Lead, "__str__", lambda lead: read.get(pk=lead.pk))
    assert told(read_all(world, "alice", most=5)) != {}


@pytest.mark.parametrize("username", ["carol", "admin", "auditor", "mia"])
def test_who_administers_the_pool_or_sees_everything_reads_it(world, username):
    crawler = crawler_of(world, username)
    text, _answer = crawler.get(f"/leads/{world.lead.pk}/")
    hidden = {world.canaries.named[word][1] for word in world.canaries.in_text(text)}
    assert {"last_name", "email", "mobile", "notes", "comment", "activity", "file"} <= hidden
    assert "hidden until you claim it" not in text


def test_claiming_reveals_it(world):
    crawler = crawler_of(world, "alice")
    address = f"/leads/{world.lead.pk}/"
    sections = browser_of(world.cast.alice).get(address).context["sections"]
    kept = {field.name for section in sections for field in section.kept_back}
    assert kept == set(MASKABLE) | {"account", "contact"}
    assert "Hidden until claimed" in crawler.get(address)[0]
    world.lead.claim(by=world.cast.alice)
    text, _answer = crawler.get(address)
    found = {world.canaries.named[word][1] for word in world.canaries.in_text(text)}
    assert {"last_name", "email", "notes", "comment", "activity", "file"} <= found
    assert "Hidden until claimed" not in text


def test_a_lead_that_was_given_back_is_hidden_again_in_the_very_answer(world):
    alice, lead = world.cast.alice, Lead.objects.visible_to(world.cast.alice).get(pk=world.lead.pk)
    lead.claim(by=alice)
    assert (lead.hidden_here, bool(lead.email)) == (frozenset(), True)
    lead.return_to_pool(by=alice, reason=ReturnReason.objects.offered().first())
    assert (lead.email, lead.name, "email" in lead.hidden_here) == ("", lead.number, True)
    lead.refresh_from_db()
    assert lead.email == ""


def test_what_was_read_without_some_of_it_is_never_saved(world):
    lead = Lead.objects.visible_to(world.cast.alice).get(pk=world.lead.pk)
    with pytest.raises(ImproperlyConfigured):
        lead.save()


def test_values_are_hidden_as_well_and_there_is_no_way_round(world):
    seen = Lead.objects.visible_to(world.cast.alice).order_by("pk")
    assert seen.values_list("email", "employees", "pk")[0] == ("", None, world.lead.pk)
    assert list(seen.values_list("company", flat=True)) == ["", "", "Owned"]
    with pytest.raises(ImproperlyConfigured):
        list(seen.values("email"))


def test_the_api_says_which_fields_are_hidden(world):
    client = browser_of(world.cast.alice)
    shown = {row["id"]: row["hidden_fields"] for row in client.get("/api/v1/leads/").json()["results"]}
    assert shown == {world.lead.pk: sorted(MASKABLE), world.plain.pk: sorted(MASKABLE), world.claimed.pk: []}


# What members search, sort and count ------------------------------------------------------------


def found_by(person, text, **query):
    query = {"view": "all", "q": text, **query}
    return {row["id"] for row in browser_of(person).get("/api/v1/leads/", query).json()["results"]}


def test_no_word_that_is_hidden_finds_it(world):
    lead, cast = world.lead, world.cast
    typed = [getattr(lead, name) for name in ("last_name", "email", "phone", "company", "city", "wechat", "subject")]
    assert [found_by(cast.alice, text) for text in typed] == [set()] * len(typed)
    assert [found_by(cast.mallory, text) for text in typed] == [set()] * len(typed)
    assert [found_by(cast.carol, text) for text in typed] == [{lead.pk}] * len(typed)
    assert found_by(cast.alice, lead.number) == {lead.pk}
    assert found_by(cast.alice, "owned") == {world.claimed.pk}


def test_common_words_that_are_hidden_find_nothing_either(world):
    for _number in range(8):
        make_lead(pool=world.pool, company="Usual")
    assert found_by(world.cast.alice, "usual") == set()
    assert len(found_by(world.cast.carol, "usual")) == 8


def test_what_is_not_hidden_still_finds_it(world):
    hide(world.pool, ["email", "phone"])
    assert found_by(world.cast.alice, world.lead.last_name) == set()  # until it is written down anew
    finish_clock_runs()
    assert found_by(world.cast.alice, world.lead.last_name) == {world.lead.pk}
    assert found_by(world.cast.alice, world.lead.email) == set()
    hide(world.pool, [])
    finish_clock_runs()
    assert found_by(world.cast.alice, world.lead.email) == {world.lead.pk}


def test_words_are_written_anew_once_and_stay_true(world):
    hide(world.pool, ["email"])
    finish_clock_runs()
    before = list(LeadSearch.objects.order_by("pk").values_list("words", "shown"))
    world.pool.rules_changed()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        finish_clock_runs()
    assert list(LeadSearch.objects.order_by("pk").values_list("words", "shown")) == before
    assert [q["sql"] for q in queries if "INSERT INTO" in q["sql"] and "leadsearch" in q["sql"]] == []
    assert list(words()) == []
    LeadSearch.objects.filter(pk=world.lead.pk).update(shown=Concat("shown", Value("secret ")))
    assert list(words()) == [world.lead.number]


def test_a_transfer_hides_what_the_other_pool_hides(world):
    other = PoolFactory(name="Other", slug="other", hidden_fields=["email"])
    other.members.create(user=world.cast.alice)
    world.lead.transfer(by=world.cast.admin, to=other)
    assert found_by(world.cast.alice, world.lead.last_name) == {world.lead.pk}
    assert found_by(world.cast.alice, world.lead.email) == set()


@pytest.mark.parametrize("sort", ["-score", "score", "-created_at", "created_at", "next_follow_up_on"])
def test_no_order_of_a_list_is_of_a_field_that_can_be_hidden(world, sort):
    assert sort.strip("-") not in hidden_by(MASKABLE)
    answer = browser_of(world.cast.alice).get("/api/v1/leads/", {"sort": sort})
    assert {row["id"] for row in answer.json()["results"]} == {world.lead.pk, world.plain.pk, world.claimed.pk}


@pytest.mark.parametrize("name", ["email", "last_name", "-company", "budget", "city"])
def test_a_list_is_not_sorted_or_filtered_by_a_field_that_can_be_hidden(world, name):
    client = browser_of(world.cast.alice)
    assert client.get("/api/v1/leads/", {"sort": name}).status_code == 400
    assert client.get("/api/v1/leads/", {name.strip("-"): "x"}).status_code == 400


def test_lists_ask_as_many_questions_for_one_hidden_row_as_for_thirty(world):
    client = browser_of(world.cast.alice)
    urls = ("/pools/public/", "/leads/?view=all", "/api/v1/leads/", "/leads/?view=all&q=lead")
    few = [count_of(client, url) for url in urls]
    for number in range(30):
        make_lead(pool=world.pool, company=f"Firm {number}")
    assert [count_of(client, url) for url in urls] == few


def count_of(client, url):
    """Without what the audit writes, which is once for a while."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return sum("audit_auditentry" not in query["sql"] for query in queries)


# What members change and find by the way ----------------------------------------------------------


def test_who_may_edit_it_changes_what_they_see_and_nothing_that_is_hidden(world):
    lead, mallory = world.lead, browser_of(world.cast.mallory)
    form = mallory.get(f"/leads/{lead.pk}/edit/")
    assert not hidden_by(MASKABLE) & set(form.context["form"].fields)
    sent = {"email": "new@other.example", "country": "Chile", "last_name": "Other", "version": lead.version}
    answer = mallory.post(f"/leads/{lead.pk}/edit/", sent)
    assert (answer.status_code, answer.context and answer.context["form"].errors) == (302, None)
    now = Lead.objects.get(pk=lead.pk)
    assert (now.country, now.email, now.last_name) == ("Chile", lead.email, lead.last_name)
    answer = mallory.patch(f"/api/v1/leads/{lead.pk}/", {"email": "x@y.example"}, content_type="application/json")
    assert (answer.status_code, list(answer.json())) == (400, ["email"])
    now.edit(by=world.cast.mallory, changes={"email": "x@y.example"})
    assert Lead.objects.get(pk=lead.pk).email == lead.email
    assert Event.objects.about(now).filter(verb="edit").count() == 1


def test_files_comments_and_tasks_are_not_found_by_their_own_addresses(world):
    alice, lead = browser_of(world.cast.alice), world.lead
    [file], [task] = Attachment.objects.about(lead), Task.objects.about(lead)
    comment = Comment.objects.about(lead).get()
    assert [
        alice.get(f"/files/{file.pk}/").status_code,
        alice.get(f"/comments/{comment.pk}/edit/").status_code,
        alice.post(f"/tasks/{task.pk}/done/").status_code,
        alice.get(f"/api/v1/files/{file.links.get().pk}/content/").status_code,
    ] == [404] * 4


def test_a_run_calls_what_it_was_given_as_its_reader_may(world):
    given = {"survivor": packed(world.lead)}
    assert in_words(given, world.cast.alice) == [world.lead.number]
    assert in_words(given, world.cast.carol) == [str(world.lead)]


def test_an_import_does_not_tell_by_its_keys_what_is_hidden(world):
    rows = [SimpleNamespace(key=world.lead.email)]
    assert leads_by_key(rows, "email", by=world.cast.alice) == {}
    assert leads_by_key(rows, "email", by=world.cast.carol) == {world.lead.email: world.lead.pk}


def test_an_account_does_not_tell_which_hidden_lead_names_it(world):
    account = world.lead.account
    Account.objects.filter(pk=account.pk).update(owner=world.cast.alice)
    text = browser_of(world.cast.alice).get(account.get_absolute_url()).text
    assert f"/leads/{world.lead.pk}/" not in text
    assert f"/leads/{world.lead.pk}/" in browser_of(world.cast.admin).get(account.get_absolute_url()).text


def test_a_pool_that_hides_nothing_costs_and_changes_nothing(world):
    hide(world.pool, [])
    person = type(world.cast.alice).objects.get(pk=world.cast.alice.pk)
    [lead] = Lead.objects.visible_to(person).filter(pk=world.lead.pk)
    assert (lead.hidden_here, lead.email) == (frozenset(), world.lead.email)
    assert Pool.objects.get(pk=world.pool.pk).hidden_fields == []
