"""Many leads converted at once: asked first, done as a run, told lead by lead."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hotcrm.pages.models import Outcome, Run, RunStatus
from hotcrm.pages.runs import execution, starting
from hotcrm.pages.runs.execution import carry_out
from hotcrm.pages.runs.starting import start
from hotcrm.pages.tasks import resume_runs
from hotcrm.people.models import User
from hotcrm.records.models import Event, Notice, Policy
from hotcrm.records.models.lease import LONG_AGO
from hotcrm.sales.models import Account, Contact, Opportunity
from leads.models import Conversion, Lead, Status
from tests.factories import make_lead

pytestmark = pytest.mark.django_db
MANY = {"with_opportunity": True, "carry_activities": True, "confirm": False}


@pytest.fixture
def waiting(monkeypatch):
    """Runs wait to be carried out, two leads a chunk."""
    monkeypatch.setattr(starting, "AT_ONCE", 0)
    monkeypatch.setattr(starting, "nudge", lambda pk: None)
    monkeypatch.setattr(execution, "chunk_size", lambda: 2)
    monkeypatch.setattr(execution, "breathe", lambda: None)


@pytest.fixture
def signed_in(client):
    def sign_in(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def qualified(cast, count, **values):
    values = {"owner": cast.alice, "status": Status.QUALIFIED} | values
    return [make_lead(**{"company": f"Company {n}", "last_name": f"Doe {n}"} | values) for n in range(count)]


def keys(leads):
    return [lead.pk for lead in leads]


def counts():
    return Account.objects.count(), Contact.objects.count(), Opportunity.objects.count()


def ask(client, leads, **typed):
    return client.post(reverse("lead_bulk", args=["convert"]), {"ids": keys(leads), **typed})


def test_it_is_asked_first_and_says_how_many_will_and_why_not_the_others(cast, signed_in):
    leads = qualified(cast, 2) + [make_lead(), make_lead(owner=cast.mallory)]
    done = qualified(cast, 1, company="Done Ltd")
    done[0].convert(by=cast.alice)
    preview = ask(signed_in(cast.alice), leads + done).context["preview"]
    assert (preview.selected, preview.possible) == (5, 2)
    assert dict(preview.reasons) == {
        "Only its owner, administrators of its pool and others who may change this lead may do this.": 1,
        "They are converted already.": 1,
        "Not found.": 1,
    }
    assert Run.objects.count() == 0


@pytest.mark.parametrize(
    ("policy", "person", "possible"),
    [("convert_only_from_qualified", "alice", 1), ("qualify_by_owner_only", "dave", 0), ("account_check", "dave", 2)],
)
def test_the_preview_knows_the_policies_and_equals_the_run(cast, signed_in, policy, person, possible):
    Policy.objects.create(pk=1, **{policy: True})
    leads = qualified(cast, 1) + qualified(cast, 1, status=Status.WORKING, company="Working Ltd")
    client = signed_in(getattr(cast, person))
    assert ask(client, leads).context["preview"].possible == possible
    ask(client, leads, sure="1", token="t")
    assert (Run.objects.get().done, Conversion.objects.count()) == (possible, possible)


def test_each_lead_gets_an_account_new_or_linked_and_its_result_links_what_was_made(cast, signed_in):
    known = Account.add({"name": "company 0"}, by=cast.alice)
    leads = qualified(cast, 2) + [make_lead()]
    client = signed_in(cast.alice)
    page = ask(client, leads, sure="1", token="t", with_opportunity="on", carry_activities="on")
    run = Run.objects.get()
    assert (page["Location"], run.done, run.refused, counts()) == (run.get_absolute_url(), 2, 1, (2, 2, 2))
    assert Lead.objects.get(pk=leads[0].pk).converted_account == known
    shown = client.get(run.get_absolute_url()).text
    for made in (known, *Contact.objects.all(), *Opportunity.objects.all()):
        assert f'href="{made.get_absolute_url()}">{made}</a>' in shown
    assert shown.count("</a> ·") == 2 * 2  # what was made of each stands apart
    Account.objects.update(owner=cast.mallory)
    assert f'href="{known.get_absolute_url()}"' not in client.get(run.get_absolute_url()).text


@pytest.mark.parametrize(("typed", "made"), [({}, (2, 2, 0)), ({"with_opportunity": "on"}, (2, 2, 2))])
def test_an_opportunity_is_made_when_it_is_wanted_and_nobody_is_mailed_for_each(cast, signed_in, typed, made):
    ask(signed_in(cast.alice), qualified(cast, 2), sure="1", token="t", **typed)
    assert (counts(), Notice.objects.filter(kind="converted").count()) == (made, 0)


def test_two_leads_of_one_company_share_the_account(cast):
    run = start(Lead.convert, by=cast.alice, ids=keys(qualified(cast, 3, company="Globex")), **MANY)
    assert (run.done, counts()) == (3, (1, 3, 3))
    assert Contact.objects.filter(is_primary=True).count() == 1


def test_what_a_policy_refuses_for_one_leaves_the_others(cast):
    Policy.objects.create(pk=1, contact_check="fail", opportunity_name_unique=True)
    account = Account.add({"name": "Company 1"}, by=cast.alice)
    Opportunity.add({"name": "company 1 - opportunity", "account": account}, by=cast.alice)
    leads = qualified(cast, 3)
    run = start(Lead.convert, by=cast.alice, ids=keys(leads), **MANY)
    assert [item.outcome for item in run.items.order_by("object_id")] == [
        Outcome.DONE,
        Outcome.REFUSED,
        Outcome.DONE,
    ]
    assert run.reasons() == [("Company 1 has an opportunity of this name already.", 1)]
    assert (counts(), Lead.objects.get(pk=leads[1].pk).status) == ((3, 2, 3), Status.QUALIFIED)


def test_three_times_is_once(cast, waiting):
    run = start(Lead.convert, by=cast.alice, ids=keys(qualified(cast, 5)), **MANY)
    for _ in range(3):
        carry_out(run.pk)
    assert (counts(), Event.objects.filter(verb="convert").count()) == ((5, 5, 5), 5)


def test_killed_in_the_middle_it_is_finished_by_the_sweeper(cast, waiting, monkeypatch):
    class Killed(BaseException):
        pass

    run, chunks, noted = start(Lead.convert, by=cast.alice, ids=keys(qualified(cast, 5)), **MANY), [], execution.note

    def note_until_killed(items, results, **more):
        noted(items, results, **more)
        chunks.append(items)
        if len(chunks) == 2:
            raise Killed

    monkeypatch.setattr(execution, "note", note_until_killed)
    with pytest.raises(Killed):
        carry_out(run.pk)
    assert (counts(), Conversion.objects.count()) == ((2, 2, 2), 2)
    monkeypatch.setattr(execution, "note", noted)
    Run.objects.update(lease_until=LONG_AGO)
    resume_runs()
    run.refresh_from_db()
    assert (run.status, run.done, counts(), Conversion.objects.count()) == (RunStatus.FINISHED, 5, (5, 5, 5), 5)


def test_rights_are_asked_again_for_every_chunk(cast, waiting, monkeypatch):
    run = start(Lead.convert, by=cast.dave, ids=keys(qualified(cast, 4)), **MANY)
    monkeypatch.setattr(execution, "breathe", lambda: leave(cast.alice))
    carry_out(run.pk)
    run.refresh_from_db()
    assert (run.done, run.refused, counts()) == (2, 2, (2, 2, 2))


def leave(person):
    person = User.objects.get(pk=person.pk)
    person.manager = None
    person.save()


def test_a_chunk_is_small_and_a_lead_costs_the_same_in_any(cast, monkeypatch):
    monkeypatch.setattr(starting, "AT_ONCE", 0)
    monkeypatch.setattr(starting, "nudge", lambda pk: None)
    asked = []
    for number, count in enumerate((2, 2, 12, 22)):  # the first reads what stays in the process
        leads = qualified(cast, count, city=f"City {number}")
        for lead in leads:
            Lead.objects.filter(pk=lead.pk).update(company=f"Company {number} {lead.pk}", company_key=f"{lead.pk}")
        run = start(Lead.convert, by=cast.alice, ids=keys(leads), **MANY)
        with CaptureQueriesContext(connection) as queries:
            carry_out(run.pk)
        asked.append(len(queries))
    per_lead = {(asked[2] - asked[1]) / 10, (asked[3] - asked[2]) / 10}
    assert (len(per_lead), max(per_lead) <= 20) == (1, True), asked
    assert Lead.chunks["convert"] == 25


def test_the_list_offers_it_for_rows_and_for_many_but_not_for_the_converted(cast, signed_in):
    lead, client = qualified(cast, 1)[0], signed_in(cast.alice)
    url, bulk = reverse("lead_convert", args=[lead.pk]), reverse("lead_bulk", args=["convert"])
    page = client.get(reverse("lead_list"), {"view": "all"}).text
    assert (f'href="{url}?next=' in page, f'formaction="{bulk}"' in page) == (True, True)
    lead.convert(by=cast.alice)
    page = client.get(reverse("lead_list"), {"view": "all"}).text
    assert (f'href="{url}?next=' in page, f'formaction="{bulk}"' in page) == (False, False)


def test_an_administrator_takes_many_back_after_being_asked(cast, signed_in):
    leads = qualified(cast, 3)
    start(Lead.convert, by=cast.alice, ids=keys(leads), **MANY)
    Opportunity.objects.order_by("pk").first().win(by=cast.alice)
    client, url = signed_in(cast.admin), reverse("lead_bulk", args=["undo-conversion"])
    assert client.post(url, {"ids": keys(leads)}).context["preview"].possible == 3
    assert Run.objects.count() == 1
    client.post(url, {"ids": keys(leads), "sure": "1", "token": "back"})
    run = Run.objects.latest("pk")
    assert (run.done, run.refused, counts()) == (2, 1, (1, 1, 1))
    assert run.reasons() == [("The conversion cannot be undone: the opportunity was worked on.", 1)]


def test_others_take_nothing_back(cast, signed_in):
    lead = qualified(cast, 1)[0]
    lead.convert(by=cast.alice)
    url = reverse("lead_bulk", args=["undo-conversion"])
    signed_in(cast.alice).post(url, {"ids": [lead.pk], "sure": "1", "token": "t"})
    assert (Run.objects.get().refused, Conversion.objects.count()) == (1, 1)
