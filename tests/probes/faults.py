"""What is planted in a served process to see that a probe fails. Nothing of this stands in the product."""

import time
from contextlib import ContextDecorator

from django.db import connection, transaction
from django.db.models import QuerySet

from hotcrm.records.verbs import BoundVerb
from hotcrm.sales.models import Contact
from leads.models import Lead

PAUSE = 0.02  # seconds: long enough for somebody else to come between
LONG_PAUSE = 0.2  # long enough for a kill to come between


def unlocked():
    """Rows are read without a lock, and what was done with them is seen by others a moment later."""
    QuerySet.select_for_update = lambda rows, **kwargs: rows.all()
    settle = Lead.settle

    def settle_slowly(rows, changes, *, by):
        time.sleep(PAUSE)
        settle(rows, changes, by=by)

    Lead.settle = settle_slowly


def version_ignored():
    """A save no longer asks on which version it was typed."""
    edit = Lead.edit.verb
    act = edit.act
    edit.act = lambda lead, *, version=None, **kwargs: act(lead, **kwargs)


def no_transaction():
    """Every statement stands by itself. One lead is still converted by one person at a time: see what a kill does."""
    transaction.atomic = NotAtomic
    QuerySet.select_for_update = lambda rows, **kwargs: rows.all()
    apply, save = BoundVerb.apply, Contact.save

    def apply_alone(self, pks, *, by, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [pks[0]])
            try:
                return apply(self, pks, by=by, **kwargs)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [pks[0]])

    def save_slowly(contact, *args, **kwargs):
        time.sleep(LONG_PAUSE)
        save(contact, *args, **kwargs)

    BoundVerb.apply, Contact.save = apply_alone, save_slowly


class NotAtomic(ContextDecorator):
    def __init__(self, *args, **kwargs):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        return False


FAULTS = {fault.__name__: fault for fault in (unlocked, version_ignored, no_transaction)}
