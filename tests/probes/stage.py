"""The people and leads of a probe."""

from django.contrib.auth.models import Group

from hotcrm.activities.models import ActivityKind
from hotcrm.people.models import User
from hotcrm.people.roles import Role
from hotcrm.records.verbs import CHUNK
from leads.models import Lead
from pools.models import Pool, PoolMember


def people(number, name) -> list[User]:
    """Sales reps that sign in by a session only."""
    group, _made = Group.objects.get_or_create(name=Role.SALES_REP)
    made = User.objects.bulk_create(User(username=f"{name}{n:02}", password="!") for n in range(number))
    User.groups.through.objects.bulk_create(User.groups.through(user=person, group=group) for person in made)
    return made


def administrators(number) -> list[User]:
    """Who may do everything with the leads of the default pool, whoever owns them."""
    made = people(number, "administrator")
    Pool.default().administrators.add(*made)
    return made


def members(number) -> list[User]:
    """Who may claim from the default pool."""
    made = people(number, "member")
    PoolMember.objects.bulk_create(PoolMember(pool=Pool.default(), user=person) for person in made)
    return made


def leads(number, *, owner=None) -> list[Lead]:
    """Leads in the default pool, each of a company of its own."""
    made = []
    for start in range(0, number, CHUNK):
        rows = [_values(n) for n in range(start, min(start + CHUNK, number))]
        made += Lead.objects.capture(rows, by=None, owner=owner, pool=Pool.default())
    return made


def qualified_leads(number, *, owner) -> list[Lead]:
    """Leads with a call on their timeline and an open task: what a conversion carries over."""
    made, call = leads(number, owner=owner), ActivityKind.objects.get(code="call")
    for start in range(0, number, CHUNK):
        pks = [lead.pk for lead in made[start : start + CHUNK]]
        Lead.log.apply(pks, by=owner, kind=call, body="Talked.")
        Lead.qualify.apply(pks, by=owner)
    return made


def _values(number):
    return {
        "first_name": "Pro", "last_name": f"Be {number}", "company": f"Probed {number} Ltd",
        "email": f"probe{number}@probed.example", "phone": f"+1 212 555 {number:04}", "city": "Springfield",
    }  # fmt: skip
