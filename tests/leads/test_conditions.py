from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from campaigns.models.campaign import Campaign
from hotcrm.records.conditions import holds
from leads.models import Lead
from leads.models.conditions import check_condition, fields_to_ask, questions_of
from pools.models import EntryCondition, EntryRule, Operator, Pool
from tests.factories import make_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    campaign = Campaign.objects.create(name="Spring fair", code="spring")
    return make_lead(
        company="Acme 上海",
        industry_id="software",
        employees=200,
        annual_revenue=Decimal("10000000.50"),
        country="Germany",
        next_follow_up_on=date(2026, 5, 4),
        email_opt_out=True,
        campaign=campaign,
    )


def asked(*conditions):
    """What a rule of these conditions asks."""
    rule = EntryRule.objects.create(name="Rule", pool=Pool.default())
    for field, operator, value in conditions:
        EntryCondition.objects.create(rule=rule, field=field, operator=operator, value=value)
    return questions_of([rule])[rule.pk]


@pytest.mark.parametrize(
    ("field", "operator", "value", "fits"),
    [
        ("industry", Operator.IS, "software", True),
        ("industry", Operator.IS_NOT, "software", False),
        ("industry", Operator.ONE_OF, "finance, software", True),
        ("industry", Operator.ONE_OF, "finance，retail", False),
        ("lead_source", Operator.IS, "website", False),
        ("lead_source", Operator.IS_NOT, "website", True),
        ("lead_source", Operator.EMPTY, "", True),
        ("industry", Operator.FILLED, "", True),
        ("employees", Operator.AT_LEAST, "200", True),
        ("employees", Operator.AT_MOST, "199", False),
        ("employees", Operator.ONE_OF, "1, 200", True),
        ("budget", Operator.AT_LEAST, "1", False),
        ("annual_revenue", Operator.AT_MOST, "10000000.50", True),
        ("country", Operator.IS, "germany", True),
        ("country", Operator.IS_NOT, "France", True),
        ("city", Operator.EMPTY, "", True),
        ("company", Operator.CONTAINS, "上海", True),
        ("company", Operator.CONTAINS, "100%", False),
        ("company", Operator.STARTS_WITH, "ACME", True),
        ("company", Operator.FILLED, "", True),
        ("next_follow_up_on", Operator.AT_MOST, "2026-05-04", True),
        ("next_follow_up_on", Operator.AT_LEAST, "2026-05-05", False),
        ("email_opt_out", Operator.IS, "yes", True),
        ("do_not_call", Operator.IS, "是", False),
        ("status", Operator.IS, "new", True),
        ("score", Operator.AT_LEAST, "100", False),
        ("account", Operator.EMPTY, "", True),
        ("campaign", Operator.IS, "spring", True),
        ("campaign", Operator.ONE_OF, "autumn, spring", True),
        ("campaign", Operator.IS, "gone", False),
        ("campaign", Operator.IS_NOT, "gone", True),
    ],
)
def test_a_condition_is_asked_alike_of_a_lead_in_hand_and_of_the_database(lead, field, operator, value, fits):
    q = asked((field, operator, value))
    assert (holds(q, lead), Lead.objects.filter(q).exists()) == (fits, fits)


def test_all_conditions_of_a_rule_have_to_hold_and_none_is_fulfilled_by_every_lead(lead):
    both = asked(("country", Operator.IS, "Germany"), ("employees", Operator.AT_MOST, "10"))
    assert (holds(both, lead), holds(asked(), lead)) == (False, True)


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [
        ("owner_id", Operator.IS, "1"),
        ("gone", Operator.FILLED, ""),
        ("employees", Operator.AT_LEAST, "many"),
        ("employees", Operator.IS, ""),
        ("industry", Operator.CONTAINS, "soft"),
        ("next_follow_up_on", Operator.IS_NOT, "tomorrow"),
    ],
)
def test_a_rule_that_cannot_be_read_fits_no_lead(lead, field, operator, value):
    assert holds(asked((field, operator, value)), lead) is False


@pytest.mark.parametrize(
    ("field", "operator", "value", "wrong"),
    [
        ("nonsense", "is", "x", "field"),
        ("owner", "is", "x", "field"),
        ("tags", "is", "x", "field"),
        ("industry", "contains", "soft", "operator"),
        ("company", "at_least", "5", "operator"),
        ("account", "is", "5", "operator"),
        ("employees", "at_least", "many", "value"),
        ("employees", "is", "1.5", "value"),
        ("employees", "is", "NaN", "value"),
        ("employees", "is", "9" * 30, "value"),
        ("industry", "is", "witchcraft", "value"),
        ("industry", "is", "", "value"),
        ("industry", "one_of", " , ", "value"),
        ("status", "is", "dead", "value"),
        ("email_opt_out", "is", "perhaps", "value"),
        ("next_follow_up_on", "is", "31.12.2026", "value"),
        ("campaign", "is", "gone", "value"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_field(field, operator, value, wrong):
    with pytest.raises(ValidationError) as error:
        check_condition(SimpleNamespace(field=field, operator=operator, value=value))
    assert list(error.value.message_dict) == [wrong]


@pytest.mark.parametrize(
    ("field", "operator", "typed", "kept"),
    [
        ("industry", "one_of", "Software/SaaS, 金融", "software, finance"),
        ("status", "is", "Working", "working"),
        ("company", "empty", "whatever", ""),
        ("employees", "at_least", " 200 ", "200"),
        ("campaign", "is", "Spring fair", "spring"),
    ],
)
def test_a_label_is_kept_as_its_code(lead, field, operator, typed, kept):
    condition = SimpleNamespace(field=field, operator=operator, value=typed)
    check_condition(condition)
    assert condition.value == kept


def test_rules_whose_conditions_are_in_hand_are_read_without_a_query(lead, django_assert_num_queries):
    asked(("country", Operator.IS, "Germany"))
    rules = list(EntryRule.objects.prefetch_related("conditions"))
    with django_assert_num_queries(0):
        assert holds(questions_of(rules)[rules[0].pk], lead)


def test_no_condition_asks_who_owns_a_lead_or_when_it_was_touched():
    assert not {"owner", "pool", "tags", "updated_at", "is_overdue", "id"} & set(fields_to_ask())
