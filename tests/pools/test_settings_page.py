import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hotcrm.audit.models import AuditEntry
from pools.models import Holiday, Pool, PoolMember, RecycleRule, Routing, WorkingHours
from tests.factories import PoolFactory, make_lead

from .filling import sent_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(cast):
    """A pool Carol runs."""
    pool = PoolFactory(name="North", slug="north")
    pool.administrators.add(cast.carol)
    PoolMember.objects.create(pool=pool, user=cast.alice)
    return pool


@pytest.fixture
def carol(cast, client):
    client.force_login(cast.carol)
    return client


def url(pool):
    return reverse("pool_settings", args=[pool.slug])


def page_of(client, pool):
    return client.get(url(pool)).context["page"]


def typed(client, pool, **values):
    page = page_of(client, pool)
    return sent_by(page.form, *page.tables.values(), seen=page.seen, **values)


def save(client, pool, **values):
    return client.post(url(pool), typed(client, pool, **values))


def fresh(pool):
    return Pool.objects.get(pk=pool.pk)


def said(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("person", "status"),
    [("carol", 200), ("admin", 200), ("alice", 404), ("auditor", 404), ("mallory", 404), ("pat", 404)],
)
def test_who_opens_the_settings_of_a_pool(cast, client, own, person, status):
    client.force_login(getattr(cast, person))
    assert (client.get(url(own)).status_code, client.post(url(own), {}).status_code in (status, 422)) == (status, True)


def test_saving_what_stands_there_changes_nothing(carol, own):
    before = vars(fresh(own))
    assert save(carol, own).url == url(own)
    after = vars(fresh(own))
    changed = {name for name in before if before[name] != after[name]} - {"_state", "rules_version"}
    assert (changed, own.members.count()) == (set(), 1)


def test_its_administrator_sets_the_rules(carol, own, cast):
    answer = save(
        carol,
        own,
        type="admin_only",
        claims_a_day="5",
        most_held="50",
        last_owner_waits_days="3",
        fresh_for_days="1",
        status_on_claim="new",
        notify_on_claim="on",
        routing=Routing.LEAST_LOADED,
        routing_bar="80",
        status_on_assign="working",
        first_contact_hours="4",
        unassigned_hours="8",
        no_follow_up_hours="16",
        time_zone="Asia/Shanghai",
        recycle_brake_percent="30",
        hidden_fields=["email", "phone"],
    )
    pool = fresh(own)
    assert answer.status_code == 302
    assert (pool.type, pool.claims_a_day, pool.most_held, pool.last_owner_waits_days) == ("admin_only", 5, 50, 3)
    assert (pool.fresh_for_days, pool.status_on_claim, pool.notify_on_claim) == (1, "new", True)
    assert (pool.routing, pool.routing_bar, pool.status_on_assign) == ("least", 80, "working")
    assert (pool.first_contact_hours, pool.unassigned_hours, pool.no_follow_up_hours) == (4, 8, 16)
    assert (pool.time_zone, pool.recycle_brake_percent, pool.hidden_fields) == (
        "Asia/Shanghai", 30, ["email", "phone"],
    )  # fmt: skip


def test_every_change_is_audited_and_tells_the_clocks(carol, own, cast):
    before = fresh(own).rules_version
    save(carol, own, claims_a_day="5")
    entry = AuditEntry.objects.filter(kind="rights_changed").latest("pk")
    assert (entry.by, entry.object_id, entry.data["changes"]["claims_a_day"]) == (cast.carol, own.pk, [None, 5])
    assert fresh(own).rules_version != before


def test_name_openness_and_administrators_are_for_crm_administrators(carol, own, cast, client):
    save(carol, own, name="Mine", is_enabled=None, administrators=[cast.alice.pk])
    pool = fresh(own)
    assert (pool.name, pool.is_enabled, list(pool.administrators.all())) == ("North", True, [cast.carol])
    client.force_login(cast.admin)
    save(client, own, name="Far North", is_enabled=None, administrators=[cast.dave.pk])
    pool = fresh(own)
    assert (pool.name, pool.slug, pool.is_enabled, list(pool.administrators.all())) == (
        "Far North", "north", False, [cast.dave],
    )  # fmt: skip


def test_members_are_added_by_person_department_and_group_and_removed(carol, own, cast):
    group = cast.alice.groups.get()
    there = own.members.get()
    for name, value in (("user", cast.bob.pk), ("department", cast.sales.pk), ("group", group.pk)):
        save(carol, own, **{f"members-{own.members.count()}-{name}": value})
    held = make_lead(owner=cast.alice, pool=own)
    page = page_of(carol, own)
    gone = next(n for n, form in enumerate(page.tables["members"].forms) if form.instance == there)
    save(carol, own, **{f"members-{gone}-DELETE": "on"})
    found = {(m.user, m.department, m.group) for m in own.members.all()}
    assert found == {(cast.bob, None, None), (None, cast.sales, None), (None, None, group)}
    held.refresh_from_db()
    assert held.owner == cast.alice


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"members-1-user": "bob", "members-1-department": "sales"}, "exactly one of them"),
        ({"members-1-user": "alice"}, "Alice is a member already."),
    ],
)
def test_a_member_is_one_thing_and_there_once(carol, own, cast, values, sentence):
    keys = {"bob": cast.bob.pk, "alice": cast.alice.pk, "sales": cast.sales.pk}
    answer = save(carol, own, **{name: keys[value] for name, value in values.items()})
    assert (answer.status_code, sentence in said(answer), own.members.count()) == (422, True, 1)


def test_a_default_assignee_is_a_member_and_stays_one(carol, own, cast):
    assert save(carol, own, routing="default").status_code == 422
    assert save(carol, own, routing="default", default_assignee=cast.bob.pk).status_code == 422
    assert save(carol, own, routing="default", default_assignee=cast.alice.pk).status_code == 302
    answer = save(carol, own, **{"members-0-DELETE": "on"})
    assert (answer.status_code, "would be no member" in said(answer)) == (422, True)
    assert save(carol, own, routing="none", default_assignee="", **{"members-0-DELETE": "on"}).status_code == 302
    assert own.members.count() == 0


def test_working_hours_and_holidays_are_rows(carol, own):
    save(carol, own, **hours(0, 0, "09:00", "12:00"), **{"holidays-0-on": "2026-10-01", "holidays-0-name": "国庆节"})
    save(carol, own, **hours(1, 0, "13:00", "18:00"))
    assert list(WorkingHours.objects.values_list("pool", "weekday", "opens__hour", "closes__hour")) == [
        (own.pk, 0, 9, 12),
        (own.pk, 0, 13, 18),
    ]
    assert str(Holiday.objects.get(pool=own)) == "国庆节"
    save(carol, own, **{"working_hours-0-DELETE": "on", "holidays-0-DELETE": "on"})
    assert (WorkingHours.objects.count(), Holiday.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("opens", "closes", "sentence"),
    [("11:00", "13:00", "Overlaps Monday 09:00–12:00."), ("18:00", "17:00", "end after they begin")],
)
def test_hours_that_overlap_or_run_backwards_are_refused_at_their_row(carol, own, opens, closes, sentence):
    save(carol, own, **hours(0, 0, "09:00", "12:00"))
    answer = save(carol, own, **hours(1, 0, opens, closes))
    assert (answer.status_code, sentence in said(answer), own.working_hours.count()) == (422, True, 1)


def hours(row, weekday, opens, closes):
    values = {"weekday": weekday, "opens": opens, "closes": closes}
    return {f"working_hours-{row}-{name}": value for name, value in values.items()}


def rule(row=0, **values):
    values = {"name": "Nobody cares", "position": 1, "is_active": "on", "match": "any", **values}
    return {f"recycle_rules-{row}-{name.replace('__', '-conditions-')}": value for name, value in values.items()}


def condition(**values):
    return {f"recycle_rules-0-conditions-0-{name}": value for name, value in values.items()}


def test_a_recycle_rule_comes_with_its_conditions_in_words_or_codes(carol, own):
    asked = condition(field="industry", operator="is", value="Software/SaaS")
    save(carol, own, **rule(no_activity_days=30, warn_days=5), **asked)
    made = RecycleRule.objects.get(pool=own)
    assert (made.name, made.no_activity_days, made.held_days, made.warn_days) == ("Nobody cares", 30, None, 5)
    assert [str(one) for one in made.conditions.all()] == ["industry is software"]
    save(carol, own, **{"recycle_rules-0-conditions-0-DELETE": "on", "recycle_rules-0-held_days": "90"})
    made.refresh_from_db()
    assert (made.held_days, made.conditions.count()) == (90, 0)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (rule(), "without one this rule takes nothing"),
        (rule(held_days=10, warn_days=10), "fewer than 10 days"),
        (rule(held_days=0), "greater than or equal to 1"),
        (rule(name="", held_days=10), "This field is required"),
        (rule(held_days=10) | condition(field="employees", operator="is", value="many"), "is not a number"),
        (condition(field="industry", operator="is", value="software"), "This field is required"),
    ],
)
def test_a_rule_that_would_do_nothing_or_cannot_be_read_is_refused_where_it_is_wrong(carol, own, values, sentence):
    answer = save(carol, own, **values)
    assert (answer.status_code, sentence in said(answer), RecycleRule.objects.count()) == (422, True, 0)


def test_a_pool_with_unclaimed_leads_and_the_default_pool_are_not_disabled(cast, client, own, pool):
    client.force_login(cast.admin)
    lead = make_lead(pool=own)
    answers = [save(client, own, is_enabled=None), save(client, pool, is_enabled=None)]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert "Unclaimed leads wait in this pool." in said(answers[0])
    assert "The default pool cannot be disabled." in said(answers[1])
    lead.assign(by=cast.admin, to=cast.alice)
    assert (save(client, own, is_enabled=None).status_code, fresh(own).is_enabled) == (302, False)


def test_another_row_is_added_without_saving_anything(carol, own):
    sent = typed(carol, own, claims_a_day="7", more="working_hours")
    answer = carol.post(url(own), sent)
    assert (answer.status_code, answer.context["page"].tables["working_hours"].total_form_count()) == (200, 2)
    assert (answer.context["page"].form["claims_a_day"].value(), fresh(own).claims_a_day) == ("7", None)
    nested = carol.post(url(own), typed(carol, own, more="recycle_rules-0-conditions"))
    assert nested.context["page"].tables["recycle_rules"].forms[0].conditions.total_form_count() == 2


def test_what_a_colleague_changed_meanwhile_is_shown_and_not_overwritten(carol, own, cast, client):
    sent = typed(carol, own, claims_a_day="7", unassigned_hours="9")
    Pool.objects.filter(pk=own.pk).update(claims_a_day=3)
    answer = carol.post(url(own), sent)
    page = answer.context["page"]
    assert (answer.status_code, [section.slug for section in page.overtaken]) == (409, ["claiming"])
    shown = {field.name: field.value() for _section, fields, _tables in page.sections for field in fields}
    assert (shown["claims_a_day"], shown["unassigned_hours"], fresh(own).unassigned_hours) == (3, "9", None)
    again = sent | {"seen": page.seen, "claims_a_day": "3"}
    assert (carol.post(url(own), again).status_code, fresh(own).unassigned_hours) == (302, 9)


def test_rows_that_a_colleague_added_meanwhile_are_shown(carol, own, cast):
    sent = typed(carol, own)
    PoolMember.objects.create(pool=own, user=cast.bob)
    answer = carol.post(url(own), sent)
    assert (answer.status_code, own.members.count(), "Bob" in said(answer)) == (409, 2, True)


def test_the_page_costs_the_same_for_one_row_and_for_thirty(carol, own, cast):
    rules(own, 1)
    carol.get(url(own))
    with CaptureQueriesContext(connection) as one:
        carol.get(url(own))
    rules(own, 30)
    with CaptureQueriesContext(connection) as thirty:
        carol.get(url(own))
    assert len(thirty) == len(one)


def rules(pool, number):
    for n in range(number):
        made = RecycleRule.objects.create(pool=pool, name=f"Rule {n}", held_days=9)
        made.conditions.create(field="country", value="China")
        Holiday.objects.get_or_create(pool=pool, on=f"2026-01-{n + 1:02}")
