"""Who works on accounts, contacts and opportunities: by the same rules as on leads."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from hotcrm.records.models import Access, SharingRule, TeamMember
from hotcrm.records.verbs import type_of

pytestmark = pytest.mark.django_db
EDIT = {"account": {"city": "Here"}, "contact": {"title": "Boss"}, "opportunity": {"name": "Better"}}


@pytest.fixture
def bobs_team(cast, three):
    """Bob's superior is Dave, Mallory has none; Alice owns all three and has left Dave's people."""
    cast.alice.manager = None
    cast.alice.save()

    def join(person, access):
        for record in three:
            TeamMember.objects.create(type=type_of(record), object_id=record.pk, user=person, access=access)

    return SimpleNamespace(join=join)


def answers(client, record):
    kind = record._meta.model_name
    edit = client.post(reverse(f"{kind}_edit", args=[record.pk]), EDIT[kind] | {"version": record.version})
    log = client.post(reverse(f"{kind}_verb", args=[record.pk, "log"]), {"kind": "call", "body": "Spoke"})
    hand = client.get(reverse(f"{kind}_verb", args=[record.pk, "change-owner"]))
    return edit.status_code, log.status_code, hand.status_code


@pytest.mark.parametrize(
    ("access", "person", "expected"),
    [
        (Access.WRITE, "bob", (302, 302, 403)),
        (Access.WRITE, "dave", (302, 302, 403)),
        (Access.READ, "bob", (403, 403, 403)),
        (Access.READ, "dave", (403, 403, 403)),
        (Access.WRITE, "mallory", (404, 404, 404)),
    ],
)
def test_the_team_and_those_above_it_work_on_a_record_as_far_as_they_may(
    cast, signed_in, three, bobs_team, access, person, expected
):
    bobs_team.join(cast.bob, access)
    for record in three:
        assert answers(signed_in(person), record) == expected


def test_the_team_of_an_account_is_not_that_of_a_contact_of_the_same_number(cast, signed_in, account, contact):
    for number in (account.pk, contact.pk):
        values = {"type": type_of(account), "object_id": number, "user": cast.bob}
        TeamMember.objects.get_or_create(**values, defaults={"access": Access.WRITE})
    assert answers(signed_in("bob"), account)[0] == 302
    assert answers(signed_in("bob"), contact)[0] == 404


@pytest.mark.parametrize(("access", "expected"), [(Access.WRITE, (302, 302, 403)), (Access.READ, (403, 403, 403))])
def test_whom_a_rule_shares_with_works_on_it_as_far_as_the_rule_says(cast, signed_in, three, access, expected):
    SharingRule.objects.create(from_user=cast.alice, to_user=cast.mallory, access=access)
    for record in three:
        assert answers(signed_in("mallory"), record) == expected


def test_a_deal_is_moved_and_closed_by_its_team(cast, signed_in, deal, bobs_team):
    bobs_team.join(cast.bob, Access.WRITE)
    for verb, values in (("move", {"to": "proposal"}), ("win", {}), ("reopen", {}), ("lose", {"reason": "price"})):
        url = reverse("opportunity_verb", args=[deal.pk, verb])
        assert signed_in("bob").post(url, values).status_code == 302
    deal.refresh_from_db()
    assert deal.stage == "closed_lost"
