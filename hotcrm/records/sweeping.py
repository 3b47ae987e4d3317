"""Work that the timetable repeats and that only one process may do at a time."""

import functools
import logging
from collections.abc import Callable

from celery import Task, shared_task

from hotcrm.records.models.lease import Lease

log = logging.getLogger(__name__)
SWEEPS: set[str] = set()  # every sweep there is, for the test that each stands on the timetable


def sweep(*, seconds: float = 600) -> Callable[[Callable[[], object]], Task]:
    """A Celery task that steps back while the same sweep is still running elsewhere.

    `seconds` is how long a sweep may take: when its process is killed, the next one starts after
    that at the latest. What is due stands in our tables, so a turn that was skipped or lost is
    made good by the next.
    """

    def decorate(body: Callable[[], object]) -> Task:
        @shared_task(name=f"{body.__module__}.{body.__name__}")
        @functools.wraps(body)
        def turn() -> None:
            lease = Lease.acquire(turn.name, seconds=seconds)
            if lease is None:
                log.info("%s is still running elsewhere.", turn.name)
                return
            try:
                body()
            finally:
                lease.release()

        SWEEPS.add(turn.name)
        return turn

    return decorate
