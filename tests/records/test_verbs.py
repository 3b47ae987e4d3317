import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hotcrm.activities.models import ActivityKind, Task
from hotcrm.records.models import Access, Event, TeamMember
from hotcrm.records.refusals import NotAllowed, NotFound, Refused, Stale
from hotcrm.records.verbs import type_of, verbs_for, verbs_of
from leads.models import Lead, Status
from tests.factories import make_lead


def test_a_verb_rereads_what_it_acts_on(cast):
    lead = make_lead(owner=cast.alice)
    Lead.objects.filter(pk=lead.pk).update(company="Renamed meanwhile")
    lead.company = "Typed, never handed in"
    lead.work(by=cast.alice)
    assert (lead.company, lead.status) == ("Renamed meanwhile", Status.WORKING)


def test_a_refused_verb_leaves_no_trace(cast):
    lead = make_lead(owner=cast.alice)
    with pytest.raises(Refused):
        lead.qualify(by=cast.alice)
    assert (Event.objects.about(lead).count(), Lead.objects.get(pk=lead.pk).version) == (1, 1)


def test_a_verb_on_what_one_cannot_see_is_not_found(cast):
    lead = make_lead(owner=cast.alice)
    with pytest.raises(NotFound):
        lead.work(by=cast.mallory)


def test_a_verb_for_others_is_not_allowed(cast):
    lead = make_lead(owner=cast.alice)
    with pytest.raises(NotAllowed):
        lead.work(by=cast.mia)


def test_a_verb_within_a_verb_tells_an_event_of_its_own(cast):
    lead = make_lead(owner=cast.alice)
    lead.log(by=cast.alice, kind=ActivityKind.objects.get(code="call"), body="Talked.")
    assert [event.verb for event in Event.objects.about(lead)] == ["log", "work", "create"]
    assert lead.status == Status.WORKING


def test_one_refusal_among_many_stops_nobody_else(cast):
    mine, theirs = make_lead(owner=cast.alice), make_lead(owner=cast.mallory)
    worked = make_lead(owner=cast.alice, status=Status.WORKING)
    results = Lead.work.apply([mine.pk, theirs.pk, worked.pk], by=cast.alice)
    assert [lead.pk for lead in results.done] == [mine.pk]
    assert {pk: refusal.code for pk, refusal in results.refused} == {theirs.pk: "not_found", worked.pk: "wrong_state"}


def test_more_than_a_chunk_at_once_is_an_error_of_the_caller(cast):
    with pytest.raises(ValueError, match="at most 500"):
        Lead.work.apply(range(501), by=cast.alice)


def test_qualifying_many_costs_the_queries_of_two(cast):
    leads = [make_lead(owner=cast.alice, status=Status.WORKING) for _ in range(21)]
    Lead.qualify.apply([leads[0].pk], by=cast.alice)
    with CaptureQueriesContext(connection) as two:
        Lead.qualify.apply([lead.pk for lead in leads[1:3]], by=cast.alice)
    with CaptureQueriesContext(connection) as many:
        Lead.qualify.apply([lead.pk for lead in leads[3:]], by=cast.alice)
    assert len(two) == len(many)
    assert Task.objects.count() == 21


def test_a_stale_edit_overwrites_nothing(cast):
    lead = make_lead(owner=cast.alice)
    lead.edit(by=cast.alice, changes={"company": "First"}, version=1)
    with pytest.raises(Stale) as stale:
        lead.edit(by=cast.alice, changes={"company": "Second"}, version=1)
    assert (stale.value.record.company, stale.value.changes) == ("First", {"company": "Second"})
    assert Lead.objects.get(pk=lead.pk).company == "First"


def test_an_edit_that_changes_nothing_is_not_history(cast):
    lead = make_lead(owner=cast.alice)
    lead.edit(by=cast.alice, changes={"company": lead.company}, version=1)
    assert (lead.version, Event.objects.about(lead).count()) == (1, 1)


def test_the_history_of_an_edit_names_fields_and_no_values(cast):
    lead = make_lead(owner=cast.alice)
    lead.edit(by=cast.alice, changes={"email": "grace@hopper.test"})
    event = Event.objects.about(lead).first()
    assert event.data == {"fields": ["email"]}


def test_the_verbs_of_ones_own_rows_are_told_by_the_rows(cast, django_assert_num_queries):
    leads = [make_lead(owner=cast.alice) for _ in range(5)]
    verbs_for(leads, cast.alice)
    with django_assert_num_queries(0):
        open_to_her = verbs_for(leads, cast.alice)
    assert open_to_her[leads[0].pk]["work"] is None
    assert open_to_her[leads[0].pk]["restore"].status == 403
    assert set(open_to_her[leads[0].pk]) == set(verbs_of(Lead))


def test_the_verbs_of_many_rows_of_others_are_asked_in_one_query(cast, django_assert_num_queries):
    leads = [make_lead(owner=cast.alice) for _ in range(5)]
    TeamMember.objects.create(type=type_of(Lead), object_id=leads[0].pk, user=cast.bob, access=Access.WRITE)
    verbs_for(leads, cast.bob)
    with django_assert_num_queries(1):
        open_to_him = verbs_for(leads, cast.bob)
    assert open_to_him[leads[0].pk]["work"] is None
    assert open_to_him[leads[1].pk]["work"].status == 403
