"""Long random stories over all verbs of a pool, each step held against a plain reading of the product's rules."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from hotcrm.invariants import INVARIANTS
from hotcrm.people.models import User
from hotcrm.people.roles import Role
from hotcrm.records.models import Event
from leads.models import Claim, DisqualificationReason, Lead
from pools.models import PoolMember, PoolType, ReturnReason
from tests.factories import PoolFactory, UserFactory, make_lead

from .reading import House, LeadRead, PoolRead

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
REPS = ("ann", "ben", "cleo")
ACTORS = (*REPS, "boss", "keeper")
POOLS = {
    "open": PoolRead(True, {*REPS}, {"keeper"}, a_day=2, held=2, wait=2),
    "slow": PoolRead(True, {"ann", "ben"}, {"keeper"}, on_claim="new", on_assign="working", fresh=1),
    "closed": PoolRead(False, {"ann", "keeper"}, {"keeper"}),
}
LIMITS = {"ann": 3}
actors, reps, pools = st.sampled_from(ACTORS), st.sampled_from((*REPS, "keeper")), st.sampled_from(sorted(POOLS))
positions = st.integers(0, 5)
LIFTED_IN_TESTS = "The database itself keeps the history and the audit from being rewritten."


class Stories(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.clock = time_machine.travel(NOON, tick=False)
        self.traveller = self.clock.start()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        superiors = {person: {"boss"} for person in REPS}
        self.read = House(POOLS, LIMITS, superiors, NOON)
        self.events = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        self.clock.stop()

    @initialize()
    def begin(self):
        boss = UserFactory(username="boss", roles=[Role.SALES_MANAGER])
        self.people = {"boss": boss, "keeper": UserFactory(username="keeper", roles=[Role.SALES_REP])}
        for name in REPS:
            limit = LIMITS.get(name)
            person = UserFactory(username=name, manager=boss, holding_limit=limit, roles=[Role.SALES_REP])
            self.people[name] = person
        self.pools = {name: self._pool(name, read) for name, read in POOLS.items()}
        for name in POOLS:
            self.come_in(name)

    def _pool(self, name, read):
        pool = PoolFactory(
            name=name,
            slug=name,
            type=PoolType.CLAIMABLE if read.claimable else PoolType.ADMIN_ONLY,
            status_on_claim=read.on_claim,
            status_on_assign=read.on_assign,
            claims_a_day=read.a_day,
            most_held=read.held,
            last_owner_waits_days=read.wait,
            fresh_for_days=read.fresh,
            time_zone="UTC",
        )
        PoolMember.objects.bulk_create(PoolMember(pool=pool, user=self.people[one]) for one in read.members)
        pool.administrators.set(self.people[one] for one in read.administrators)
        return pool

    # What may happen

    @rule(pool=pools)
    def come_in(self, pool):
        if len(self.read.leads) < 6:
            lead = make_lead(pool=self.pools[pool], at=self.read.now)
            self.read.leads[lead.pk] = LeadRead(pool=pool, pooled_at=self.read.now)

    @rule(hours=st.sampled_from((1, 13, 25)))
    def time_passes(self, hours):
        self.read.now += timedelta(hours=hours)
        self.traveller.move_to(self.read.now)

    @rule(at=positions, by=actors)
    def claim(self, at, by):
        if self._try("claim", key := self._key(at), by, self.read.may_claim(key, by)):
            self.read.claim(key, by)

    @rule(at=positions, by=reps)
    def claim_what_waits(self, at, by):
        self._claim_one_of([key for key, one in self.read.leads.items() if one.owner is None], at, by)

    @rule(at=positions, by=reps)
    def claim_what_was_theirs(self, at, by):
        self._claim_one_of([key for key, one in self.read.leads.items() if one.previous == by], at, by)

    def _claim_one_of(self, keys, at, by):
        if keys:
            self.claim(sorted(self.read.leads).index(keys[at % len(keys)]), by)

    @rule(at=positions)
    def owner_gives_back(self, at):
        owner = self.read.leads[self._key(at)].owner
        if owner:
            self.give_back(at, owner)

    @rule(at=positions, by=actors, to=reps)
    def assign(self, at, by, to):
        may = self.read.may_assign(key := self._key(at), by, to)
        if self._try("assign", key, by, may, to=self.people[to]):
            self.read.assign(key, to)

    @rule(at=positions, to=reps)
    def keeper_assigns(self, at, to):
        self.assign(at, "keeper", to)

    @rule(at=positions, by=actors, to=reps)
    def change_owner(self, at, by, to):
        may = self.read.may_change_owner(key := self._key(at), by, to)
        if self._try("change_owner", key, by, may, to=self.people[to]):
            self.read.change_owner(key, to)

    @rule(at=positions, by=actors)
    def give_back(self, at, by):
        may = self.read.may_return(key := self._key(at), by)
        if self._try("return_to_pool", key, by, may, reason=ReturnReason.objects.get(code="other")):
            self.read.give_back(key)

    @rule(at=positions, by=actors)
    def reclaim(self, at, by):
        if self._try("reclaim", key := self._key(at), by, self.read.may_reclaim(key, by)):
            self.read.give_back(key)

    @rule(at=positions, by=actors, to=pools)
    def transfer(self, at, by, to):
        may = self.read.may_transfer(key := self._key(at), by, to)
        if self._try("transfer", key, by, may, to=self.pools[to]):
            self.read.transfer(key, to)

    @rule(at=positions, by=actors)
    def disqualify(self, at, by):
        may = self.read.may_disqualify(key := self._key(at), by)
        if self._try("disqualify", key, by, may, reason=DisqualificationReason.objects.get(code="other")):
            self.read.leads[key].status = "unqualified"

    @rule(at=positions, by=actors)
    def reopen(self, at, by):
        if self._try("reopen", key := self._key(at), by, self.read.may_reopen(key, by)):
            self.read.leads[key].status = "new"

    @rule(at=positions, by=actors)
    def discard(self, at, by):
        if self._try("discard", key := self._key(at), by, self.read.may_discard(key, by)):
            self.read.discard(key)

    @rule(at=positions)
    def restore(self, at):
        if self._try("restore", key := self._key(at), None, self.read.may_restore(key)):
            self.read.restore(key)

    def _key(self, at):
        keys = sorted(self.read.leads)
        return keys[at % len(keys)]

    def _try(self, verb, key, by, may, **kwargs) -> bool:
        """Do it as the product does; whether it was done is what the reading says."""
        actor = by and User.objects.get(pk=self.people[by].pk)
        results = getattr(Lead, verb).apply([key], by=actor, **kwargs)
        assert bool(results.done) == may, f"{by} {verb} {self.read.leads[key]}: {results.refused}"
        return may

    # What always holds

    @invariant()
    def the_rows_are_as_read(self):
        found = Lead.objects.values_list("pk", "owner__username", "previous_owner__username", "pool__slug", "status")
        rows = {pk: tuple(values) for pk, *values in found}
        read = {pk: (one.owner, one.previous, one.pool, one.status) for pk, one in self.read.leads.items()}
        assert rows == read

    @invariant()
    def every_claim_has_its_record(self):
        found = Claim.objects.order_by("pk").values_list("lead", "by__username", "pool__slug", "at")
        assert list(found) == self.read.claims

    @invariant()
    def nothing_breaks_an_invariant(self):
        asked = [one for one in INVARIANTS if one.sentence != LIFTED_IN_TESTS]
        assert {one.sentence: broken for one in asked if (broken := list(one.breakers()))} == {}

    @invariant()
    def history_only_grows(self):
        events = Event.objects.count()
        assert events >= self.events
        self.events = events


def test_every_story_ends_as_the_rules_say():
    limits = settings(
        max_examples=12,
        stateful_step_count=40,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    run_state_machine_as_test(Stories, settings=limits)
