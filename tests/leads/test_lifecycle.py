import pytest

from hotcrm.activities.models import Priority, Task
from hotcrm.records.models import Event
from hotcrm.records.refusals import Invalid, NotFound, Refused
from leads.models import DisqualificationReason, Lead, Status
from pools.models import Pool
from tests.factories import PoolFactory, make_lead

# From each status, the verbs that change it and where they lead (PRODUCT 3), for an owned lead.
STEPS = {
    Status.NEW: {"work": Status.WORKING, "disqualify": Status.UNQUALIFIED},
    Status.WORKING: {
        "nurture": Status.NURTURING,
        "qualify": Status.QUALIFIED,
        "disqualify": Status.UNQUALIFIED,
    },
    Status.NURTURING: {
        "work": Status.WORKING,
        "qualify": Status.QUALIFIED,
        "disqualify": Status.UNQUALIFIED,
    },
    Status.QUALIFIED: {
        "work": Status.WORKING,
        "nurture": Status.NURTURING,
        "disqualify": Status.UNQUALIFIED,
    },
    Status.UNQUALIFIED: {"reopen": Status.NEW, "reactivate": Status.WORKING},
    Status.CONVERTED: {},
    Status.DISCARDED: {},
}
VERBS = ("work", "nurture", "qualify", "disqualify", "reopen", "reactivate")


def reason(code="not_a_fit"):
    return DisqualificationReason.objects.get(code=code)


def owned(cast, status, **values):
    lead = make_lead(owner=cast.alice, **values)
    extra = {"unqualified_reason": reason()} if status == Status.UNQUALIFIED else {}
    if status == Status.DISCARDED:
        extra = {"discarded_at": lead.created_at}
    Lead.objects.filter(pk=lead.pk).update(status=status, **extra)
    return Lead.objects.get(pk=lead.pk)


def do(lead, verb, *, by):
    getattr(lead, verb)(by=by, **({"reason": reason()} if verb == "disqualify" else {}))


@pytest.mark.parametrize(("status", "verb"), [(status, verb) for status in STEPS for verb in VERBS])
def test_a_step_is_open_exactly_where_the_table_says_so(cast, status, verb):
    lead = owned(cast, status)
    by = cast.admin if status == Status.DISCARDED else cast.alice
    target = STEPS[status].get(verb)
    if target is None:
        with pytest.raises(Refused) as refusal:
            do(lead, verb, by=by)
        assert (refusal.value.status, Lead.objects.get(pk=lead.pk).status) == (409, status)
    else:
        do(lead, verb, by=by)
        event = Event.objects.about(lead).first()
        assert (Lead.objects.get(pk=lead.pk).status, event.verb, event.by) == (target, verb, cast.alice)
        assert event.data["status"] == [status, target]


@pytest.mark.parametrize("verb", VERBS)
def test_a_stranger_finds_no_lead_to_move(cast, verb):
    lead = owned(cast, next(status for status, steps in STEPS.items() if verb in steps))
    with pytest.raises(NotFound):
        do(lead, verb, by=cast.mallory)


@pytest.mark.parametrize("verb", VERBS)
def test_who_only_reads_may_not_move_a_lead(cast, verb):
    lead = owned(cast, next(status for status, steps in STEPS.items() if verb in steps))
    with pytest.raises(Refused) as refusal:
        do(lead, verb, by=cast.mia)
    assert refusal.value.status == 403


@pytest.mark.parametrize("person", ["alice", "dave", "admin"])
def test_the_owner_a_superior_and_the_administrator_move_a_lead(cast, person):
    lead = owned(cast, Status.WORKING)
    lead.qualify(by=getattr(cast, person))
    assert lead.status == Status.QUALIFIED


@pytest.mark.parametrize("verb", ["work", "nurture", "qualify", "reactivate"])
def test_a_lead_without_owner_is_not_worked(cast, verb):
    lead = make_lead()
    if verb == "reactivate":
        Lead.objects.filter(pk=lead.pk).update(status=Status.UNQUALIFIED, unqualified_reason=reason())
    with pytest.raises(Refused):
        do(lead, verb, by=cast.carol)
    assert Lead.objects.get(pk=lead.pk).status in (Status.NEW, Status.UNQUALIFIED)


def test_a_pool_administrator_disqualifies_a_lead_without_owner(cast):
    lead = make_lead()
    lead.disqualify(by=cast.carol, reason=reason())
    assert (lead.status, lead.owner) == (Status.UNQUALIFIED, None)


def test_disqualifying_needs_a_reason(cast):
    lead = owned(cast, Status.WORKING)
    with pytest.raises(Invalid) as refusal:
        lead.disqualify(by=cast.alice, reason=None)
    assert (refusal.value.field, Lead.objects.get(pk=lead.pk).status) == ("reason", Status.WORKING)


def test_a_duplicate_needs_a_survivor(cast):
    lead = owned(cast, Status.WORKING)
    with pytest.raises(Invalid) as refusal:
        lead.disqualify(by=cast.alice, reason=reason("duplicate"))
    assert refusal.value.field == "survivor"


def test_only_a_duplicate_has_a_survivor(cast):
    lead, other = owned(cast, Status.WORKING), make_lead(owner=cast.alice)
    with pytest.raises(Invalid) as refusal:
        lead.disqualify(by=cast.alice, reason=reason(), survivor=other)
    assert refusal.value.field == "survivor"


def test_a_lead_does_not_survive_itself(cast):
    lead = owned(cast, Status.WORKING)
    with pytest.raises(Invalid):
        lead.disqualify(by=cast.alice, reason=reason("duplicate"), survivor=lead)


def test_a_duplicate_names_the_lead_that_survives(cast):
    lead, other = owned(cast, Status.WORKING), make_lead(owner=cast.alice)
    lead.disqualify(by=cast.alice, reason=reason("duplicate"), survivor=other)
    assert Lead.objects.get(pk=lead.pk).survivor == other


def test_a_reopened_lead_forgets_why_it_was_given_up(cast):
    lead = owned(cast, Status.UNQUALIFIED)
    lead.reopen(by=cast.alice)
    assert (lead.status, lead.unqualified_reason) == (Status.NEW, None)


def test_a_qualified_lead_puts_one_task_before_its_owner(cast):
    lead = owned(cast, Status.WORKING)
    lead.qualify(by=cast.dave)
    task = Task.objects.about(lead).get()
    assert (task.assignee, task.priority, (task.due_on - cast.alice.today()).days) == (cast.alice, Priority.HIGH, 2)


def test_a_lead_that_is_qualified_already_gets_no_second_task(cast):
    lead = owned(cast, Status.QUALIFIED)
    with pytest.raises(Refused):
        lead.qualify(by=cast.alice)
    assert Task.objects.about(lead).count() == 0


def test_a_discarded_lead_is_hidden_from_all_but_administrators(cast):
    lead = owned(cast, Status.WORKING)
    lead.discard(by=cast.alice)
    seen = [name for name, person in vars(cast).items() if hasattr(person, "username") and _sees(person, lead)]
    assert seen == ["admin"]


def _sees(person, lead):
    return Lead.objects.visible_to(person).filter(pk=lead.pk).exists()


def test_a_restored_lead_waits_in_its_pool_again(cast, pool):
    lead = make_lead()
    lead.discard(by=cast.carol)
    lead.restore(by=cast.admin)
    assert (lead.status, lead.pool, lead.owner, lead.discarded_at) == (Status.NEW, pool, None, None)


def test_a_restored_lead_is_given_up_as_it_was_before(cast):
    lead = make_lead()
    lead.disqualify(by=cast.carol, reason=DisqualificationReason.objects.get(code="no_budget"))
    lead.discard(by=cast.carol)
    lead.restore(by=cast.admin)
    assert (lead.status, lead.unqualified_reason_id) == (Status.UNQUALIFIED, "no_budget")


def test_a_restored_lead_of_a_disabled_pool_goes_to_the_default_pool(cast, pool):
    gone = PoolFactory()
    lead = make_lead(pool=gone)
    lead.discard(by=cast.admin)
    Pool.objects.filter(pk=gone.pk).update(is_enabled=False)
    lead.restore(by=cast.admin)
    assert lead.pool == pool


def test_only_administrators_restore(cast):
    lead = owned(cast, Status.WORKING)
    lead.discard(by=cast.alice)
    with pytest.raises(NotFound):
        lead.restore(by=cast.alice)


def test_a_converted_lead_cannot_be_discarded(cast):
    with pytest.raises(Refused) as refusal:
        owned(cast, Status.CONVERTED).discard(by=cast.alice)
    assert refusal.value.status == 409
