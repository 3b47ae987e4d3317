from datetime import timedelta

import pytest
from django.utils import timezone

from hotcrm.activities.models import Activity, ActivityKind, ActivityResult, Task
from hotcrm.records.models import Event, Notice
from hotcrm.records.refusals import Invalid, NotFound, Refused
from leads.models import Lead, Status
from tests.factories import make_lead


def kind(code="call"):
    return ActivityKind.objects.get(code=code)


def result(code):
    return ActivityResult.objects.get(code=code)


def pending(cast, pool):
    return make_lead(owner=cast.alice, pool=pool)


@pytest.mark.parametrize("code", ["call", "visit", "email", "meeting", "wechat", "demo"])
def test_the_first_activity_begins_work_on_a_pending_lead(cast, pool, code):
    lead = pending(cast, pool)
    lead.log(by=cast.alice, kind=kind(code), body="Said hello.")
    assert (lead.status, [event.verb for event in Event.objects.about(lead)[:2]]) == (
        Status.WORKING,
        ["log", "work"],
    )


def test_a_note_alone_does_not_begin_work(cast, pool):
    lead = pending(cast, pool)
    lead.log(by=cast.alice, kind=kind("note"), body="Looks interesting.")
    assert lead.status == Status.NEW


def test_a_note_with_a_result_begins_work(cast, pool):
    lead = pending(cast, pool)
    lead.log(by=cast.alice, kind=kind("note"), result=result("reached"))
    assert lead.status == Status.WORKING


def test_an_activity_does_not_move_a_lead_without_owner(cast):
    lead = make_lead()
    lead.log(by=cast.carol, kind=kind(), body="Tried.")
    assert (lead.status, lead.owner) == (Status.NEW, None)


def test_an_activity_leaves_a_worked_lead_where_it_is(cast):
    lead = make_lead(owner=cast.alice, status=Status.NURTURING)
    lead.log(by=cast.alice, kind=kind(), body="Still waiting.")
    assert lead.status == Status.NURTURING


def test_an_activity_is_kept_with_who_when_and_what(cast, pool):
    lead = pending(cast, pool)
    at = timezone.now() - timedelta(hours=2)
    lead.log(by=cast.alice, kind=kind(), body="Wants a price.", result=result("interested"), at=at)
    activity = Activity.objects.about(lead).get()
    assert (activity.by, activity.at, activity.body, activity.result_id) == (
        cast.alice,
        at,
        "Wants a price.",
        "interested",
    )
    assert lead.last_activity_at == at


def test_the_next_follow_up_is_set_with_the_activity(cast, pool):
    lead, day = pending(cast, pool), timezone.localdate() + timedelta(days=3)
    lead.log(by=cast.alice, kind=kind(), body="Call again.", next_follow_up_on=day)
    assert lead.next_follow_up_on == day


def test_a_stranger_logs_nothing(cast, pool):
    lead = pending(cast, pool)
    with pytest.raises(NotFound):
        lead.log(by=cast.mallory, kind=kind(), body="Hello")
    assert Activity.objects.count() == 0


def test_nothing_is_logged_on_a_converted_lead(cast):
    lead = make_lead(owner=cast.alice, status=Status.CONVERTED)
    with pytest.raises(Refused) as refusal:
        lead.log(by=cast.alice, kind=kind(), body="Hello")
    assert (refusal.value.status, Activity.objects.count()) == (409, 0)


def test_three_failed_attempts_nudge(cast, pool):
    lead = pending(cast, pool)
    nudges = []
    for code in ("no_answer", "wrong_number", "no_answer"):
        lead.log(by=cast.alice, kind=kind(), result=result(code))
        nudges.append(lead.needs_nudge)
    assert nudges == [False, False, True]


def test_reaching_them_ends_the_nudge(cast, pool):
    lead = pending(cast, pool)
    for _ in range(3):
        lead.log(by=cast.alice, kind=kind(), result=result("no_answer"))
    lead.log(by=cast.alice, kind=kind(), result=result("reached"))
    assert lead.needs_nudge is False


def test_a_new_owner_starts_without_failed_attempts(cast):
    lead = make_lead(owner=cast.alice)
    for _ in range(3):
        lead.log(by=cast.alice, kind=kind(), result=result("no_answer"))
    lead.change_owner(by=cast.dave, to=cast.bob)
    assert (lead.failed_attempts, lead.needs_nudge) == (0, False)


def rate(lead, rating, *, by, **changes):
    lead.edit(by=by, changes={"rating": rating, **changes})


def test_three_stars_are_not_hot(cast):
    lead = make_lead(owner=cast.alice)
    rate(lead, 3, by=cast.alice)
    assert (lead.is_hot, lead.next_follow_up_on, Notice.objects.count()) == (False, None, 0)


def test_four_stars_are_hot_and_followed_up_today_without_a_mail(cast):
    lead = make_lead(owner=cast.alice)
    rate(lead, 4, by=cast.alice)
    assert (lead.is_hot, lead.next_follow_up_on, Notice.objects.count()) == (True, cast.alice.today(), 0)


def test_five_stars_owe_the_owner_one_mail(cast):
    lead = make_lead(owner=cast.alice)
    rate(lead, 5, by=cast.dave)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind, notice.mail_due_at is not None) == (cast.alice, "five_stars", True)


def test_saving_five_stars_again_owes_no_second_mail(cast):
    lead = make_lead(owner=cast.alice)
    rate(lead, 5, by=cast.alice)
    rate(lead, 5, by=cast.alice, city="Bonn")
    assert Notice.objects.count() == 1


def test_every_rise_to_five_stars_owes_a_mail(cast):
    lead = make_lead(owner=cast.alice)
    for rating in (5, 4, 5):
        rate(lead, rating, by=cast.alice)
    assert Notice.objects.count() == 2


def test_a_hot_lead_keeps_the_follow_up_chosen_with_the_stars(cast):
    lead, day = make_lead(owner=cast.alice), timezone.localdate() + timedelta(days=9)
    rate(lead, 5, by=cast.alice, next_follow_up_on=day)
    assert (lead.next_follow_up_on, Notice.objects.count()) == (day, 1)


def test_stars_changed_later_leave_a_planned_follow_up_alone(cast):
    lead = make_lead(owner=cast.alice, rating=4)
    day = timezone.localdate() + timedelta(days=9)
    lead.edit(by=cast.alice, changes={"next_follow_up_on": day})
    lead.edit(by=cast.alice, changes={"city": "Bonn"})
    assert lead.next_follow_up_on == day


def test_a_task_is_planned_and_told(cast):
    lead = make_lead(owner=cast.alice)
    lead.plan_task(by=cast.alice, title="Send the brochure", assignee=cast.alice)
    assert (Task.objects.about(lead).get().title, Event.objects.about(lead).first().verb) == (
        "Send the brochure",
        "plan_task",
    )


def test_an_inactive_person_gets_no_task(cast):
    cast.bob.is_active = False
    cast.bob.save()
    lead = make_lead(owner=cast.alice)
    with pytest.raises(Invalid) as refusal:
        lead.plan_task(by=cast.alice, title="Call", assignee=cast.bob)
    assert refusal.value.field == "assignee"


def test_history_holds_no_typed_words(cast):
    lead = make_lead(owner=cast.alice)
    lead.log(by=cast.alice, kind=kind(), body="Secret words")
    lead.plan_task(by=cast.alice, title="Secret task", assignee=cast.alice)
    lead.edit(by=cast.alice, changes={"email": "secret@example.com"})
    told = " ".join(str(event.data) for event in Event.objects.about(lead))
    assert "ecret" not in told
    assert Lead.objects.get(pk=lead.pk).email == "secret@example.com"
