"""Whoever they are and wherever they go: nobody reads a word, or counts a row, of what is not theirs to see."""

import re

import pytest

from hotcrm.records.models import Record
from hotcrm.sales.models import Contact
from leads.forms.lead import NAMES as SUGGESTED
from leads.models import Lead
from leads.views import editing

from .crawler import Crawler
from .readable import RECORDS, Reader

pytestmark = pytest.mark.django_db
# How many pages each of them opens. Holly heads a department and, like Nora, has no role.
PAGES = {"alice": 150, "dave": 90, "mia": 130, "carol": 90, "holly": 90, "nora": 60, "pat": 90, "auditor": 90,
         "admin": 60}  # fmt: skip
LISTS = {"lead": "leads", "account": "accounts", "contact": "contacts", "opportunity": "opportunities",
         "campaign": "campaigns", "marketing_list": "marketing-lists"}  # fmt: skip
PLACES = {kind: name for kind, name in LISTS.items() if kind != "marketing_list"}  # where the pages are
OF_MARKETING = {"campaign": ("members", "costs", "figures", "files"), "marketing_list": ("entries", "why")}
EVERYBODYS = {"home", "lead_list", "lead_counts", "profile", "search"}
REPS = {"lead_detail", "lead_timeline", "lead_why", "lead_edit", "lead_verb", "lead_convert", "lead_export",
        "lead_create", "lead_import", "file_download", "mention_suggest", "lead_suggest",
        "pool_list", "pool_detail", "account_detail", "account_edit", "contact_detail", "opportunity_detail",
        "opportunity_board", "account_export", "run_list", "campaign_list", "campaign_detail", "campaign_board",
        "campaign_calendar", "campaign_attribution", "campaign_follow_up", "campaigns_of_lead", "campaigns_of_contact",
        "member_list", "member_export", "marketing_list_list", "marketing_list_detail"}  # fmt: skip
PARTNERS = {"lead_detail", "lead_edit", "lead_create", "lead_export", "mention_suggest", "file_download"}
MARKETERS = {"campaign_detail", "campaign_edit", "campaign_experiment", "campaign_verb", "campaign_attribution_behind",
             "member_list", "member_add", "member_add_view", "member_add_list", "member_import", "member_verb",
             "marketing_list_detail", "marketing_list_edit", "marketing_list_enrol",
             "marketing_list_verb"}  # fmt: skip
MUST_SEE = {"mia": MARKETERS, "alice": REPS, "dave": REPS - {"pool_detail"}, "pat": PARTNERS}


@pytest.fixture
def reader(world):
    return lambda username: Reader(world, getattr(world.cast, username))


@pytest.mark.parametrize("username", PAGES)
def test_no_page_tells_what_a_person_may_not_see(world, browse, reader, username):
    crawler = Crawler(browse(username), world.canaries).crawl("/", most=PAGES[username])
    assert crawler.leaks(reader(username).words()) == {}
    assert (EVERYBODYS | MUST_SEE.get(username, set())) - set(crawler.names) == set()


OF_A_CAMPAIGN = ("", "timeline/", "members/", "members/panel/", "members/export/", "members/?q=qz", "members/add/",
                 "members/add/?q=qz", "experiment/", "why/")  # fmt: skip
OF_A_LIST = ("", "why/", "enrol/")


@pytest.mark.parametrize("username", [*PAGES, "quinn"])
def test_no_campaign_and_no_list_tells_whom_a_person_may_not_see(world, browse, reader, username):
    """Of each of them every page; the crawl looks at one."""
    crawler, whole = Crawler(browse(username), world.canaries), reader(username)
    urls = {f"{row.get_absolute_url()}{part}": name for name, part, row in parts_of_marketing(whole)}
    urls |= {f"/campaigns/of-{kind}/{row.pk}/": name for name, kind, row in people(whole)}
    found = {url: crawler.get(url)[1].status_code for url in urls}
    opened = {url for url, name in urls.items() if name in whole.seen}
    for name, row in whole.rows.items():
        for one in (one for of, one in whole.rows.items() if (name[:8], of[:9]) == ("campaign", "marketing")):
            crawler.get(f"{row.get_absolute_url()}members/add/list/{one.pk}/")
    assert {url for url, status in found.items() if status != 404} <= opened
    assert {url for url in opened if found[url] not in (200, 403)} == set()
    assert crawler.leaks(whole.words()) == {}


def parts_of_marketing(whole):
    for name, row in whole.rows.items():
        kind = name.split(":")[0]
        for part in {"campaign": OF_A_CAMPAIGN, "marketing_list": OF_A_LIST}.get(kind, ()):
            yield name, part, row


def people(whole):
    rows = ((name, name.split(":")[0], row) for name, row in whole.rows.items())
    return ((name, kind, row) for name, kind, row in rows if kind in ("lead", "contact"))


@pytest.mark.parametrize("username", [*PAGES, "quinn"])
def test_no_answer_of_the_api_does_and_none_is_short_of_what_they_see(world, browse, reader, username):
    crawler, whole = Crawler(browse(username), world.canaries), reader(username)
    found = {}
    for kind, name in LISTS.items():
        _text, answer = crawler.get(f"/api/v1/{name}/?view=all&page_size=200")
        found[kind] = {row["id"] for row in answer.json()["results"]}
    if username == "admin":
        found["lead"] |= listed_in(crawler.client, "lead", "discarded")
    assert found == {kind: whole.keys(kind) for kind in RECORDS}
    seen, hidden = set(), set()
    for thing, row in whole.rows.items():
        kind = thing.split(":")[0]
        _text, answer = crawler.get(f"/api/v1/{LISTS[kind]}/{row.pk}/")
        (seen if answer.status_code == 200 else hidden).add(thing)
    assert (seen, seen | hidden) == (whole.seen, set(whole.rows))
    for name in (name for name in seen if name.split(":")[0] in OF_MARKETING):
        kind = name.split(":")[0]
        for part in OF_MARKETING[kind]:
            crawler.get(f"/api/v1/{LISTS[kind]}/{whole.rows[name].pk}/{part}/")
    for url in ("users/", "pools/", "me/", "tasks/", "picklists/"):
        crawler.get(f"/api/v1/{url}")
    assert crawler.leaks(whole.words()) == {}


@pytest.mark.parametrize("username", ["alice", "pat"])
def test_what_hangs_on_a_record_is_not_found_without_it(world, browse, reader, username):
    crawler, whole = Crawler(browse(username), world.canaries), reader(username)
    for thing, row in whole.rows.items():
        kind = thing.split(":")[0]
        if kind == "marketing_list":
            continue
        urls = [
            f"/api/v1/activities/?about={kind}:{row.pk}", f"/api/v1/tasks/?about={kind}:{row.pk}",
            f"/api/v1/{LISTS[kind]}/{row.pk}/files/", f"/mentions/{kind}/{row.pk}/?q=",
        ]  # fmt: skip
        statuses = {crawler.get(url)[1].status_code for url in urls}
        assert statuses == {200 if thing in whole.seen else 404}, thing
    assert crawler.leaks(whole.words()) == {}


@pytest.mark.parametrize("username", ["alice", "pat"])
def test_no_search_finds_it(world, browse, reader, username):
    client, whole = browse(username), reader(username)
    asked = {}
    for thing in sorted(whole.rows):
        kind = thing.split(":")[0]
        for word in world.canaries.words(thing, "last_name", "company", "email", "phone", "name")[:2]:
            url = f"/api/v1/{LISTS[kind]}/?q={word}"
            asked[thing, word] = {row["id"] for row in client.get(url).json()["results"]}
    wrong = {key: found for key, found in asked.items() if not found <= whole.keys(key[0].split(":")[0])}
    assert wrong == {}
    missed = {thing for (thing, _word), found in asked.items() if thing in whole.seen and not found}
    assert missed == set()


@pytest.mark.parametrize("username", ["alice", "pat"])
def test_a_page_asked_for_a_word_out_of_sight_answers_as_to_one_that_nobody_wrote(world, browse, reader, username):
    client, whole = browse(username), reader(username)
    for kind in PLACES:
        hidden = next(thing for thing in sorted(whole.rows) if thing.startswith(kind) and thing not in whole.seen)
        [word] = world.canaries.words(hidden, "company", "name", "last_name")[:1]
        answers = [
            re.sub(r'csrfmiddlewaretoken" value="\w+|Token": "\w+|nonce[-="\w+/]+', "", page.text).replace(asked, "")
            for asked in (word, "qznobody")
            for page in [client.get(f"/{LISTS[kind]}/?view=all&q={asked}")]
        ]
        assert answers[0] == answers[1]


@pytest.mark.parametrize("username", ["alice", "holly", "pat"])
def test_nobody_is_offered_what_they_may_not_see(world, browse, reader, username):
    client, words = browse(username), reader(username).words()
    for field in (*SUGGESTED, "survivor", "opportunity"):
        for asked in ("", "qz"):
            found = world.canaries.in_text(client.get(f"/leads/suggest/{field}/?q={asked}").text)
            assert {world.canaries.named[word] for word in found - words} == set(), field


@pytest.mark.parametrize("username", ["alice", "dave", "carol", "mia", "pat"])
def test_every_count_is_of_what_is_seen(world, browse, reader, username):
    client, whole = browse(username), reader(username)
    for kind in PLACES:
        page = client.get(f"/{LISTS[kind]}/counts/?view=all&tabs=1").text
        counts = {slug: int(count) for slug, count in re.findall(r'id="count-([\w-]+)"[^>]*>(\d+)<', page)}
        listed = {slug: listed_in(client, kind, slug) for slug in counts}
        assert counts == {slug: len(rows) for slug, rows in listed.items()}
        assert int(re.search(r'id="total"[^>]*>\D*(\d+)', page)[1]) == len(whole.keys(kind))
        assert all(rows <= whole.keys(kind) for rows in listed.values())
        assert listed["all"] == whole.keys(kind)
    groups = re.findall(r'class="numeric">(\d+)<', client.get("/leads/?view=by-source").text)
    of_a_source = Lead.objects.filter(pk__in=whole.keys("lead"), lead_source__isnull=False)
    assert sum(map(int, groups)) == of_a_source.count()


@pytest.mark.parametrize("username", ["alice", "carol", "pat"])
def test_a_pool_counts_what_waits_there_for_them(world, browse, reader, username):
    waiting = Lead.objects.filter(pk__in=reader(username).keys("lead"), owner=None, status="new")
    pools = browse(username).get("/api/v1/pools/").json()["results"]
    assert {pool["slug"]: pool["waiting"] for pool in pools} == {
        pool["slug"]: waiting.filter(pool__slug=pool["slug"]).count() for pool in pools
    }


def test_what_no_list_declares_changes_nothing(browse):
    client = browse("alice")
    for name in ("leads", "accounts", "contacts", "opportunities"):
        plain = rows_in(client.get(f"/{name}/?view=all").text)
        assert plain
        assert rows_in(client.get(f"/{name}/?view=all&{'&'.join(UNDECLARED)}").text) == plain
    for query in UNDECLARED:
        assert client.get(f"/api/v1/leads/?{query}").status_code == 400, query


UNDECLARED = (
    "sort=owner__password", "sort=-owner__username", "owner__username=mallory", "owner_id__gt=0", "discarded=1",
    "ordering=id", "order_by=id", "fields=id", "limit=9999", "offset=-1", "visible_to=admin", "user=1", "id__in=1,2",
    "pk=1", "include=discarded", "status__in=discarded", "q__regex=.*", "discarded_at__isnull=0",
)  # fmt: skip


# Could it fail? ---------------------------------------------------------------------------------


def test_a_planted_leak_of_a_model_is_found(world, browse, reader, monkeypatch):
    monkeypatch.setattr(Contact, "branches", classmethod(lambda cls, reach: None))
    crawler = Crawler(browse("nora"), world.canaries).crawl("/contacts/", most=5)
    assert crawler.leaks(reader("nora").words()) != {}


def test_a_planted_leak_of_a_view_is_found(world, browse, reader, monkeypatch):
    monkeypatch.setattr(editing, "records_for", lambda field, user: Contact.objects.all())
    crawler = Crawler(browse("pat"), world.canaries).crawl("/leads/suggest/contact/?q=", most=1)
    assert crawler.leaks(reader("pat").words()) != {}


def test_a_discarded_lead_that_comes_back_is_found(world, browse, reader, monkeypatch):
    monkeypatch.setattr(Lead, "seen_by_all_who_see", Record.seen_by_all_who_see)
    crawler = Crawler(browse("mia"), world.canaries).crawl(f"/leads/{world.things['lead:discarded'].pk}/", most=1)
    assert crawler.leaks(reader("mia").words()) != {}


def listed_in(client, kind, view) -> set[int]:
    answer = client.get(f"/api/v1/{LISTS[kind]}/?view={view}&page_size=200").json()
    return {row["id"] for row in answer["results"]}


def rows_in(page) -> list[str]:
    """The addresses of the rows, in their order."""
    return re.findall(r'<tr data-href="(/\w+/\d+/)', page)
