"""Which leads there are: those every demo must show, and the many others."""

from dataclasses import dataclass
from datetime import timedelta

from hotcrm.records.folding import fold

from .clocks import QUIET
from .companies import Companies
from .cultures import CULTURES
from .faces import Faces
from .plots import PUBLIC, VIP, Plots
from .story import Story

# What each of these people finds among their own leads: (plot, days until the next follow-up).
SHOWN_TO = ("alice", "dave", "admin", "bob", "mallory", "wangfang", "liwei", "carol", "jamie", "sam", "frank")
SHOWN = (
    ("pending", None), ("late", None), ("working", 0), ("working", 0), ("working", -2), ("working", 3), ("stuck", -1),
    ("nurturing", None), ("nurturing", 0), ("qualified", 1), ("star", 0), ("star", 2), ("converted", None),
    ("unqualified", None),
)  # fmt: skip
OTHERS = {
    "waiting": 27, "returned": 8, "pending": 6, "working": 21, "stuck": 2, "nurturing": 8, "qualified": 8, "star": 2,
    "unqualified": 11, "converted": 9, "discarded": 2,
}  # fmt: skip
# How long ago such a lead came in, in days: at least, at most.
AGES = {
    "waiting": (0, 60), "returned": (8, 200), "pending": (0, 3), "late": (7, 12), "working": (3, 90), "stuck": (8, 40),
    "nurturing": (20, 300), "qualified": (12, 120), "star": (10, 60), "unqualified": (10, 330),
    "converted": (30, 400), "discarded": (1, 200), "duplicate": (2, 60), "partner": (3, 90),
}  # fmt: skip
FOLLOWED_UP = ("working", "stuck", "nurturing", "qualified")
UNOWNED = ("waiting", "discarded")


@dataclass
class Part:
    """A lead to be told: its course, and what of it is fixed beforehand."""

    plot: str
    rep: object = None
    due: int | None = None
    age: float = 0


class CastOfLeads:
    def __init__(self, random, house, now):
        self.random, self.house, self.now = random, house, now
        self.companies = Companies(random, CULTURES)
        self.faces = Faces(random, campaigns=house.campaigns, products=house.products)
        self.plots = Plots(random, house, now)
        self.by_key = {person.pk: person for person in house.people.values()}
        self.known: list[tuple[int, dict]] = []

    def parts(self, wanted: int) -> list[Part]:
        """As many as wanted, the oldest first."""
        people = self.house.people
        parts = [Part(plot, people[name], due) for plot, due in SHOWN for name in SHOWN_TO]
        parts += [Part("partner", due=due) for due in (0, 1, -1, 4, None, None, 7, 2, None, 3, 5, None)]
        rest = max(wanted - len(parts), 0)
        duplicates = rest // 40
        parts += [Part("duplicate") for _ in range(duplicates)]
        parts += [Part(plot) for plot in self.random.choices(list(OTHERS), list(OTHERS.values()), k=rest - duplicates)]
        for part in parts:
            youngest, oldest = AGES[part.plot]
            # Squared: more of the recent than of the old, as in every growing company.
            part.age = youngest + (oldest - youngest) * self.random.random() ** 2 + self.random.random() / 2
        return sorted(parts[:wanted], key=lambda part: -part.age)

    def tell(self, part: Part, key: int) -> Story:
        company = self.companies.invent()
        values = self.faces.invent(company, thorough=self._thoroughness(part.plot))
        survivor = None
        if part.plot == "duplicate" and self.known:
            survivor, values = self._varied(values)
        values["id"] = key
        pool, rep = self._placed(part, company)
        story = self._begin(part, values, pool, rep)
        if part.plot == "duplicate":
            self._tell_duplicate(story, rep, survivor)
        else:
            self._tell(part, story, rep)
        self._heat(story, part.plot)
        self._end(story, part, company)
        self.known.append((key, values))
        return story

    def _thoroughness(self, plot) -> float:
        if plot in ("star", "converted"):
            return 1.0
        return min(1.0, self.random.random() * (1.3 if plot in ("qualified", "nurturing") else 1.0))

    def _placed(self, part, company):
        """The pool it comes in by, and who gets it: a fixed rep, else somebody of that pool."""
        if part.plot == "partner":
            return None, self.house.people["alice"]
        pool = self.plots.pool_for(company)
        if part.rep is None:
            return pool, None if part.plot in UNOWNED else self.plots.rep_for(pool, company)
        # The administrator is no member of the Public Pool and finds leads alone.
        return self.house.pools[PUBLIC] if part.rep.username != "admin" else None, part.rep

    def _begin(self, part, values, pool, rep):
        people, at = self.house.people, self.now - timedelta(days=part.age)
        found_alone = rep and part.plot not in ("returned",) and (pool is None or self.random.random() < 0.2)
        if part.plot == "partner":
            values |= {"agreement_id": self.house.agreement.pk, "lead_source_id": "partner"}
            return Story(values, at=at, now=self.now, by=people["pat"], owner=rep)
        if found_alone and (pool is None or pool.slug != VIP):
            values["lead_source_id"] = self.random.choice(("self_generation", "referral", "cold_call"))
            return Story(values, at=at, now=self.now, by=rep, owner=rep)
        by = people["mia"] if values.get("campaign_id") else None
        return Story(values, at=at, now=self.now, by=by, pool=pool)

    def _tell(self, part, story, rep):
        plot = {"star": "qualified", "partner": "working", "late": "pending"}.get(part.plot, part.plot)
        how = {}
        if plot in FOLLOWED_UP and rep:
            days = part.due if part.due is not None else self.random.choice((-5, -1, 0, 1, 2, 4, 7, 12, 21))
            if part.due is not None or plot != "nurturing":
                how["due"] = self.plots.day(rep, days)
        getattr(self.plots, plot)(story, *([rep] if plot not in UNOWNED else ()), **how)
        if part.plot == "star" or (story.row["status"] == "qualified" and self.random.random() < 0.3):
            self._crown(story, rep, how.get("due"))

    def _stir(self, story):
        """Nobody leaves a lead alone for as long as the Public Pool lets them, or it would not be theirs any more."""
        row, rep = story.row, self.by_key.get(story.row["owner_id"])
        if rep is None or row["pool_id"] != self.house.pools[PUBLIC].pk or row["status"] not in ("new", "working"):
            return
        quiet = (self.now - max(filter(None, (row["assigned_at"], row["last_activity_at"])))).days
        if quiet < QUIET - 8:
            return
        days = self.random.choice((3, 9, 16, 24, 31, 38, 45, 53, 55, 57, 59, 60))
        story.at = self.now - timedelta(days=min(days, quiet - 1))
        self.plots.ring_again(story, rep)
        if self.random.random() < 0.2:
            days, why = self.random.randint(20, 60), self.plots.why_wait(rep)
            story.hold(by=self.house.people["carol"], days=days, reason=why)

    def _crown(self, story, rep, due):
        story.wait(hours=3)
        self.plots.rate(story, rep, self.random.choice((4, 5)))
        if due and story.row["next_follow_up_on"] != due:
            story.change("edit", by=rep, next_follow_up_on=due)

    def _tell_duplicate(self, story, rep, survivor):
        if survivor and self.random.random() < 0.4:
            self.plots.duplicate(story, rep, survivor)
        elif self.random.random() < 0.5:
            self.plots.waiting(story)
        else:
            self.plots.working(story, rep)

    def _varied(self, fresh):
        """Somebody who is known already, written down differently the second time."""
        survivor, known = self.random.choice(self.known[-150:])
        names = ("first_name", "last_name", "salutation", "company", "company_key", "country", "city", "title")
        values = {**fresh, **{name: known[name] for name in names if name in known}}
        values["email"] = known["email"] if self.random.random() < 0.6 else values["email"]
        if "phone" in known:
            values["phone_e164"] = known["phone_e164"]
            values["phone"] = known["phone_e164"]
        if self.random.random() < 0.5:
            values["company"] = values["company"].rsplit(" ", 1)[0].removesuffix("有限公司")
            values["company_key"] = fold(values["company"])
        return survivor, values

    def _heat(self, story, plot):
        """Signs of interest, machines' among them."""
        wanted = {"star": 9, "converted": 6, "qualified": 5, "nurturing": 2, "discarded": 0, "unqualified": 1}
        span = min(self.now - story.row["created_at"], timedelta(days=110))
        kinds = ("open", "open", "visit", "visit", "visit", "click", "form", "webinar")
        if plot == "star":
            kinds_told = ("open", "click", "visit", "visit", "visit", "form")
        else:
            most = wanted.get(plot, 3)
            kinds_told = [self.random.choice(kinds) for _ in range(self.random.randint(0, most))]
        for kind in kinds_told:
            at = self.now - span * self.random.random()
            story.engagement.append((kind, at, plot == "star" or self.random.random() < 0.93))

    def _end(self, story, part, company):
        row = story.row
        story.company = company
        self._stir(story)
        if row["status"] in ("working", "nurturing", "qualified") and self.random.random() < 0.12:
            colleague = self.random.choice(("alice", "bob", "dave", "mallory", "wangfang", "hans", "jamie", "admin"))
            if self.house.people[colleague].pk != row["owner_id"]:
                story.team.append((self.house.people[colleague].pk, self.random.choice(("read", "write"))))
        if self.random.random() < 0.1:
            row["consent_at"], row["consent_source"] = row["created_at"], "Website form"
