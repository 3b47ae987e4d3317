"""`visible_to` against a plain reading of PRODUCT 4, for organisations made at random."""

import random
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType

from hotcrm.people.models import Department, User
from hotcrm.people.roles import Role
from hotcrm.records import visibility
from hotcrm.records.models import Access, Policy, SharingRule, TeamMember
from hotcrm.records.reach import Reach
from hotcrm.records.verbs import who_may
from hotcrm.sales.models import Account, PartnershipAgreement
from leads.models import Lead, Status
from pools.models import Pool, PoolMember, PoolType
from tests.factories import DepartmentFactory, PoolFactory, UserFactory, make_lead


def above(person):
    """The manager chain of a person."""
    chain, manager = set(), person.manager
    while manager is not None and manager.pk not in chain:
        chain.add(manager.pk)
        manager = manager.manager
    return chain


def heads_of(person):
    """Who heads the primary department of a person, or, while the policy lets them look down, one above it."""
    heads, department = set(), person.department
    while department is not None:
        heads.add(department.head_id)
        department = department.parent if Policy.current().heads_see_below else None
    return heads


def is_member(user, pool):
    group_ids = set(user.groups.values_list("pk", flat=True))
    return any(
        member.user_id == user.pk
        or (member.department_id is not None and member.department_id == user.department_id)
        or member.group_id in group_ids
        for member in pool.members.all()
    )


def is_in(person, user, department, group):
    """Whether a person is the user, of the department or of the group that is named."""
    if user is not None:
        return user == person
    if department is not None:
        return person.department == department
    return group in person.groups.all()


def reaches(rule, person):
    in_time = (rule.starts_on or date.min) <= person.today() <= (rule.ends_on or date.max)
    return in_time and is_in(person, rule.to_user, rule.to_department, rule.to_group)


def gives(rule, owner):
    is_of_leads = rule.type is None or rule.type.model == "lead"
    return is_of_leads and is_in(owner, rule.from_user, rule.from_department, rule.from_group)


def sees(user, lead):
    """PRODUCT 4, word by word, for one person and one lead."""
    if user.is_crm_admin:
        return True
    if lead.status == Status.DISCARDED:
        return False
    if user.sees_everything:
        return True
    if user.partner_company_id:
        agreement = lead.agreement
        return bool(agreement and agreement.partner_id == user.partner_company_id and agreement.status == "valid")
    team = [member.user for member in TeamMember.objects.filter(object_id=lead.pk)]
    for person in [lead.owner, *team]:
        if person is not None and (person == user or user.pk in above(person) or user.pk in heads_of(person)):
            return True
    if lead.owner and any(reaches(rule, user) and gives(rule, lead.owner) for rule in SharingRule.objects.all()):
        return True
    pool = lead.pool
    if pool is None:
        return False
    if pool.administrators.filter(pk=user.pk).exists():
        return True
    return bool(
        lead.owner_id is None and pool.is_enabled and pool.type == PoolType.CLAIMABLE and is_member(user, pool)
    )


def one_of(side, draw, people, departments):
    kind = draw.choice(["user", "department", "group"])
    groups = Group.objects.filter(name__in=[Role.SALES_REP, Role.SALES_MANAGER])
    return {f"{side}_{kind}": draw.choice({"user": people, "department": departments, "group": list(groups)}[kind])}


def make_organisation(seed, cast):
    draw = random.Random(seed)
    departments = [DepartmentFactory(parent=draw.choice([None, cast.sales])) for _ in range(3)]
    people = [
        UserFactory(
            department=draw.choice([*departments, None]),
            manager=draw.choice([None, cast.dave, cast.alice, cast.bob]),
            roles=draw.choice([[Role.SALES_REP], [Role.SALES_MANAGER], []]),
        )
        for _ in range(5)
    ]
    everybody = [*people, cast.alice, cast.bob, cast.carol, cast.dave, cast.mallory]
    for department in [*departments, cast.sales]:
        Department.objects.filter(pk=department.pk).update(head=draw.choice([None, *everybody]))
    pools = [
        PoolFactory(is_enabled=draw.random() < 0.8, type=draw.choice(["claimable", "claimable", "admin_only"]))
        for _ in range(3)
    ]
    for pool in pools:
        pool.administrators.set(draw.sample(everybody, 1))
        PoolMember.objects.create(pool=pool, user=draw.choice(everybody))
        PoolMember.objects.create(pool=pool, department=draw.choice(departments))
    agreements = [
        PartnershipAgreement.objects.create(partner=cast.company, name=status, status=status)
        for status in ("draft", "valid", "terminated")
    ]
    if seed % 2:
        Policy.objects.update_or_create(pk=1, defaults={"heads_see_below": False})
    lead_type = ContentType.objects.get_for_model(Lead)
    today, a_day = date.today(), timedelta(days=2)
    for _ in range(5):
        SharingRule.objects.create(
            type=draw.choice([None, lead_type, ContentType.objects.get_for_model(Account)]),
            access=draw.choice(Access.values),
            starts_on=draw.choice([None, today - a_day, today + a_day]),
            ends_on=draw.choice([None, None, today + 2 * a_day]),
            **one_of("from", draw, everybody, departments),
            **one_of("to", draw, everybody, departments),
        )
    for _ in range(25):
        owner = draw.choice([None, *everybody])
        lead = make_lead(
            owner=owner,
            pool=draw.choice([*pools, Pool.default(), None] if owner else [*pools, Pool.default()]),
            agreement=draw.choice([None, None, *agreements]),
        )
        if draw.random() < 0.3:
            TeamMember.objects.create(
                type=lead_type, object_id=lead.pk, user=draw.choice(everybody), access=draw.choice(Access.values)
            )
        if draw.random() < 0.1:
            lead.discard(by=None)


@pytest.mark.parametrize("seed", range(6))
def test_what_a_person_sees_is_what_the_product_says(cast, seed):
    make_organisation(seed, cast)
    leads = list(Lead.objects.all())
    for user in User.objects.all():
        assert set(Lead.objects.visible_to(user)) == {lead for lead in leads if sees(user, lead)}, user.username


@pytest.mark.parametrize("seed", range(4))
def test_a_row_in_hand_is_seen_and_edited_by_whom_the_database_says(cast, seed):
    make_organisation(seed, cast)
    for user in User.objects.all():
        rows = list(Lead.objects.select_related("owner", "pool"))
        seen, editable = set(Lead.objects.visible_to(user)), set(Lead.objects.editable_by(user))
        assert {lead for lead in rows if visibility.sees(user, lead)} == seen, user.username
        may = who_may(rows, user, {"edit": Lead.editors()})
        assert {lead for lead in rows if lead.pk in may} == seen, user.username
        assert {lead for lead in rows if may.get(lead.pk) == {"edit": True}} == editable, user.username


@pytest.mark.parametrize("seed", range(2))
def test_what_a_person_may_edit_they_also_see(cast, seed):
    make_organisation(seed, cast)
    for user in User.objects.all():
        visible = set(Lead.objects.visible_to(user))
        assert set(Lead.objects.editable_by(user)) <= visible


@pytest.fixture
def tree(cast):
    """Carol heads the department above that of Mallory, who has a lead; Dave heads none."""
    below = DepartmentFactory(parent=DepartmentFactory(head=cast.carol))
    User.objects.filter(pk=cast.mallory.pk).update(department=below)
    return make_lead(owner=cast.mallory)


@pytest.mark.parametrize("looks_down", [True, False])
def test_heads_see_the_departments_below_theirs_by_policy(cast, tree, looks_down):
    Policy.objects.update_or_create(pk=1, defaults={"heads_see_below": looks_down})
    assert list(Lead.objects.visible_to(cast.carol)) == [tree] * looks_down
    Department.objects.filter(pk=User.objects.get(pk=cast.mallory.pk).department_id).update(head=cast.bob)
    assert list(Lead.objects.visible_to(cast.bob)) == [tree]


def test_only_who_heads_a_department_with_others_below_it_costs_the_question(cast, tree, django_assert_num_queries):
    for person, queries in ((cast.carol, 2), (cast.dave, 1)):
        reach = Reach(person)
        with django_assert_num_queries(queries):
            assert bool(reach.departments) == (person == cast.carol)
