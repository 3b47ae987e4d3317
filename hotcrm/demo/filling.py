"""Fills an empty database with the demo, in one transaction: all of it or nothing."""

import gc
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from random import Random
from types import SimpleNamespace

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone

from hotcrm.activities.models import Activity, ActivityLink, Task
from hotcrm.records.models import Event, Notice, TeamMember
from hotcrm.sales.models import Account, Contact, Opportunity, Stage
from hotcrm.side_by_side import side_by_side
from leads.models import Claim, Conversion, Engagement, Lead, LeadQualification, LeadSearch
from leads.models.masking import hidden_by
from leads.scoring import seniority_of
from leads.search import SEARCHED, shown_of, words_of

from .ahead import made_ahead
from .bant import Bant
from .campaigns import run_campaigns
from .cast_of_leads import CastOfLeads
from .clocks import set_clocks, wind
from .crowd import Crowd
from .deals import converted
from .discussion import discuss
from .house import furnish
from .loading import indexes_built_last
from .notices import tell_the_cast
from .people import hire
from .scoring import ScoredLeads
from .writing import Rows, put_sequences_right

TOLD_IN_FULL = 1_000  # so many leads have a life; what is wanted beyond is the crowd
BIG = 20_000  # from here on indexes are built last, and the crowd is told by a process of its own
BATCH = 2_000
# Each after those it points to: SQLite would look through all rows for whoever waited for a missing one.
MODELS = (
    Account, Contact, Opportunity, Lead, Claim, LeadSearch, LeadQualification, Conversion, Engagement,
    Event, Activity, ActivityLink, Task, TeamMember, Notice,
)  # fmt: skip
# The index by lead is what the scores are worked out with.
INDEXED_LAST = tuple(model for model in MODELS if model is not Engagement)

seniority = cache(seniority_of)  # a thousand people share thirty titles


@dataclass
class Filling:
    wanted: int
    seed: int
    progress: Callable[[int], None]

    def fill(self):
        self.random, self.now = Random(self.seed), timezone.now()  # noqa: S311  (a seed is wanted)
        with transaction.atomic(), no_garbage_collection():
            house = furnish(hire())
            self.hidden = {pool.pk: hidden_by(pool.hidden_fields) for pool in house.pools.values()}
            wind(house.pools, is_big=self.wanted > TOLD_IN_FULL, now=self.now)
            self._tell_all(house)
            run_campaigns(house, now=self.now, seed=self.seed)
            discuss(house.people, now=self.now, seed=self.seed)
            tell_the_cast(house, now=self.now)
        tidy_up()

    def _tell_all(self, house):
        self.rows = {model: Rows(model) for model in MODELS}
        self.rows[Lead] = ScoredLeads(self.rows[Engagement])
        self.type = ContentType.objects.get_for_model(Lead)
        in_full = min(self.wanted, TOLD_IN_FULL)
        crowd_size = self.wanted - in_full
        crowd = self._crowd(house, crowd_size) if crowd_size else ()
        cast, deals = CastOfLeads(self.random, house, self.now), Bant(self.random)
        with indexes_built_last(INDEXED_LAST if self.wanted >= BIG else ()):
            crowd = made_ahead(crowd) if self.wanted >= BIG else crowd
            pools = {pool.pk: pool for pool in house.pools.values()}
            for part in cast.parts(in_full):
                story = cast.tell(part, self.rows[Lead].keys(1)[0])
                set_clocks(story.row, pools, self.now)
                self._take(self._spelled_out(story, deals))
            for number, story in enumerate(crowd, start=in_full + 1):
                self._take(story)
                if number % BATCH == 0:
                    self._write(number)
            self._write(self.wanted - 1)
            self.rows[Lead].finish()
        self.progress(self.wanted)
        put_sequences_right(MODELS)

    def _crowd(self, house, size):
        """The stories of the crowd, with a chance of its own: they may be told in another process."""
        crowd = Crowd(Random(f"{self.seed} crowd"), house, self.now, size)  # noqa: S311
        keys, deals = self.rows[Lead].keys(size), Bant(Random(f"{self.seed} deals"), share=0.1)  # noqa: S311
        return (self._spelled_out(crowd.tell(number, key), deals) for number, key in enumerate(keys))

    def _spelled_out(self, story, deals):
        """With what follows from its columns, and what is known about the deal."""
        story.known = deals.known_of(story)
        row = story.row
        row["seniority"] = seniority(row.get("title", ""))
        texts = {name: row.get(name, self.rows[Lead].defaults[name]) for name in SEARCHED}
        lead = SimpleNamespace(pk=row["id"], **texts)
        story.words, story.shown = words_of(lead), shown_of(lead, self.hidden.get(row["pool_id"]))
        return story

    def _take(self, story):
        """Spread a story over the tables."""
        row = story.row
        if row["status"] == "converted":
            self._convert(story)
        key = self.rows[Lead].add(**row)
        self.rows[LeadSearch].add(lead_id=key, words=story.words, shown=story.shown)
        if story.known:
            self.rows[LeadQualification].add(lead_id=key, **story.known)
        about = {"type_id": self.type.pk, "object_id": key}
        pool = None
        for verb, by, at, data in story.events:
            self.rows[Event].add(verb=verb, by_id=by, at=at, data=data, **about)
            pool = data.get("pool_id", (None, pool))[1]
            if verb == "claim":
                self.rows[Claim].add(lead_id=key, by_id=by, pool_id=pool, at=at)
        told_of = [about, *self._carried_to(row)]
        for kind, result, body, at, by in story.activities:
            activity = self.rows[Activity].add(
                kind_id=kind, result_id=result, body=body, at=at, by_id=by, created_at=at
            )
            for one in told_of:
                self.rows[ActivityLink].add(activity_id=activity, at=at, **one)
        for title, of, due_on, priority, at, done_at in story.tasks:
            self.rows[Task].add(
                title=title, assignee_id=of, by_id=of, due_on=due_on, priority=priority,
                created_at=at, done_at=done_at, **about,
            )  # fmt: skip
        for person, access in story.team:
            self.rows[TeamMember].add(user_id=person, access=access, **about)
        for kind, at, is_human in story.engagement:
            self.rows[Engagement].add(lead_id=key, kind=kind, at=at, is_human=is_human)
        if row["rating"] == 5 != story.rating_before and row["owner_id"]:
            self._tell_of_five_stars(row)

    def _convert(self, story):
        """The account, contact and opportunity a converted lead became."""
        row, links = story.row, {}
        for name, record in converted(story, random=self.random, now=self.now).items():
            if name != "account":
                record.account_id = row["converted_account_id"]
            if name == "opportunity":
                record.primary_contact_id = row["converted_contact_id"]
            links[f"{name}_id"] = row[f"converted_{name}_id"] = self.rows[type(record)].add_record(record)
            self._tell_of(record, links[f"{name}_id"], row)
        made = [name.removesuffix("_id") for name in links]
        self.rows[Conversion].add(lead_id=row["id"], status_before=story.status_before, made=made, **links)

    def _tell_of(self, record, key, row):
        """How it came here, and how a deal ended."""
        about = {"type_id": ContentType.objects.get_for_model(record).pk, "object_id": key}
        by, at = row["converted_by_id"], row["converted_at"]
        self.rows[Event].add(verb="create", by_id=by, at=at, data={"lead": row["id"]}, **about)
        if closed_at := getattr(record, "closed_at", None):
            verb = "win" if record.stage == Stage.CLOSED_WON else "lose"
            data = {"stage": [Stage.NEGOTIATION, record.stage]}
            if record.loss_reason_id:
                data["reason"] = record.loss_reason_id
            self.rows[Event].add(verb=verb, by_id=by, at=closed_at, data=data, **about)

    def _carried_to(self, row) -> list[dict]:
        """The account that a converted lead's activities are read on too."""
        if not row.get("converted_account_id"):
            return []
        kind = ContentType.objects.get_for_model(Account)
        return [{"type_id": kind.pk, "object_id": row["converted_account_id"]}]

    def _tell_of_five_stars(self, row):
        """The notice of long ago, its mail sent."""
        at = row["updated_at"]
        self.rows[Notice].add(
            recipient_id=row["owner_id"], kind="five_stars", key=f"five_stars:{row['id']}:{row['version']}",
            type_id=self.type.pk, object_id=row["id"],
            created_at=at, read_at=at, mailed_at=at,
        )  # fmt: skip

    def _write(self, so_far):
        for rows in self.rows.values():
            rows.write()
        self.progress(so_far)


def tidy_up():
    """Statistics, so that the first lists are planned well. Those of leads take as long as all others together."""
    leads = Lead._meta.db_table
    others = sorted(set(connection.introspection.table_names()) - {leads})
    if connection.vendor == "postgresql":
        side_by_side(partial(_analyze, leads), partial(_analyze, ", ".join(others)))
    else:
        _analyze("")


def _analyze(tables):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET lock_timeout = 0")  # the server may be at it by itself already
        cursor.execute(f"ANALYZE {tables}")
        if connection.vendor == "postgresql":
            cursor.execute("RESET lock_timeout")


@contextmanager
def no_garbage_collection():
    """Millions of small objects and not one cycle among them: looking for cycles would take a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
