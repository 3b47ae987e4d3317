"""What changes accounts, contacts and opportunities: allowed, refused, told."""

import pytest
from django.urls import reverse

from hotcrm.records.models import Event
from hotcrm.records.refusals import Invalid, Refused
from hotcrm.sales.models import LossReason, Opportunity

pytestmark = pytest.mark.django_db
VERBS = {"log": {"kind": "call", "body": "x"}, "task": {"title": "x", "priority": "normal"}, "change-owner": {}}


def url_of(record, verb):
    return reverse(f"{record._meta.model_name}_verb", args=[record.pk, verb])


def last_event(record):
    event = Event.objects.about(record).first()
    return event.verb, event.by.username, event.data


@pytest.mark.parametrize("verb", VERBS)
def test_those_who_only_read_are_refused_and_strangers_find_nothing(cast, signed_in, three, verb):
    values = VERBS[verb] | {"assignee": cast.alice.pk, "to": cast.bob.pk}
    for record in three:
        found = {
            person: signed_in(person).post(url_of(record, verb), values).status_code
            for person in ("mia", "auditor", "bob", "mallory", "pat")
        }
        assert found == {"mia": 403, "auditor": 403, "bob": 404, "mallory": 404, "pat": 404}
        assert Event.objects.about(record).count() == 1


@pytest.mark.parametrize("person", ["alice", "dave", "admin"])
def test_the_owner_and_those_above_hand_it_over(cast, signed_in, three, person):
    for record in three:
        assert signed_in(person).post(url_of(record, "change-owner"), {"to": cast.bob.pk}).status_code == 302
        record.refresh_from_db()
        assert record.owner == cast.bob
        assert last_event(record) == ("change_owner", person, {"owner_id": [cast.alice.pk, cast.bob.pk]})


def test_the_new_owner_is_an_active_colleague(cast, account):
    cast.bob.is_active = False
    for person in (cast.bob, cast.pat):
        with pytest.raises(Invalid):
            account.change_owner(by=cast.alice, to=person)
    with pytest.raises(Refused):
        account.change_owner(by=cast.alice, to=cast.alice)
    assert Event.objects.about(account).count() == 1


def test_a_deal_moves_to_and_fro_and_its_probability_follows(alice, deal):
    for stage, probability in (("proposal", 60), ("qualification", 20)):
        assert alice.post(url_of(deal, "move"), {"to": stage}).status_code == 302
        deal.refresh_from_db()
        assert (deal.stage, deal.probability) == (stage, probability)
    assert last_event(deal) == ("move", "alice", {"stage": ["proposal", "qualification"]})


@pytest.mark.parametrize("stage", ["qualification2", "closed_won", "prospecting", "", "\x00"])
def test_a_deal_moves_to_no_other_stage(alice, deal, stage):
    assert alice.post(url_of(deal, "move"), {"to": stage}).status_code in (400, 422)
    assert Opportunity.objects.get().stage == "prospecting"


def test_won_and_open_again(alice, deal):
    alice.post(url_of(deal, "move"), {"to": "proposal"})
    assert alice.post(url_of(deal, "win")).status_code == 302
    deal.refresh_from_db()
    assert (deal.stage, deal.probability, deal.closed_at is None) == ("closed_won", 100, False)
    assert last_event(deal) == ("win", "alice", {"stage": ["proposal", "closed_won"]})
    for verb, values in (("win", {}), ("move", {"to": "proposal"}), ("lose", {"reason": "price"})):
        assert alice.post(url_of(deal, verb), values).status_code == 409
    assert alice.post(url_of(deal, "reopen")).status_code == 302
    deal.refresh_from_db()
    assert (deal.stage, deal.probability, deal.closed_at) == ("proposal", 60, None)
    assert alice.post(url_of(deal, "reopen")).status_code == 409


def test_lost_for_a_reason(alice, deal):
    assert alice.post(url_of(deal, "lose")).status_code == 422
    assert alice.post(url_of(deal, "lose"), {"reason": "price"}).status_code == 302
    deal.refresh_from_db()
    assert (deal.stage, deal.loss_reason, deal.probability) == ("closed_lost", LossReason.objects.get(pk="price"), 0)
    assert last_event(deal) == ("lose", "alice", {"stage": ["prospecting", "closed_lost"], "reason": "price"})
    assert "Price" in alice.get(deal.get_absolute_url()).content.decode()


@pytest.mark.parametrize("verb", ["move", "win", "lose", "log", "task", "change-owner"])
def test_every_verb_asks_on_a_page_and_in_a_dialog(alice, deal, verb):
    assert alice.get(url_of(deal, verb)).status_code == 200
    assert alice.get(url_of(deal, verb), headers={"HX-Request": "true"}).status_code == 200


def test_accounts_have_no_stages(alice, account):
    assert alice.post(url_of(account, "win")).status_code == 404
    assert alice.get("/accounts/99999999999999999999/").status_code == 404
