import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hotcrm.audit.models import AuditEntry
from leads.models import Lead
from pools.models import EntryRule
from tests.factories import PoolFactory, make_lead

from .filling import sent_by

pytestmark = pytest.mark.django_db
URL = "/pools/entry-rules/"


@pytest.fixture
def admin(cast, client):
    client.force_login(cast.admin)
    return client


@pytest.fixture
def north(db):
    return PoolFactory(name="North", slug="north")


def typed(client, **values):
    page = client.get(URL).context["page"]
    return sent_by(page.table, seen=page.seen, **values)


def post(client, **values):
    return client.post(URL, typed(client, **values))


def rule(pool, row=0, *, field="country", operator="is", value="China", **values):
    values = {"name": f"Rule {row}", "position": row + 1, "pool": pool.pk, "is_active": "on", **values}
    asked = {"field": field, "operator": operator, "value": value}
    return {f"rules-{row}-{name}": typed for name, typed in values.items()} | {
        f"rules-{row}-conditions-0-{name}": typed for name, typed in asked.items()
    }


@pytest.mark.parametrize(
    ("person", "status"),
    [("admin", 200), ("carol", 404), ("alice", 404), ("mia", 404), ("auditor", 404), ("pat", 404)],
)
def test_who_opens_the_entry_rules(cast, client, person, status):
    client.force_login(getattr(cast, person))
    assert (client.get(URL).status_code, reverse("entry_rules")) == (status, URL)


def test_a_rule_is_made_changed_and_removed_and_every_change_is_audited(admin, north, cast):
    assert post(admin, **rule(north, field="industry", value="金融")).status_code == 302
    made = EntryRule.objects.get()
    assert (made.name, made.pool, [str(one) for one in made.conditions.all()]) == (
        "Rule 0", north, ["industry is finance"],
    )  # fmt: skip
    post(admin, **{"rules-0-conditions-1-field": "city", "rules-0-conditions-1-operator": "filled"})
    assert [str(one) for one in made.conditions.all()] == ["industry is finance", "city is filled"]
    post(admin, **{"rules-0-DELETE": "on"})
    told = AuditEntry.objects.filter(kind="administered").order_by("pk").values_list("by__username", "data__what")
    assert (EntryRule.objects.count(), list(told)) == (0, [("admin", "changed")] * 3)
    assert Lead.objects.capture([{"company": "A", "industry_id": "finance"}], by=None)[0].pool.is_default


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"field": "", "value": ""}, "Without a condition this rule takes nothing"),
        ({"field": "employees", "operator": "at_least", "value": "many"}, "is not a number"),
        ({"field": "industry", "value": "witchcraft"}, "is no industry"),
        ({"name": ""}, "This field is required"),
    ],
)
def test_what_takes_nothing_or_cannot_be_read_is_refused_where_it_is_wrong(admin, north, values, sentence):
    answer = post(admin, **rule(north, **values))
    assert (answer.status_code, sentence in answer.content.decode(), EntryRule.objects.count()) == (422, True, 0)


def test_a_trial_says_what_the_rules_as_typed_would_have_done_and_saves_nothing(admin, north, pool):
    post(admin, **rule(north, name="Saved"))
    here, there, other = make_lead(country="China"), make_lead(country="France"), make_lead(company="Elsewhere")
    Lead.objects.filter(pk=here.pk).update(pool=pool)
    answer = post(admin, **{"rules-0-name": "Typed", "try": "1"}, **rule(north, 1, field="country", value="France"))
    trial = answer.context["trial"]
    assert [(row.lead, row.rule, row.pool, row.is_there) for row in trial.rows] == [
        (other, "", pool, True),
        (there, "Rule 1", north, False),
        (here, "Typed", north, False),
    ]
    assert trial.counts == [("Typed", north, 1), ("Rule 1", north, 1), ("", pool, 1)]
    assert (EntryRule.objects.get().name, trial.elsewhere) == ("Saved", 2)
    assert "Trial: nothing was saved" in answer.content.decode()


def test_the_trial_looks_at_a_hundred_leads_with_few_queries(admin, north, cast):
    post(admin, **rule(north))
    sent = typed(admin, **{"try": "1"})
    Lead.objects.capture([{"company": f"No {n}"} for n in range(5)], by=None)
    admin.post(URL, sent)
    with CaptureQueriesContext(connection) as five:
        admin.post(URL, sent)
    Lead.objects.capture([{"company": f"No {n}"} for n in range(120)], by=None)
    with CaptureQueriesContext(connection) as hundred:
        answer = admin.post(URL, sent)
    assert (len(answer.context["trial"].rows), len(hundred)) == (100, len(five))


def test_rules_that_a_colleague_changed_meanwhile_are_not_overwritten(admin, north):
    sent = typed(admin, **rule(north))
    EntryRule.objects.create(name="Theirs", pool=north)
    answer = admin.post(URL, sent)
    assert (answer.status_code, EntryRule.objects.get().name) == (409, "Theirs")
    assert "Somebody else changed these rules meanwhile." in answer.content.decode()


def test_another_rule_or_condition_is_added_without_saving(admin, north):
    more = admin.post(URL, typed(admin, more="rules", **rule(north))).context["page"].table
    assert (more.total_form_count(), EntryRule.objects.count()) == (2, 0)


def test_the_page_costs_the_same_for_one_rule_and_for_thirty(admin, north):
    rules(north, 1)
    admin.get(URL)
    with CaptureQueriesContext(connection) as one:
        admin.get(URL)
    rules(north, 29)
    with CaptureQueriesContext(connection) as thirty:
        admin.get(URL)
    assert len(thirty) == len(one)


def rules(pool, number):
    for n in range(number):
        EntryRule.objects.create(name=f"Rule {n}", pool=pool).conditions.create(field="country", value="China")
