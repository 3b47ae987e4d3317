"""The people a big house has beside those of the demo: a department head, one with many sharing rules, a marketer."""

from itertools import cycle

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Group
from django.db import connection, transaction

from hotcrm.people.models import Department, Reporting, User
from hotcrm.people.roles import Role
from hotcrm.records.models import Policy, SharingRule

HEAD, SHARED_WITH, MARKETER = "dora", "quentin", "mona"
DEPARTMENTS, PEOPLE_EACH, HEADED = 26, 50, 10
FROM_PERSONS = 23  # with 26 departments and a role fifty rules


@transaction.atomic
def hire():
    """Once a database: 1,300 people who take over a third of what the demo's team has. Between them and those of the
    demo quentin is shown the leads of 1,500 owners."""
    if User.objects.filter(username=HEAD).exists():
        return
    departments = _departments()
    places = zip(cycle(departments), range(DEPARTMENTS * PEOPLE_EACH), strict=False)
    people = User.objects.bulk_create(_person(f"field{number:04}", department) for department, number in places)
    head, shared_with, marketer = (_person(name, None) for name in (HEAD, SHARED_WITH, MARKETER))
    User.objects.bulk_create([head, shared_with, marketer])
    reps, marketers = Group.objects.get(name=Role.SALES_REP), Group.objects.get(name=Role.MARKETER)
    for group, members in ((reps, [*people, head, shared_with]), (marketers, [marketer])):
        User.groups.through.objects.bulk_create(User.groups.through(user=person, group=group) for person in members)
    Department.objects.filter(name=f"{HEAD}'s").update(head=head)
    Reporting.rebuild()
    _share(with_=shared_with, departments=departments, role=reps)
    Policy.objects.update_or_create(pk=1, defaults={"marketers_see_campaign_leads_only": True})
    _hand_over(people)


def _departments() -> list[Department]:
    """The first ten stand below the one that dora heads."""
    above = Department.objects.create(name=f"{HEAD}'s")
    return Department.objects.bulk_create(
        Department(name=f"Field sales {number}", parent=above if number < HEADED else None)
        for number in range(DEPARTMENTS)
    )


def _person(name, department) -> User:
    return User(
        username=name,
        first_name=name.title(),
        last_name="Field",
        email=f"{name}@hotcrm.example",
        password=UNUSABLE_PASSWORD_PREFIX,
        department=department,
    )


def _share(*, with_, departments, role):
    """From 26 departments, from a role, and from persons one by one."""
    persons = User.objects.filter(username__startswith="rep").order_by("pk")[:FROM_PERSONS]
    sources = [{"from_department": one} for one in departments] + [{"from_user": one} for one in persons]
    SharingRule.objects.bulk_create(
        SharingRule(to_user=with_, **source) for source in [*sources, {"from_group": role}]
    )


def _hand_over(people):
    """Every third lead of the demo's team, as the key falls, goes to one of them."""
    first = min(person.pk for person in people)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE leads_lead SET owner_id = %s + id %% %s WHERE id %% 3 = 0 AND owner_id IN "
            "(SELECT id FROM people_user WHERE username LIKE 'rep%%')",
            [first, len(people)],
        )
