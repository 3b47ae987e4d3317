from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from hotcrm.records.models import Event
from leads.models import Lead
from leads.recycling import recycle_tonight
from pools.models import ClockRun, RecycleRun
from tests.factories import make_lead

from .clockwork import MONDAY, at, log, set_rules

pytestmark = pytest.mark.django_db
URL = "/pools/public/recycle/"


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)


@pytest.fixture
def leads(pool, cast):
    set_rules(
        pool,
        recycle_brake_percent=None,
        no_follow_up_hours=100,
        recycle=[{"name": "Two quiet weeks", "no_activity_days": 14}],
    )
    ClockRun.objects.all().delete()
    found = [make_lead(company=f"Company {number}") for number in range(3)]
    for lead in found:
        lead.claim(by=cast.alice)
    return found


def look(client, person, moment, time_machine, url=URL):
    time_machine.move_to(moment, tick=False)
    client.force_login(person)
    return client.get(url)


def shown(response):
    return [row.lead for row in response.context["page"].rows]


def test_what_the_page_shows_in_the_afternoon_is_what_the_night_takes(client, cast, leads, time_machine):
    time_machine.move_to("2026-06-10T12:00Z", tick=False)
    log(leads[1], cast.alice)
    response = look(client, cast.carol, "2026-06-14T15:00Z", time_machine)
    assert (response.context["page"].rehearsal.on, shown(response)) == (date(2026, 6, 15), [leads[0], leads[2]])
    assert "Two quiet weeks" in response.content.decode()
    time_machine.move_to("2026-06-15T04:00Z", tick=False)
    recycle_tonight()
    taken = Event.objects.filter(verb="reclaim").order_by("object_id").values_list("object_id", flat=True)
    assert list(taken) == [leads[0].pk, leads[2].pk]


def test_a_stopped_run_is_let_go_by_an_administrator(
    client, cast, pool, leads, time_machine, django_capture_on_commit_callbacks
):
    set_rules(pool, recycle_brake_percent=20)
    ClockRun.objects.all().delete()
    time_machine.move_to("2026-06-15T04:00Z", tick=False)
    recycle_tonight()
    response = look(client, cast.carol, "2026-06-15T12:00Z", time_machine)
    assert (response.context["page"].is_braked, len(shown(response))) == (True, 3)
    assert escape("3 of 3 owned leads is more than 20 %: the run takes none of them.") in response.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(URL).status_code == 302
    run = RecycleRun.objects.get()
    assert (run.taken, run.allowed_by, Lead.objects.filter(owner__isnull=False).count()) == (3, cast.carol, 0)


def test_a_run_still_to_come_may_be_allowed_and_waits_for_its_night(client, cast, pool, leads, time_machine):
    set_rules(pool, recycle_brake_percent=20)
    response = look(client, cast.carol, "2026-06-14T15:00Z", time_machine)
    assert response.context["page"].is_braked
    client.post(URL)
    assert not client.get(URL).context["page"].is_braked
    for moment, left in (("2026-06-15T01:00Z", 3), ("2026-06-15T03:00Z", 0)):
        time_machine.move_to(moment, tick=False)
        recycle_tonight()
        assert Lead.objects.filter(owner__isnull=False).count() == left


def test_nothing_is_let_go_where_nothing_is_stopped(client, cast, leads):
    client.force_login(cast.carol)
    client.post(URL)
    assert not RecycleRun.objects.exists()


def test_members_do_not_see_it(client, cast, leads):
    client.force_login(cast.alice)
    assert (client.get(URL).status_code, client.post(URL).status_code) == (404, 404)


def test_a_lead_is_put_on_hold_from_there_and_is_not_taken(client, cast, leads, time_machine):
    response = look(client, cast.carol, "2026-06-14T15:00Z", time_machine)
    action = response.context["page"].rows[0].action
    form = client.get(action.url)
    assert "On hold until" in form.content.decode()
    sent = client.post(action.url, {"until": "2026-06-30", "reason": "They are on leave"})
    assert (sent.status_code, sent.url) == (302, URL)
    assert shown(client.get(URL)) == leads[1:]
    assert "On hold until 30 Jun: They are on leave." in client.get(leads[0].get_absolute_url()).content.decode()


def test_a_hold_without_an_end_is_asked_for_one(client, cast, leads):
    client.force_login(cast.carol)
    response = client.post(reverse("lead_verb", args=[leads[0].pk, "hold"]), {"until": "", "reason": "x"})
    assert (response.status_code, Lead.objects.get(pk=leads[0].pk).held_until) == (422, None)


@pytest.mark.parametrize("after", ["", "x", "2026-06-15~x", "2026-06-15~" + "9" * 40, "2026-13-01~1", "\x00~1"])
def test_any_place_may_be_asked_for(client, cast, leads, time_machine, after):
    response = look(client, cast.carol, "2026-06-14T15:00Z", time_machine, f"{URL}?after={after}")
    assert len(shown(response)) == 3


def test_pages_follow_each_other(client, cast, leads, time_machine, monkeypatch):
    monkeypatch.setattr("pools.views.recycling.PAGE", 2)
    first = look(client, cast.carol, "2026-06-14T15:00Z", time_machine)
    second = client.get(URL + first.context["page"].next_url)
    assert (shown(first), shown(second), second.context["page"].next_url) == (leads[:2], leads[2:], "")


def test_thirty_rows_cost_what_one_does(client, cast, leads, time_machine):
    def queries():
        look(client, cast.carol, "2026-06-14T15:00Z", time_machine)
        with CaptureQueriesContext(connection) as context:
            client.get(URL)
        return len(context)

    Lead.objects.exclude(pk=leads[0].pk).update(reclaim_on=None)
    one = queries()
    Lead.objects.update(reclaim_on=date(2026, 6, 15))
    assert queries() == one


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-06-01T12:00Z", ["Follow up by 5 Jun, 13:00 (97 working hours left)", "Goes back to Public Pool"]),
        ("2026-06-05T12:00Z", ["Follow up by 13:00 (1 working hour left)"]),
        ("2026-06-05T14:00Z", ["Overdue since 13:00: no follow-up since its owner has it"]),
        ("2026-06-06T14:00Z", ["Overdue since 5 Jun, 13:00", "on 15 Jun: Two quiet weeks – 14 days without activity"]),
    ],
)
def test_the_page_of_a_lead_says_what_is_due_when(client, cast, leads, time_machine, moment, words):
    page = look(client, cast.alice, moment, time_machine, leads[0].get_absolute_url()).content.decode()
    assert [word for word in words if word not in page] == []


def test_my_overdue_leads_have_a_view(client, cast, leads, time_machine):
    Lead.objects.filter(pk=leads[0].pk).update(is_overdue=True)
    page = look(client, cast.alice, "2026-06-06T12:00Z", time_machine, "/leads/?view=overdue").content.decode()
    assert ("Company 0" in page, "Company 1" in page) == (True, False)


def test_first_contacts_that_are_due_have_a_view_the_next_first(client, cast, leads, time_machine):
    for lead, hour in zip(leads, (9, 7, 8), strict=True):
        Lead.objects.filter(pk=lead.pk).update(first_contact_due_at=at(f"2026-06-08T{hour:02}:00Z"))
    log(Lead.objects.get(pk=leads[2].pk), cast.alice)
    page = look(client, cast.alice, "2026-06-06T12:00Z", time_machine, "/leads/?view=first-contact").content.decode()
    assert 0 < page.index("Company 1") < page.index("Company 0")
    assert "Company 2" not in page
