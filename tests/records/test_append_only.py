import pytest
from django.db import DatabaseError, connection, transaction

from hotcrm import append_only
from hotcrm.records.models import Event
from tests.factories import make_lead


@pytest.fixture
def protected(db):
    append_only.protect(connection, "records_event")
    yield
    append_only.release(connection, "records_event")


@pytest.mark.parametrize("change", [lambda events: events.update(verb="forged"), lambda events: events.delete()])
def test_the_database_refuses_to_change_the_history(protected, change):
    event = Event.objects.about(make_lead()).get()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(Event.objects.filter(pk=event.pk))
    assert Event.objects.get(pk=event.pk).verb == "create"
