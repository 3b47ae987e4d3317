import pytest
from django.urls import reverse

from hotcrm.audit.models import AuditEntry
from pools.models import EntryRule, Pool, PoolMember, RecycleRule
from tests.factories import PoolFactory, make_lead
from tests.pools.filling import sent_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(cast, client):
    client.force_login(cast.admin)
    return client


@pytest.fixture
def own(cast):
    pool = PoolFactory(name="North", slug="north")
    PoolMember.objects.create(pool=pool, user=cast.alice)
    return pool


def address(model, record=None):
    name = f"admin:pools_{model._meta.model_name}"
    return reverse(f"{name}_change", args=[record.pk]) if record else reverse(f"{name}_add")


def save(client, model, record=None, **values):
    url = address(model, record)
    context = client.get(url).context
    tables = [inline.formset for inline in context["inline_admin_formsets"]]
    return client.post(url, sent_by(context["adminform"].form, *tables, **values))


def said(response):
    return response.content.decode()


def test_a_pool_is_made_with_its_rules_and_its_address_stays(admin, cast):
    values = {
        "name": "South", "slug": "south", "claims_a_day": 5, "routing": "robin", "members-0-user": cast.bob.pk,
        "working_hours-0-weekday": 0, "working_hours-0-opens": "09:00", "working_hours-0-closes": "18:00",
        "holidays-0-on": "2026-12-25", "hidden_fields": ["email"],
    }  # fmt: skip
    assert save(admin, Pool, **values).status_code == 302
    made = Pool.objects.get(slug="south")
    assert (made.claims_a_day, made.routing, made.members.get().user, made.hidden_fields) == (
        5, "robin", cast.bob, ["email"],
    )  # fmt: skip
    assert (str(made.working_hours.get()), made.holidays.count()) == ("Monday 09:00–18:00", 1)
    save(admin, Pool, made, slug="elsewhere", claims_a_day=6)
    made.refresh_from_db()
    assert (made.slug, made.claims_a_day) == ("south", 6)


def test_the_address_of_another_page_is_no_address_of_a_pool(admin):
    answer = save(admin, Pool, name="Rules", slug="entry-rules")
    assert "This address is taken by a page of the product." in said(answer)


def test_saving_is_audited_and_tells_the_clocks(admin, own, cast):
    before = own.rules_version
    save(admin, Pool, own, claims_a_day=3)
    own.refresh_from_db()
    told = AuditEntry.objects.filter(kind="rights_changed", object_id=own.pk).latest("pk")
    assert (own.rules_version != before, told.by, told.data["changes"]["claims_a_day"]) == (
        True,
        cast.admin,
        [None, 3],
    )


def test_a_default_assignee_is_a_member_and_stays_one(admin, own, cast):
    assert save(admin, Pool, own, routing="default", default_assignee=cast.bob.pk).status_code == 200
    assert save(admin, Pool, own, routing="default", default_assignee=cast.alice.pk).status_code == 302
    assert "would be no member" in said(save(admin, Pool, own, **{"members-0-DELETE": "on"}))


def test_hours_that_overlap_are_refused(admin, own):
    own.working_hours.create(weekday=0, opens="09:00", closes="12:00")
    more = {"weekday": 0, "opens": "11:00", "closes": "13:00"}
    answer = save(admin, Pool, own, **{f"working_hours-1-{name}": value for name, value in more.items()})
    assert "Overlaps Monday 09:00–12:00." in said(answer)


def test_a_pool_that_holds_leads_is_neither_disabled_nor_deleted(admin, own, pool):
    make_lead(pool=own)
    assert "Unclaimed leads wait in this pool." in said(save(admin, Pool, own, is_enabled=None))
    assert "The default pool cannot be disabled." in said(save(admin, Pool, pool, is_enabled=None))
    assert "1 lead is in this pool: transfer it first." in said(admin.get(address(Pool, own)))
    for one in (own, pool):
        assert admin.post(reverse("admin:pools_pool_delete", args=[one.pk]), {"post": "yes"}).status_code == 403


def test_a_pool_whose_leads_went_elsewhere_is_disabled_and_deleted(admin, own, pool):
    make_lead(pool=own).transfer(by=None, to=pool)
    assert (save(admin, Pool, own, is_enabled=None).status_code, Pool.objects.get(pk=own.pk).is_enabled) == (
        302,
        False,
    )
    assert admin.post(reverse("admin:pools_pool_delete", args=[own.pk]), {"post": "yes"}).status_code == 302


def test_a_recycle_rule_has_its_conditions_on_a_page_of_its_own(admin, own):
    rule = RecycleRule.objects.create(pool=own, name="Old", held_days=30)
    before = own.rules_version
    asked = {"field": "industry", "operator": "one_of", "value": "Finance, Healthcare"}
    save(admin, RecycleRule, rule, **{f"conditions-0-{name}": value for name, value in asked.items()})
    own.refresh_from_db()
    assert ([str(one) for one in rule.conditions.all()], own.rules_version != before) == (
        ["industry is one of finance, healthcare"], True,
    )  # fmt: skip
    assert "without one this rule takes nothing" in said(save(admin, RecycleRule, rule, held_days=None))


def test_an_entry_rule_needs_a_condition_while_it_is_active(admin, own):
    typed = {"name": "North", "pool": own.pk}
    assert "Without a condition this rule takes nothing" in said(save(admin, EntryRule, **typed))
    asked = {"conditions-0-field": "country", "conditions-0-operator": "is", "conditions-0-value": "China"}
    assert save(admin, EntryRule, **typed, **asked).status_code == 302
    assert [str(one) for one in EntryRule.objects.get().conditions.all()] == ["country is China"]
