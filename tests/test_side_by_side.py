"""Several sessions of the database at once, where it has them."""

import threading

import pytest
from django.db import connection, transaction

from hotcrm.side_by_side import side_by_side


def here():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return threading.get_ident()


@pytest.mark.django_db(transaction=True)
def test_every_job_has_a_session_of_its_own_where_the_database_works_in_several():
    meet = threading.Barrier(2 if connection.vendor == "postgresql" else 1, timeout=20)

    def job():
        meet.wait()
        return here()

    sessions = side_by_side(job, job)
    assert len(set(sessions)) == (2 if connection.vendor == "postgresql" else 1)


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_they_are_done_one_after_the_other_in_it():
    with transaction.atomic():
        assert side_by_side(here, here, here) == [threading.get_ident()] * 3


@pytest.mark.django_db(transaction=True)
def test_what_fails_is_raised_when_the_others_are_done():
    done = []

    def fails():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        side_by_side(lambda: done.append(1), fails)
    assert done == [1]
