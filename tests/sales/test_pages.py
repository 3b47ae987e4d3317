"""The pages of one account, one contact, one opportunity."""

import pytest
from django.urls import reverse

from hotcrm.activities.models import Activity, Task
from hotcrm.records.models import Event, TeamMember
from hotcrm.records.verbs import type_of
from hotcrm.sales.models import Account, Contact, Opportunity
from tests.factories import make_lead

pytestmark = pytest.mark.django_db
KINDS = ("account", "contact", "opportunity")


@pytest.fixture
def of_kind(account, contact, deal):
    return dict(zip(KINDS, (account, contact, deal), strict=True))


def address(name, record, *args):
    return reverse(f"{record._meta.model_name}_{name}", args=[record.pk, *args])


def test_each_page_is_seen_by_its_owner_those_above_and_all_who_see_everything(cast, signed_in, three):
    for record in three:
        found = {
            person: signed_in(person).get(record.get_absolute_url()).status_code
            for person in ("alice", "dave", "bob", "carol", "mallory", "pat", "mia", "auditor", "admin")
        }
        assert found == dict.fromkeys(("alice", "dave", "mia", "auditor", "admin"), 200) | dict.fromkeys(
            ("bob", "carol", "mallory", "pat"), 404
        )


def test_the_team_reads_along(cast, signed_in, deal):
    TeamMember.objects.create(type=type_of(deal), object_id=deal.pk, user=cast.bob)
    page = signed_in("bob").get(deal.get_absolute_url())
    assert (page.status_code, page.context["may_edit"]) == (200, False)


def test_the_origin_and_what_hangs_together_are_shown_to_those_who_see_them(cast, signed_in):
    lead = make_lead(owner=cast.alice, company="Initech", last_name="Lumbergh")
    lead.convert(by=cast.alice)
    account = Account.objects.get(name="Initech")
    Contact.add({"last_name": "Hidden", "account": account}, by=cast.mallory)
    related = {part.icon: [str(row) for row in part.rows] for part in related_on(signed_in("alice"), account)}
    assert related == {"contact": ["Lumbergh"], "opportunity": [], "lead": ["Lumbergh"]}
    all_of_it = {part.icon: len(part.rows) for part in related_on(signed_in("auditor"), account)}
    assert all_of_it == {"contact": 2, "opportunity": 0, "lead": 1}


def related_on(client, record):
    return client.get(record.get_absolute_url()).context["related"]


def test_what_a_lead_became_is_linked_for_those_who_see_it(cast, alice, signed_in):
    lead = make_lead(owner=cast.alice, company="Initech", last_name="Lumbergh")
    lead.convert(by=cast.alice)
    account = Account.objects.get(name="Initech")
    link = f'href="{account.get_absolute_url()}"'
    for url in (reverse("lead_converted", args=[lead.pk]), lead.get_absolute_url()):
        assert link in alice.get(url).content.decode()
    Account.objects.update(owner=cast.mallory)
    for url in (reverse("lead_converted", args=[lead.pk]), lead.get_absolute_url()):
        page = alice.get(url).content.decode()
        assert (link in page, "Initech" in page) == (False, True)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_asks_a_bounded_number_of_questions(cast, alice, of_kind, kind, django_assert_max_num_queries):
    record = of_kind[kind]
    for number in range(30):
        Contact.add({"last_name": f"Doe {number}", "account": of_kind["account"]}, by=cast.alice)
        Opportunity.add({"name": f"Deal {number}", "account": of_kind["account"]}, by=cast.alice)
        record.plan_task(by=cast.alice, title=f"Task {number}", assignee=cast.alice)
    with django_assert_max_num_queries(30):
        alice.get(record.get_absolute_url())


CHANGES = {
    "account": {"city": "Cypress Creek"},
    "contact": {"title": "Boss"},
    "opportunity": {"name": "More hammocks"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_is_edited_and_told(cast, alice, of_kind, kind):
    record, changes = of_kind[kind], CHANGES[kind]
    assert alice.post(address("edit", record), changes | {"version": 1}).status_code == 302
    record.refresh_from_db()
    assert {name: getattr(record, name) for name in changes} == changes
    event = Event.objects.about(record).first()
    assert (event.verb, event.by, event.data) == ("edit", cast.alice, {"fields": list(changes)})
    assert alice.get(record.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_of_two_who_edit_at_once_the_second_sees_both_values(cast, alice, signed_in, of_kind, kind):
    record = of_kind[kind]
    (name, value), url = *CHANGES[kind].items(), address("edit", record)
    assert alice.post(url, {name: value, "version": 1}).status_code == 302
    answer = signed_in("dave").post(url, {name: "Theirs", f"initial-{name}": "", "version": 1})
    assert answer.status_code == 412
    assert [(row.mine.value, row.theirs.value) for row in answer.context["rows"]] == [("Theirs", value)]
    chosen = {name: "Theirs", f"choose-{name}": "mine", "version": 2}
    assert signed_in("dave").post(url, chosen).status_code == 302
    record.refresh_from_db()
    assert getattr(record, name) == "Theirs"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("section", ["", "?section=additional", "?section=reach", "?section=nonsense"])
def test_forms_open_in_page_and_in_place(alice, of_kind, kind, section):
    url = address("edit", of_kind[kind]) + section
    plain = alice.get(url).status_code
    assert plain in (200, 404)
    assert alice.get(url, headers={"HX-Request": "true"}).status_code == plain


def test_what_cannot_be_is_said_at_its_field(alice, contact, deal):
    answer = alice.post(address("edit", deal), {"amount": "-5", "probability": "101", "version": 1})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"amount", "probability"})
    emptied = {"first_name": "", "last_name": "", "email": "", "version": 1}
    assert alice.post(address("edit", contact), emptied).status_code == 422
    huge = alice.post(address("edit", deal), {"amount": "9" * 40, "close_on": "99999-01-01", "version": "9" * 30})
    assert huge.status_code == 422


def test_a_contact_of_another_account_is_refused(cast, alice, deal):
    stranger = Contact.add(
        {"last_name": "Stranger", "account": Account.add({"name": "B"}, by=cast.alice)}, by=cast.alice
    )
    answer = alice.post(address("edit", deal), {"primary_contact": f"Stranger (#{stranger.pk})", "version": 1})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["primary_contact"])


def test_reps_and_managers_create_what_becomes_theirs(cast, alice):
    assert alice.post(reverse("account_create"), {"name": "Initech"}).status_code == 302
    account = Account.objects.get(name="Initech")
    assert (account.owner, Event.objects.about(account).get().verb) == (cast.alice, "create")
    given = {"last_name": "Gibbons", "account": f"Initech (#{account.pk})"}
    assert alice.post(reverse("contact_create"), given).status_code == 302
    values = {"name": "Printers", "account": "Initech", "probability": 10, "amount": "1,500"}
    assert alice.post(reverse("opportunity_create"), values).status_code == 302
    deal = Opportunity.objects.get(name="Printers")
    assert (deal.owner, deal.account, deal.stage, deal.amount) == (cast.alice, account, "prospecting", 1500)


@pytest.mark.parametrize("kind", KINDS)
def test_others_create_nothing(signed_in, kind, cast):
    found = {person: signed_in(person).get(reverse(f"{kind}_create")).status_code for person in (
        "alice", "dave", "admin", "mia", "auditor", "pat",
    )}  # fmt: skip
    assert found == {"alice": 200, "dave": 200, "admin": 200, "mia": 403, "auditor": 403, "pat": 403}


def test_what_it_is_made_for_is_filled_in_as_far_as_one_sees_it(cast, alice, signed_in, account):
    url = f"{reverse('opportunity_create')}?account={account.pk}&contact=99999999999999999999"
    assert alice.get(url).context["form"]["account"].value() == f"{account} (#{account.pk})"
    assert signed_in("mallory").get(url).context["form"]["account"].value() is None


@pytest.mark.parametrize("kind", KINDS)
def test_an_activity_is_logged_and_stands_on_the_timeline(cast, alice, of_kind, kind):
    record = of_kind[kind]
    assert alice.post(address("verb", record, "log"), {"kind": "call", "body": "Spoke of hammocks"}).status_code == 302
    assert Activity.objects.about(record).get().by == cast.alice
    assert "Spoke of hammocks" in alice.get(record.get_absolute_url()).content.decode()
    assert "Spoke of hammocks" not in alice.get(address("timeline", record), {"show": "changes"}).content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_a_task_is_planned_and_ticked_off(cast, alice, of_kind, kind):
    record = of_kind[kind]
    values = {"title": "Send hammocks", "priority": "normal", "assignee": cast.dave.pk}
    assert alice.post(address("verb", record, "task"), values).status_code == 302
    task = Task.objects.about(record).get()
    assert task.assignee == cast.dave
    assert alice.post(reverse("task_done", args=[task.pk])).status_code == 302
    assert alice.post(address("verb", record, "task"), values | {"assignee": cast.mallory.pk}).status_code == 422
