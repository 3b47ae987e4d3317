"""Work on large tables that PostgreSQL does in several processes at once, when it is asked by several sessions."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection


def side_by_side(*jobs: Callable[[], Any]) -> list:
    """What these return, each done in a session of its own, all at once; the first that fails is raised at the end.

    One after the other where a session of its own would wait or see nothing: on SQLite, and inside a transaction.
    """
    if connection.vendor == "sqlite" or connection.in_atomic_block:
        return [job() for job in jobs]
    first, *others = jobs
    with ThreadPoolExecutor(max(len(others), 1)) as threads:
        waiting = [threads.submit(_in_a_session_of_its_own, job) for job in others]
        done = first()
        return [done, *(each.result() for each in waiting)]


def _in_a_session_of_its_own(job):
    try:
        return job()
    finally:
        connection.close()
