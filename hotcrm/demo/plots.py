"""What happens to demo leads: a dozen courses a lead can take, each told step by step."""

from datetime import datetime, time, timedelta

from hotcrm.people.names import full_name, is_east_asian

from .faces import texts

FAILURES = ("no_answer", "wrong_number")
PUBLIC, NORTH, FINANCE, VIP = "public", "north-china", "financial-industry", "vip"
# Who works leads of which pool, and how many.
REPS = {
    PUBLIC: {
        "alice": 15, "bob": 11, "hans": 8, "jamie": 5, "dave": 4, "mallory": 10, "priya": 7, "frank": 3,
        "wangfang": 5, "zhangmin": 4, "chenjie": 4, "liwei": 2, "carol": 2, "sam": 5, "vera": 1,
    },
    NORTH: {"wangfang": 8, "zhangmin": 6, "chenjie": 6, "liwei": 2},
    FINANCE: {"alice": 5, "bob": 4, "hans": 4, "wangfang": 2, "dave": 1},
    VIP: {"alice": 3, "mallory": 3, "liwei": 2},
}  # fmt: skip
ADMINISTRATOR = {PUBLIC: "carol", NORTH: "liwei", FINANCE: "dave", VIP: "vera"}
LOST = {"not_a_fit": 5, "no_budget": 5, "no_timeline": 3, "unreachable": 4, "competitor": 3, "wrong_person": 2}
RETURNED = {"unreachable": 5, "out_of_area": 3, "no_intent": 4, "no_capacity": 3, "wrong_person": 1}
NORTHERN = ("北京", "天津", "石家庄", "太原", "青岛")


class Plots:
    def __init__(self, random, house, now):
        self.random, self.people, self.pools, self.now = random, house.people, house.pools, now

    # What may happen ------------------------------------------------------------------------

    def waiting(self, story):
        if self.random.random() < 0.12 and story.row["pool_id"] == self.pools[PUBLIC].pk:
            story.wait(days=1, hours=3)
            target = self.pools[FINANCE] if story.row.get("industry_id") == "finance" else self.pools[NORTH]
            story.change("transfer", by=self.people["carol"], pool_id=target.pk, pooled_at=story.at)

    def returned(self, story, rep):
        """Tried and given back."""
        self.hand_over(story, rep)
        for _ in range(self.random.randint(1, 3)):
            self.call(story, rep, self.random.choice(FAILURES))
        story.wait(days=2)
        reason = self.pick(RETURNED)
        if self.random.random() < 0.25:
            story.back_to_pool("reclaim", by=self.people["carol"])
        else:
            pool = None if story.row["pool_id"] else self.pools[PUBLIC]
            story.back_to_pool("return_to_pool", by=rep, reason=reason, pool=pool)

    def pending(self, story, rep):
        """Given to somebody who has not begun."""
        if story.row["pool_id"] and not story.row["owner_id"]:
            story.wait(hours=self.random.randint(1, 20))
            story.hand_to("assign", rep, by=self.administrator_of(story), status="new")

    def working(self, story, rep, *, due=None):
        self.begin(story, rep)
        for _ in range(self.random.randint(0, 3)):
            self.touch(story, rep)
        self.call(story, rep, self.random.choice(("reached", "no_answer", "interested", "meeting_booked")), due=due)
        if self.random.random() < 0.4:
            self.task(story, rep)

    def stuck(self, story, rep, *, due=None):
        """Three failed attempts: time to think of giving up."""
        self.hand_over(story, rep)
        for _ in range(3):
            self.call(story, rep, "no_answer", due=due)

    def nurturing(self, story, rep, *, due=None):
        self.begin(story, rep)
        self.call(story, rep, "not_now", due=due or self.day(rep, self.random.randint(10, 80)))
        story.step("nurture", "nurturing", by=rep)
        if self.random.random() < 0.5:
            self.write(story, rep, "email", None)

    def qualified(self, story, rep, *, due=None):
        self.begin(story, rep)
        self.call(story, rep, "interested")
        self.meet(story, rep)
        story.wait(hours=2)
        story.step("qualify", "qualified", by=rep)
        title = "转化线索或安排下一步" if rep.language != "en" else "Convert or plan the next step"
        story.ask(title, of=rep, due_on=story.at.date() + timedelta(days=2), priority="high")
        if due:
            self.write(story, rep, "email", "interested", due=due)

    def unqualified(self, story, rep):
        self.begin(story, rep)
        self.call(story, rep, self.random.choice(("not_interested", "no_answer", "not_interested")))
        story.wait(hours=1)
        reason = self.pick(LOST)
        story.step("disqualify", "unqualified", by=rep, reason=reason, unqualified_reason_id=reason)
        if self.random.random() < 0.08:
            story.wait(days=20)
            story.step("reactivate", "working", by=rep, unqualified_reason_id=None)
            self.call(story, rep, "reached")

    def duplicate(self, story, rep, survivor):
        self.hand_over(story, rep)
        story.wait(hours=1)
        story.step(
            "disqualify", "unqualified", by=rep, reason="duplicate", unqualified_reason_id="duplicate",
            survivor_id=survivor,
        )  # fmt: skip

    def converted(self, story, rep):
        self.qualified(story, rep)
        self.write(story, rep, "demo", "interested")
        story.wait(days=self.random.randint(1, 12))
        story.convert(by=rep)
        story.tasks = [(*task[:5], story.at) for task in story.tasks]

    def discarded(self, story):
        story.wait(hours=5)
        story.discard(by=self.people["carol"])

    # Steps ----------------------------------------------------------------------------------

    def hand_over(self, story, rep):
        """From its pool to a rep, by claim or by assignment; a lead that is owned already stays."""
        if story.row["owner_id"]:
            return
        story.wait(hours=self.random.randint(1, 60))
        pool = next(pool for pool in self.pools.values() if pool.pk == story.row["pool_id"])
        if pool.slug == VIP or self.random.random() < 0.25:
            story.hand_to("assign", rep, by=self.administrator_of(story), status=pool.status_on_assign)
        else:
            story.hand_to("claim", rep, by=rep, status=pool.status_on_claim)

    def begin(self, story, rep):
        self.hand_over(story, rep)
        if self.random.random() < 0.5:
            self.call(story, rep, "no_answer")
        self.call(story, rep, "reached")
        if self.random.random() < 0.35:
            stars = self.random.choices((2, 3, 4, 5), (3, 5, 4, 2))[0]
            self.rate(story, rep, stars)

    def rate(self, story, rep, stars):
        changes = {"rating": stars}
        if stars >= 4:
            changes["next_follow_up_on"] = story.at.astimezone(rep.zone).date()
        story.change("edit", by=rep, **changes)

    def touch(self, story, rep):
        kind, result = self.random.choice(
            (("email", None), ("email", None), ("call", "no_answer"), ("note", None), ("wechat", "reached"),
             ("call", "reached"), ("visit", "reached"))
        )  # fmt: skip
        if kind == "wechat" and rep.language == "en":
            kind, result = "email", None
        self.write(story, rep, kind, result)

    def meet(self, story, rep):
        self.call(story, rep, "meeting_booked")
        self.write(story, rep, self.random.choice(("meeting", "visit")), "reached")

    def call(self, story, rep, result, *, due=None):
        self.write(story, rep, "call", result, due=due)

    def write(self, story, rep, kind, result, *, due=None):
        """Log something in the rep's own language, in the rep's own working hours."""
        self.next_working_hour(story, rep)
        body = self.random.choice(texts(rep.language).SAID[kind, result])
        body = body.format(first=first_name(story.row), honoured=honoured(story.row))
        story.log(kind, result, body, by=rep, next_follow_up_on=due, is_failure=result in FAILURES)

    def ring_again(self, story, rep):
        """Right then, at whatever hour."""
        body = self.random.choice(texts(rep.language).SAID["call", "reached"])
        body = body.format(first=first_name(story.row), honoured=honoured(story.row))
        story.log("call", "reached", body, by=rep)

    def why_wait(self, rep) -> str:
        return self.random.choice(texts(rep.language).HOLDS)

    def task(self, story, rep):
        title = self.random.choice(texts(rep.language).TASKS)
        story.ask(title, of=rep, due_on=self.day(rep, self.random.randint(-3, 9)), done=self.random.random() < 0.3)

    # Choices --------------------------------------------------------------------------------

    def next_working_hour(self, story, rep):
        before = story.at
        story.wait(days=self.random.choice((0, 1, 1, 2, 4)), hours=1)
        local = story.at.astimezone(rep.zone)
        office = datetime.combine(local.date(), time(9), rep.zone) + timedelta(minutes=self.random.randint(0, 520))
        if before < office < self.now:
            story.at = office.astimezone(self.now.tzinfo)

    def day(self, rep, days):
        return self.now.astimezone(rep.zone).date() + timedelta(days=days)

    def pool_for(self, company):
        chance = self.random.random()
        if company.place[0] in NORTHERN and chance < 0.75:
            return self.pools[NORTH]
        if company.industry == "finance" and chance < 0.6:
            return self.pools[FINANCE]
        if company.employees > 2_000 and chance < 0.4:
            return self.pools[VIP]
        return self.pools[PUBLIC]

    def rep_for(self, pool, company):
        reps = REPS[pool.slug]
        if pool.slug == PUBLIC:
            ours = company.culture.language == "zh"
            reps = {name: n for name, n in reps.items() if (self.people[name].language != "en") == ours} or reps
            if ours and self.random.random() < 0.15:
                reps = {"alice": 2, "bob": 1, "mallory": 1}
        return self.people[self.pick(reps)]

    def administrator_of(self, story):
        pool = next(pool for pool in self.pools.values() if pool.pk == story.row["pool_id"])
        return self.people[ADMINISTRATOR[pool.slug]]

    def pick(self, weights):
        return self.random.choices(list(weights), list(weights.values()))[0]


def first_name(row) -> str:
    """Who is called 静 at home is called by the full name abroad."""
    if is_east_asian(row["first_name"]):
        return full_name(row["first_name"], "", row["last_name"])
    return row["first_name"]


def honoured(row) -> str:
    """王先生, 李女士: how one speaks of somebody in Chinese."""
    if not is_east_asian(row["last_name"]):
        return row["first_name"]
    return row["last_name"] + ("女士" if row["salutation"] == "ms" else "先生")
