"""When a session ends, what becomes of what was typed, and who ends it."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from hotcrm.people import sessions
from hotcrm.people.models import ApiToken, SignedIn, User
from hotcrm.people.sessions import NOTED_EVERY
from leads.models import Lead
from tests.factories import make_lead
from tests.people.codes import is_signed_in, sign_in

NOON = "2030-05-05T12:00:00Z"
HOUR = 3600
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.fixture
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


def browser(username="alice", agent=FIREFOX):
    client = Client(headers={"User-Agent": agent})
    sign_in(client, username)
    return client


# The end --------------------------------------------------------------------------------------


def test_a_session_ends_when_nothing_was_asked_for_a_while(cast, noon, settings):
    alice = browser()
    noon.shift(settings.SESSION_IDLE_HOURS * HOUR - 1)
    assert is_signed_in(alice)
    noon.shift(settings.SESSION_IDLE_HOURS * HOUR + 1)
    assert alice.get("/leads/?view=my")["Location"] == "/login/?next=/leads/%3Fview%3Dmy"
    assert "because nothing happened" in alice.get("/login/?next=/leads/").text
    assert (SignedIn.objects.count(), is_signed_in(alice)) == (0, False)


def test_a_session_ends_after_its_longest_time_however_busy(cast, noon, settings):
    alice = browser()
    for _ in range(settings.SESSION_HOURS // 8):
        assert is_signed_in(alice)
        noon.shift(8 * HOUR)
    noon.shift(1)
    assert not is_signed_in(alice)
    assert "open for long" in alice.get("/login/?next=/leads/").text


def test_an_ended_session_is_no_session_to_the_api(cast, noon, settings):
    alice = browser()
    noon.shift(settings.SESSION_IDLE_HOURS * HOUR + 1)
    assert alice.get("/api/v1/me/").status_code == 401


def test_a_request_writes_nothing_of_the_session_but_now_and_then(cast, noon, django_assert_max_num_queries):
    alice = browser()
    with django_assert_max_num_queries(3) as asked:  # the session (unless cached), its person, their roles
        alice.get(reverse("login"))
    assert {query["sql"].lstrip("(").split()[0] for query in asked.captured_queries} == {"SELECT"}
    noon.shift(NOTED_EVERY + 1)
    alice.get(reverse("login"))
    assert SignedIn.objects.get().last_seen_at.timestamp() == sessions.time.time()


def test_a_part_of_a_page_does_not_become_a_sign_in_page(cast, noon, settings):
    alice = browser()
    noon.shift(settings.SESSION_IDLE_HOURS * HOUR + 1)
    htmx = {"HX-Request": "true", "HX-Current-URL": "http://testserver/leads/?view=my"}
    answer = alice.get("/leads/counts/", headers=htmx)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["HX-Redirect"] == "/login/?next=/leads/%3Fview%3Dmy"


@pytest.mark.parametrize("page", ["https://evil.test/", "//evil.test/", "http://testserver//evil.test/"])
def test_the_way_back_to_a_page_leads_to_no_other_house(client, db, page):
    answer = client.get("/leads/counts/", headers={"HX-Request": "true", "HX-Current-URL": page})
    assert answer["HX-Redirect"] == "/login/?next=/"


# What was typed -------------------------------------------------------------------------------


@pytest.fixture
def typed(cast, noon, settings):
    """Alice sends a form after her session is over."""
    lead = make_lead(owner=cast.alice, company="Before")
    alice = browser()
    noon.shift(settings.SESSION_IDLE_HOURS * HOUR + 1)
    alice.lead = lead
    alice.url = reverse("lead_verb", args=[lead.pk, "log"])
    alice.sent = alice.post(
        alice.url, {"kind": "call", "body": "A long talk"}, headers={"Referer": f"http://testserver/leads/{lead.pk}/"}
    )
    return alice


def test_what_was_typed_is_kept_and_sent_after_signing_in(typed):
    assert typed.sent["Location"] == "/login/?next=/kept/"
    page = typed.get("/login/?next=/kept/").text
    assert ("because nothing happened" in page, "is kept for an hour" in page) == (True, True)
    assert sign_in(typed, next="/kept/")["Location"] == "/kept/"
    page = typed.get("/kept/")
    assert "A long talk" in page.text
    sent = typed.post("/kept/", {"kind": "call", "body": "A long talk"}, follow=True)
    assert sent.redirect_chain[0] == (typed.url, 307)
    assert Lead.objects.get(pk=typed.lead.pk).status == "working"
    assert typed.get("/kept/")["Location"] == "/"


def test_only_what_was_typed_is_shown_by_its_words(cast, noon, settings):
    alice = browser()
    noon.shift(settings.SESSION_IDLE_HOURS * HOUR + 1)
    form = {"company": "Acme", "initial-company": "Acme", "first_name": "Ada", "initial-first_name": "", "next": "/x/"}
    agreed = {"consent_at": "2026-11-03T11:08", "initial-consent_at": "2026-11-03 11:08:29"}
    alice.post(reverse("lead_create"), form | agreed | {"version": "7", "city": ""})
    sign_in(alice)
    assert alice.get("/kept/").context["typed"] == [("First name", ["Ada"])]


def test_it_can_be_forgotten(typed):
    sign_in(typed)
    assert typed.post("/kept/forget/")["Location"] == f"/leads/{typed.lead.pk}/"
    assert typed.get("/kept/")["Location"] == "/"


def test_nobody_else_reads_it(typed):
    sign_in(typed, "bob")
    assert typed.get("/kept/")["Location"] == "/"
    assert typed.post("/kept/")["Location"] == "/"


def test_it_is_not_kept_for_long(typed, noon):
    noon.shift(HOUR + 1)
    sign_in(typed)
    assert typed.get("/kept/")["Location"] == "/"


SECRET = {"old_password": "demo"}, {"body": "x" * 100_001}, {}


@pytest.mark.parametrize(
    ("name", "form"), [*(("lead_create", form) for form in SECRET), ("second_factor", {"code": "1"})]
)
def test_secrets_and_what_is_too_large_are_not_kept(cast, noon, settings, name, form):
    alice = browser()
    noon.shift(settings.SESSION_IDLE_HOURS * HOUR + 1)
    answer = alice.post(reverse(name), form)
    assert (answer["Location"], "kept" in alice.session) == ("/login/?next=/", False)


@pytest.mark.parametrize("field", ["postal_code", "code"])
def test_the_code_of_a_place_or_of_a_campaign_is_no_secret(cast, noon, settings, field):
    alice = browser()
    noon.shift(settings.SESSION_IDLE_HOURS * HOUR + 1)
    assert alice.post(reverse("lead_create"), {field: "EC1A"})["Location"] == "/login/?next=/kept/"


def test_what_a_page_asks_for_by_itself_ends_no_session_and_leads_nowhere(cast, noon, settings):
    alice = browser()
    noon.shift(settings.SESSION_IDLE_HOURS * HOUR + 1)
    asked = {"HX-Request": "true", "X-Unasked": "1"}
    looked = alice.get(reverse("notice_bell"), headers=asked)
    assert (looked.status_code, looked.content, "HX-Redirect" in looked) == (204, b"", False)
    assert alice.post(reverse("lead_create"), {"company": "Acme"})["Location"] == "/login/?next=/kept/"
    assert 'hx-headers=\'{"X-Unasked": "1"}\'' in browser().get(reverse("notice_list")).text


# Ending them ----------------------------------------------------------------------------------


def test_a_person_sees_where_they_are_signed_in(cast):
    here, there = browser(), browser(agent=IPHONE)
    browser("bob")
    page = here.get(reverse("profile"))
    assert {row.device for row in page.context["sessions"]} == {"Firefox on Windows", "Safari on iPhone"}
    assert page.context["this_session"] == here.session["signed_in"] != there.session["signed_in"]
    assert here.session.session_key not in page.text


def test_a_person_ends_one_of_their_sessions(cast):
    here, there = browser(), browser(agent=IPHONE)
    here.post(reverse("session_end", args=[there.session["signed_in"]]))
    assert [is_signed_in(here), is_signed_in(there)] == [True, False]


def test_nobody_ends_anothers(cast):
    alice, bob = browser(), browser("bob")
    assert bob.post(reverse("session_end", args=[alice.session["signed_in"]])).status_code == 404
    assert is_signed_in(alice)


def test_signing_out_everywhere_else(cast):
    here, there, bob = browser(), browser(agent=IPHONE), browser("bob")
    here.post(reverse("sessions_end_others"))
    assert [is_signed_in(client) for client in (here, there, bob)] == [True, False, True]


def test_a_new_password_ends_the_others_and_their_rows(cast):
    here, there = browser(), browser(agent=IPHONE)
    new = {"old_password": "demo", "new_password1": "long-enough-9", "new_password2": "long-enough-9"}
    here.post(reverse("password_change"), new)
    assert [is_signed_in(here), is_signed_in(there)] == [True, False]
    assert [row.session_key for row in cast.alice.sessions.all()] == [here.session.session_key]


def test_signing_out_takes_the_row_along(cast):
    alice = browser()
    alice.post(reverse("logout"))
    assert SignedIn.objects.count() == 0


def test_a_session_whose_row_is_gone_ends_at_the_next_note(cast, noon):
    alice = browser()
    SignedIn.objects.all().delete()
    noon.shift(NOTED_EVERY + 1)
    assert not is_signed_in(alice)


def test_who_is_shut_out_comes_in_by_no_old_door_when_let_in_again(cast):
    alice = browser()
    _token, secret = ApiToken.issue(cast.alice, name="Old")
    person = User.objects.get(pk=cast.alice.pk)
    person.shut_out()
    assert not is_signed_in(alice)
    person.let_in()
    assert [is_signed_in(alice), ApiToken.of(secret)] == [False, None]
    assert sign_in(alice).status_code == 302


def test_tokens_of_who_left_before_do_not_come_back_either(cast):
    _token, secret = ApiToken.issue(cast.alice, name="Old")
    User.objects.filter(pk=cast.alice.pk).update(is_active=False)
    User.objects.get(pk=cast.alice.pk).let_in()
    assert ApiToken.of(secret) is None


def test_what_is_over_is_forgotten(cast, noon, settings):
    browser()
    noon.shift(settings.SESSION_IDLE_HOURS * HOUR - 60)
    bob = browser("bob")
    noon.shift(120)
    for _ in range(3):
        SignedIn.forget_ended()
    assert [row.user for row in SignedIn.objects.all()] == [cast.bob]
    assert (Session.objects.count(), is_signed_in(bob)) == (1, True)


def test_a_session_from_before_there_were_rows_gets_one(cast):
    alice = browser()
    session = alice.session
    for mark in ("signed_in", "began", "seen", "confirmed"):
        del session[mark]
    session.save()
    SignedIn.objects.all().delete()
    assert is_signed_in(alice)
    assert SignedIn.objects.get().user == cast.alice
