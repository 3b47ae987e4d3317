from types import SimpleNamespace

import pytest
from django.db.models import F, Q

from hotcrm.records.conditions import When, holds
from hotcrm.records.models import TeamMember

LEAD = SimpleNamespace(
    status="new", owner_id=None, owner=None, rating=4, pool_id=1, pool=SimpleNamespace(slug="public"), tin="123456789"
)

ELSEWHERE = Q(pk__in=TeamMember.objects.values("object_id"))


@pytest.mark.parametrize(
    ("q", "answer"),
    [
        (Q(), True),
        (Q(status="new"), True),
        (Q(status__in=["new", "working"]), True),
        (Q(owner__isnull=True), True),
        (Q(owner__isnull=False), False),
        (Q(pool__slug="public"), True),
        (Q(owner__username="alice"), False),
        (Q(rating__gte=4) & Q(rating__lt=5), True),
        (Q(rating__gt=4) | Q(status="working"), False),
        (~Q(status="new"), False),
        (~Q(status="working", rating=4), True),
        (Q(tin__regex=r"^\d{9}$"), True),
        (Q(pool_id=F("rating")), False),
    ],
)
def test_a_condition_is_asked_of_the_object_in_hand(q, answer):
    assert holds(q, LEAD) is answer


@pytest.mark.parametrize(
    ("q", "answer"),
    [
        (ELSEWHERE, None),
        (~ELSEWHERE, None),
        (Q(status="new") & ELSEWHERE, None),
        (Q(status="working") & ELSEWHERE, False),
        (Q(status="new") | ELSEWHERE, True),
        (Q(status="working") | ELSEWHERE, None),
        (~(Q(status="new") | ELSEWHERE), False),
    ],
)
def test_what_only_another_table_tells_is_left_open(q, answer):
    assert holds(q, LEAD) is answer


def test_the_first_state_that_does_not_hold_gives_the_refusal():
    both = When(Q(status="new"), "fine") & When(Q(rating=5), "not five") & When(Q(rating=3), "not three")
    assert both.refusal_of(LEAD).message == "not five"


def test_a_refusal_may_speak_of_the_record():
    taken = When(Q(owner__isnull=False), lambda lead: f"rated {lead.rating}")
    assert taken.refusal_of(LEAD).message == "rated 4"
