"""Nobody comes to hold more open leads than they may by creating or importing them."""

import pytest

from hotcrm.pages.importing.running import carry_on
from hotcrm.pages.models import ImportRun, RejectedRow
from hotcrm.people.models import User
from hotcrm.records.refusals import Refused
from leads.importing.writing import create
from leads.models import Lead, Status
from pools.models import Pool
from tests.factories import make_lead
from tests.leads.test_importing import run_of


@pytest.fixture
def alice(cast):
    User.objects.filter(pk=cast.alice.pk).update(holding_limit=2)
    make_lead(owner=cast.alice)
    return User.objects.get(pk=cast.alice.pk)


def test_a_lead_of_ones_own_takes_room(alice):
    make_lead(owner=alice, by=alice)
    with pytest.raises(Refused, match="You hold 2 of 2 open leads: remaining 0") as refusal:
        make_lead(owner=alice, by=alice)
    assert (refusal.value.code, Lead.objects.count()) == ("holding_limit", 2)


def test_the_form_says_so_and_keeps_what_was_typed(alice, client):
    make_lead(owner=alice)
    client.force_login(alice)
    response = client.post("/leads/new/", {"last_name": "Doe", "company": "Typed Ltd", "rating": "0"})
    assert (response.status_code, Lead.objects.count()) == (422, 2)
    assert "You hold 2 of 2 open leads" in response.content.decode()
    assert "Typed Ltd" in response.content.decode()


def test_a_lead_for_a_pool_needs_no_room_of_whoever_creates_it(alice):
    make_lead(owner=alice)
    make_lead(by=alice, pool=Pool.default())
    assert Lead.objects.count() == 3


def test_neither_a_closed_lead_nor_the_past_takes_room(alice):
    values = {"owner": alice, "pool": None, "last_name": "Doe"}
    create([{**values, "status": Status.NEW} for _ in range(4)], by=alice, history=True)
    assert Lead.objects.owned_by(alice).count() == 5


def test_an_import_rejects_the_rows_that_find_no_room_and_takes_the_others(cast, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    User.objects.filter(pk=cast.bob.pk).update(holding_limit=2)
    make_lead(owner=cast.bob)
    lines = [f"Doe {n},{'bob' if n % 2 else 'alice'}" for n in range(8)]
    carry_on(run_of(tmp_path, "\n".join(["Last Name,Lead Owner", *lines]), by=cast.admin).pk)
    run = ImportRun.objects.get()
    assert (run.created, run.rejected, Lead.objects.owned_by(cast.bob).count()) == (5, 3, 2)
    assert [(row.cells[0], row.reason) for row in RejectedRow.objects.order_by("number")] == [
        (f"Doe {n}", "Bob holds 2 of 2 open leads: remaining 0.") for n in (3, 5, 7)
    ]
