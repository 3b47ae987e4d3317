"""Many at once, each on a connection of their own. Every race has a control, the same without the verb: it loses."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from hotcrm.activities.models import Task
from hotcrm.people.models import User
from hotcrm.records.models import Event, Notice
from hotcrm.records.refusals import Refused, Stale
from leads.models import Lead, Status
from tests.conftest import make_cast
from tests.factories import UserFactory, make_lead

pytestmark = pytest.mark.django_db(transaction=True)
RUNNERS = 6


@pytest.fixture
def cast(transactional_db):
    return make_cast()


@pytest.fixture
def reps(cast):
    return [UserFactory(username=f"rep{n}", roles=["sales_rep"]) for n in range(RUNNERS)]


def race(runner, arguments):
    """Run them all at once; what each returned or the refusal it met."""
    gate = Barrier(len(arguments))

    def run(argument):
        try:
            gate.wait(timeout=10)
            return runner(argument)
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(run, arguments))


def split(results):
    refused = [result for result in results if isinstance(result, Refused)]
    return len(results) - len(refused), refused


def fresh(person):
    return User.objects.get(pk=person.pk)


# Claim


def test_of_many_who_claim_at_once_one_gets_the_lead(reps):
    lead = make_lead()
    done, refused = split(race(lambda rep: Lead(pk=lead.pk).claim(by=fresh(rep)), reps))
    after = Lead.objects.get(pk=lead.pk)
    claims = Event.objects.about(lead).filter(verb="claim")
    assert (done, [event.by for event in claims], after.version) == (1, [after.owner], 2)
    assert {refusal.code for refusal in refused} <= {"taken", "busy"}
    told = [str(refusal) for refusal in refused if refusal.code == "taken"]
    assert told == [f"This lead was already taken by {after.owner}."] * len(told)


def test_control_who_reads_and_then_saves_owns_a_lead_twice(reps):
    lead, seen = make_lead(), Barrier(RUNNERS)

    def read_then_save(rep):
        mine = Lead.objects.get(pk=lead.pk)
        seen.wait(timeout=10)
        if mine.owner_id is not None:
            return None
        mine.owner, mine.status = fresh(rep), Status.WORKING
        mine.save(update_fields=["owner", "status"])
        return rep

    assert len([rep for rep in race(read_then_save, reps) if rep]) > 1


def test_many_who_claim_many_each_own_what_they_were_given(reps):
    leads = [make_lead() for _ in range(12)]
    pks = [lead.pk for lead in leads]
    results = race(lambda rep: [row.pk for row in Lead.claim.apply(pks, by=fresh(rep)).done], reps)
    given = [pk for result in results if isinstance(result, list) for pk in result]
    assert sorted(given) == sorted(set(given))
    assert Event.objects.filter(verb="claim").count() == len(given) == Lead.objects.filter(owner__isnull=False).count()


# Edit


def test_of_many_saves_of_one_version_one_is_kept(cast):
    lead = make_lead(owner=cast.alice)

    def save(city):
        Lead(pk=lead.pk).edit(by=fresh(cast.alice), changes={"city": city}, version=1)
        return city

    results = race(save, [f"City {n}" for n in range(RUNNERS)])
    done, refused = split(results)
    after = Lead.objects.get(pk=lead.pk)
    assert (done, after.version, after.city in results) == (1, 2, True)
    assert {type(refusal) for refusal in refused if refusal.code != "busy"} <= {Stale}


def test_control_saves_without_a_version_overwrite_each_other(cast):
    lead, seen = make_lead(owner=cast.alice), Barrier(RUNNERS)

    def read_then_save(name):
        mine = Lead.objects.get(pk=lead.pk)
        seen.wait(timeout=10)
        mine.version += 1
        mine.tags = [*mine.tags, name]
        mine.save(update_fields=["tags", "version"])
        return name

    race(read_then_save, [f"tag{n}" for n in range(RUNNERS)])
    assert len(Lead.objects.get(pk=lead.pk).tags) < RUNNERS


def test_edits_without_a_version_all_arrive(cast):
    lead = make_lead(owner=cast.alice)
    fields = ["city", "street", "title", "timeline", "wechat", "channel"]
    done, refused = split(
        race(lambda name: Lead(pk=lead.pk).edit(by=fresh(cast.alice), changes={name: name}) or name, fields)
    )
    after = Lead.objects.get(pk=lead.pk)
    written = [name for name in fields if getattr(after, name) == name]
    assert (done + len(refused), len(written), after.version) == (RUNNERS, done, 1 + done)


# Status


def test_of_many_who_qualify_at_once_one_does_and_one_task_is_made(cast):
    lead = make_lead(owner=cast.alice, status=Status.WORKING)
    people = [cast.alice, cast.dave, cast.admin] * 2
    done, _refused = split(race(lambda person: Lead(pk=lead.pk).qualify(by=fresh(person)), people))
    assert (done, Task.objects.about(lead).count(), Event.objects.about(lead).filter(verb="qualify").count()) == (
        1,
        1,
        1,
    )


def test_control_who_reads_and_then_saves_makes_a_task_each(cast):
    lead, seen = make_lead(owner=cast.alice, status=Status.WORKING), Barrier(RUNNERS)

    def read_then_save(n):
        mine = Lead.objects.get(pk=lead.pk)
        seen.wait(timeout=10)
        if mine.status == Status.QUALIFIED:
            return None
        Lead.objects.filter(pk=lead.pk).update(status=Status.QUALIFIED)
        return n

    assert len([n for n in race(read_then_save, list(range(RUNNERS))) if n is not None]) > 1


def test_many_who_give_five_stars_at_once_owe_one_mail(cast):
    lead = make_lead(owner=cast.alice)
    race(lambda person: Lead(pk=lead.pk).edit(by=fresh(person), changes={"rating": 5}), [cast.alice, cast.dave] * 3)
    assert Notice.objects.filter(kind="five_stars").count() == 1


def test_a_task_ticked_off_by_many_at_once_is_told_once(cast):
    lead = make_lead(owner=cast.alice)
    lead.plan_task(by=cast.alice, title="Call", assignee=cast.alice)
    task = Task.objects.get()
    ticked = race(lambda _n: Task.objects.get(pk=task.pk).finish(by=fresh(cast.alice)), list(range(RUNNERS)))
    assert (sum(ticked), Event.objects.about(lead).filter(verb="task_done").count()) == (1, 1)
