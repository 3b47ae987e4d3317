"""Who works at the demo company: the cast everybody knows, and a dozen colleagues."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone

from hotcrm.people.models import Department, PartnerCompany, Reporting, User
from hotcrm.people.roles import Role

PASSWORD = "demo"  # noqa: S105  known to everybody, hence only ever set on people made here
PARTNER = "Brightbridge Partners"

# name, parent, head
DEPARTMENTS = (
    ("Headquarters", None, "admin"),
    ("Sales", "Headquarters", "vera"),
    ("Sales East", "Sales", "dave"),
    ("Start-up desk", "Sales East", "alice"),
    ("Sales West", "Sales", "frank"),
    ("中国区销售部", "Sales", "liwei"),
    ("Sales operations", "Headquarters", "carol"),
    ("Marketing", "Headquarters", "mia"),
)


@dataclass(frozen=True)
class Person:
    username: str
    first_name: str
    last_name: str
    department: str | None
    manager: str | None
    role: str
    language: str = "en"
    time_zone: str = "UTC"

    @property
    def is_admin(self) -> bool:
        return self.role == Role.CRM_ADMIN


CHINESE = {"language": "zh-hans", "time_zone": "Asia/Shanghai"}
PEOPLE = (
    Person("admin", "Ada", "Marsh", "Headquarters", None, Role.CRM_ADMIN),
    Person("vera", "Vera", "Lindqvist", "Sales", None, Role.SALES_MANAGER, time_zone="Europe/Stockholm"),
    Person("dave", "Dave", "Okafor", "Sales East", "vera", Role.SALES_MANAGER, time_zone="Europe/London"),
    Person("alice", "Alice", "Romero", "Sales East", "dave", Role.SALES_REP, time_zone="Europe/London"),
    Person("bob", "Bob", "Hartley", "Sales East", "dave", Role.SALES_REP, time_zone="Europe/London"),
    Person("hans", "Hans", "Vogel", "Sales East", "dave", Role.SALES_REP, time_zone="Europe/Berlin"),
    Person("jamie", "Jamie", "Fox", "Start-up desk", "alice", Role.SALES_REP, time_zone="Europe/London"),
    Person("frank", "Frank", "Delgado", "Sales West", "vera", Role.SALES_MANAGER, time_zone="America/Chicago"),
    Person("mallory", "Mallory", "Pike", "Sales West", "frank", Role.SALES_REP, time_zone="America/New_York"),
    Person("priya", "Priya", "Nair", "Sales West", "frank", Role.SALES_REP, time_zone="Asia/Kolkata"),
    Person("liwei", "伟", "李", "中国区销售部", "vera", Role.SALES_MANAGER, **CHINESE),
    Person("wangfang", "芳", "王", "中国区销售部", "liwei", Role.SALES_REP, **CHINESE),
    Person("zhangmin", "敏", "张", "中国区销售部", "liwei", Role.SALES_REP, **CHINESE),
    Person("chenjie", "杰", "陈", "中国区销售部", "liwei", Role.SALES_REP, **CHINESE),
    Person("carol", "Carol", "Bennett", "Sales operations", "admin", Role.SALES_REP, time_zone="Europe/London"),
    Person("sam", "Sam", "Whitfield", "Sales operations", "admin", Role.SALES_REP, time_zone="Europe/London"),
    Person("mia", "Mia", "Castillo", "Marketing", "vera", Role.MARKETER, time_zone="Europe/Madrid"),
    Person("olga", "Olga", "Brandt", "Headquarters", None, Role.AUDITOR, time_zone="Europe/Berlin"),
    Person("nina", "Nina", "Sørensen", "Sales West", "frank", Role.SALES_REP, time_zone="Europe/Copenhagen"),
    Person("pat", "Pat", "Moreau", None, None, Role.PARTNER, time_zone="Europe/Paris"),
)
GONE = "nina"  # left the company; her past stays in the history


def hire() -> dict[str, User]:
    """Create everybody who is missing. Whoever is here already keeps their password and everything else."""
    new = [person for person in PEOPLE if not User.objects.filter(username=person.username).exists()]
    password = make_password(PASSWORD)  # one hash for all: it protects nothing, and a slow one each takes seconds
    User.objects.bulk_create(_user(person, password) for person in new)
    people = {user.username: user for user in User.objects.all()}
    departments = _departments(people)
    for person in new:
        user = people[person.username]
        user.department, user.manager = departments.get(person.department or ""), people.get(person.manager or "")
    User.objects.bulk_update([people[person.username] for person in new], ["department", "manager"])
    groups = {group.name: group for group in Group.objects.all()}
    User.groups.through.objects.bulk_create(
        User.groups.through(user=people[person.username], group=groups[person.role]) for person in new
    )
    Reporting.rebuild()
    return people


def _user(person, password):
    user = User(
        username=person.username,
        first_name=person.first_name,
        last_name=person.last_name,
        email=f"{person.username}@hotcrm.example",
        language=person.language,
        time_zone=person.time_zone,
        password=password,
        is_staff=person.is_admin,
        is_superuser=person.is_admin,
        is_active=person.username != GONE,
    )
    if person.role == Role.PARTNER:
        user.partner_company, _ = PartnerCompany.objects.get_or_create(name=PARTNER)
    if person.username == "priya":
        user.absent_from = timezone.localdate() - timedelta(days=2)
        user.absent_until = timezone.localdate() + timedelta(days=9)
    return user


def _departments(people) -> dict[str, Department]:
    found: dict[str, Department] = {}
    for name, parent, head in DEPARTMENTS:
        found[name], _ = Department.objects.get_or_create(
            name=name, defaults={"parent": found.get(parent or ""), "head": people[head]}
        )
    return found
