"""The many leads of a big demo: believable rows with short histories, owned very unevenly.

Made for measuring: a rep with 40 leads, one with 5,000, one whose leads are the oldest of all, a manager of 200.
"""

import re
from datetime import timedelta
from itertools import accumulate

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Group

from hotcrm.people.models import Department, Reporting, User
from hotcrm.people.roles import Role
from leads.models.scopes import HOT_RATING

from .companies import Companies
from .cultures import CULTURES
from .faces import Faces
from .story import Story

MANAGER, FEW, MANY, STALE = "helen", "tina", "max", "stan"
TEAM = 200
YEARS = 3
STATUSES = {
    "new": 20,
    "working": 34,
    "nurturing": 12,
    "qualified": 9,
    "unqualified": 15,
    "converted": 8,
    "discarded": 2,
}
STEPS = {"nurturing": "nurture", "qualified": "qualify", "unqualified": "disqualify"}
UNOWNED = 0.42
LOST = ("not_a_fit", "no_budget", "unreachable", "competitor")


class Crowd:
    def __init__(self, random, house, now, size):
        self.random, self.house, self.now, self.size = random, house, now, size
        self.companies = Companies(random, CULTURES)
        self.faces = Faces(random, campaigns=house.campaigns, products=house.products)
        self.people = hire_crowd(house.people["vera"])
        self.team = [person for name, person in self.people.items() if name.startswith("rep")]
        self.left = {STALE: min(300, size // 10), MANY: min(5000, size * 2 // 5), FEW: 40}
        # The oldest are one person's; of the others each so-and-so-manieth goes to these two.
        self.first_after = self.left[STALE]
        self.every = {name: max((size - self.first_after) // max(self.left[name], 1), 2) for name in (MANY, FEW)}
        self.public, self.carol = house.pools["public"], house.people["carol"]
        self.statuses, self.weights = list(STATUSES), list(accumulate(STATUSES.values()))
        self.company = None

    def tell(self, number: int, key: int) -> Story:
        """The lead that came in as the `number`th, the oldest first."""
        chance = self.random.random
        if self.company is None or chance() < 0.6:  # some companies send several people
            self.company = self.companies.invent()
        values = self.faces.invent(self.company, thorough=chance())
        values["id"] = key
        values["rating"] = self.random.choice((0, 0, 0, 0, 0, 1, 2, 3, 3, 4, 5))
        age = timedelta(days=365 * YEARS) * (1 - number / self.size) + timedelta(minutes=5)
        owner = self._owner(number)
        if values["rating"] >= HOT_RATING:
            values["next_follow_up_on"] = (self.now - age).date()
        story = Story(values, at=self.now - age, now=self.now, pool=self.public)
        story.company = self.company
        if owner:
            self._work(story, owner)
        elif chance() < 0.03:
            story.discard(by=self.carol)
        self._heat(story, min(age, timedelta(days=110)))
        return story

    def _owner(self, number):
        place = number - self.first_after
        for name, due in (
            (STALE, place < 0),
            (MANY, place % self.every[MANY] == 0),
            (FEW, place % self.every[FEW] == 1),
        ):
            if due and self.left[name]:
                self.left[name] -= 1
                return self.people[name]
        return None if self.random.random() < UNOWNED else self.random.choice(self.team)

    def _work(self, story, owner):
        status = self.random.choices(self.statuses, cum_weights=self.weights)[0]
        story.wait(hours=self.random.randint(1, 90))
        if status == "new":
            story.hand_to("assign", owner, by=self.carol, status="new")
            return
        story.hand_to("claim", owner, by=owner, status="working")
        if status == "discarded":
            story.discard(by=self.carol)
        elif status == "converted":
            story.wait(days=self.random.randint(1, 60))
            story.convert(by=owner)
        elif status != "working":
            story.wait(days=self.random.randint(1, 30))
            story.step(STEPS[status], status, by=owner, **self._ending(status))
        if story.row["status"] not in ("converted", "discarded", "unqualified"):
            story.row["next_follow_up_on"] = (story.at + timedelta(days=self.random.randint(1, 40))).date()

    def _ending(self, status):
        if status == "unqualified":
            reason = self.random.choice(LOST)
            return {"reason": reason, "unqualified_reason_id": reason}
        return {}

    def _heat(self, story, span):
        if self.random.random() < 0.3:
            kind = self.random.choice(("open", "open", "click", "visit", "form"))
            story.engagement.append((kind, self.now - span * self.random.random(), True))


def hire_crowd(boss) -> dict[str, User]:
    """People nobody can sign in as."""
    department, _ = Department.objects.get_or_create(name="Inside sales", defaults={"parent": boss.department})
    names = [MANAGER, FEW, MANY, STALE, *(f"rep{number:03}" for number in range(1, TEAM + 1))]
    User.objects.bulk_create(_user(name, department, boss) for name in names)
    people = {user.username: user for user in User.objects.filter(username__in=names)}
    manager = people[MANAGER]
    User.objects.filter(username__startswith="rep", department=department).update(manager=manager)
    Department.objects.filter(pk=department.pk).update(head=None)
    groups = User.groups.through
    roles = {role: Group.objects.get(name=role) for role in (Role.SALES_REP, Role.SALES_MANAGER)}
    groups.objects.bulk_create(
        groups(user=person, group=roles[Role.SALES_MANAGER if name == MANAGER else Role.SALES_REP])
        for name, person in people.items()
    )
    Reporting.rebuild()
    return people


def _user(name, department, boss):
    number = re.sub(r"\D", "", name)
    return User(
        username=name,
        first_name="Rep" if number else name.title(),
        last_name=number or "Floor",
        email=f"{name}@hotcrm.example",
        password=UNUSABLE_PASSWORD_PREFIX,
        department=department,
        manager=boss,
    )
