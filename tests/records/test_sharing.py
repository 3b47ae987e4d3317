"""Sharing rules: what they open, to whom, and for how long."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from hotcrm.people.models import User
from hotcrm.people.roles import Role
from hotcrm.records.models import Access, SharingRule
from hotcrm.records.refusals import NotAllowed, NotFound
from hotcrm.sales.models import Account
from leads.models import Lead, Status
from tests.factories import make_lead


def share(**values):
    rule = SharingRule(**values)
    rule.full_clean()
    rule.save()
    return rule


def who_sees(record) -> set[str]:
    """Asked as the next request of each would ask. Those who see all are left out."""
    people = User.objects.exclude(username__in=["admin", "auditor", "mia"])
    return {one.username for one in people if type(record).objects.visible_to(one).filter(pk=record.pk).exists()}


@pytest.fixture
def lead(cast):
    lead = make_lead(owner=cast.mallory, last_name="Secret", status=Status.WORKING)
    assert who_sees(lead) == {"mallory"}
    return lead


def test_a_rule_opens_the_records_of_a_person_to_a_person_and_to_nobody_else(cast, lead):
    rule = share(from_user=cast.mallory, to_user=cast.alice)
    assert who_sees(lead) == {"mallory", "alice"}
    rule.delete()
    assert who_sees(lead) == {"mallory"}


def test_departments_and_roles_stand_for_their_people_on_both_sides(cast, lead):
    share(from_department=cast.mallory.department, to_group=Group.objects.get(name=Role.SALES_MANAGER))
    assert who_sees(lead) == {"mallory", "dave"}
    share(from_group=Group.objects.get(name=Role.SALES_REP), to_department=cast.sales)
    assert who_sees(lead) == {"mallory", "alice", "bob", "carol", "dave"}


def test_a_rule_holds_from_its_first_day_to_its_last(cast, lead):
    today = cast.alice.today()
    rule = share(from_user=cast.mallory, to_user=cast.alice, starts_on=today, ends_on=today)
    assert who_sees(lead) == {"mallory", "alice"}
    for starts_on, ends_on in ((today + timedelta(1), None), (None, today - timedelta(1))):
        SharingRule.objects.filter(pk=rule.pk).update(starts_on=starts_on, ends_on=ends_on)
        assert who_sees(lead) == {"mallory"}


def test_a_rule_for_one_kind_of_record_opens_no_other(cast, lead):
    account = Account.add({"name": "Hidden Ltd"}, by=cast.mallory)
    share(from_user=cast.mallory, to_user=cast.alice, type=ContentType.objects.get_for_model(Account))
    share(from_user=cast.mallory, to_user=cast.bob)
    assert who_sees(account) == {"mallory", "alice", "bob"}
    assert who_sees(lead) == {"mallory", "bob"}


def test_reading_is_not_writing(cast, lead):
    share(from_user=cast.mallory, to_user=cast.alice)
    with pytest.raises(NotAllowed):
        lead.edit(by=User.objects.get(username="alice"), changes={"title": "Boss"}, version=lead.version)
    share(from_user=cast.mallory, to_user=cast.bob, access=Access.WRITE)
    lead.edit(by=User.objects.get(username="bob"), changes={"title": "Boss"}, version=lead.version)
    lead.qualify(by=User.objects.get(username="bob"))
    assert (lead.title, lead.status) == ("Boss", Status.QUALIFIED)
    with pytest.raises(NotFound):
        lead.qualify(by=User.objects.get(username="dave"))


def test_partners_are_given_nothing_and_discarded_leads_to_nobody(cast, lead):
    share(from_user=cast.mallory, to_group=Group.objects.get(name=Role.PARTNER))
    share(from_user=cast.mallory, to_user=cast.pat)
    share(from_user=cast.mallory, to_user=cast.alice)
    lead.discard(by=None)
    assert who_sees(lead) == set()
    assert not Lead.objects.visible_to(User.objects.get(username="pat")).exists()


@pytest.mark.parametrize(
    "sides",
    [
        {},
        {"from_user"},
        {"to_user"},
        {"from_user", "from_department", "to_user"},
        {"from_user", "to_user", "to_group"},
    ],
)
def test_a_rule_has_one_giver_and_one_taker(cast, sides):
    named = {
        "from_user": cast.mallory,
        "from_department": cast.sales,
        "to_user": cast.alice,
        "to_group": Group.objects.get(name=Role.SALES_REP),
    }
    values = {name: named[name] for name in sides}
    with pytest.raises(ValidationError):
        SharingRule(**values).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        SharingRule.objects.create(**values)


def test_a_rule_cannot_end_before_it_begins(cast):
    today = cast.alice.today()
    rule = SharingRule(from_user=cast.mallory, to_user=cast.alice, starts_on=today, ends_on=today - timedelta(1))
    with pytest.raises(ValidationError, match="before it begins"):
        rule.full_clean()


def test_sharing_costs_a_person_without_rules_one_question(cast, lead, django_assert_num_queries):
    alice = User.objects.get(username="alice")
    assert list(Lead.objects.visible_to(alice)) == []  # what else her reach asks is known from here on
    del alice._reach.__dict__["sharing_rules"]
    with django_assert_num_queries(2):
        assert list(Lead.objects.visible_to(alice)) == []
