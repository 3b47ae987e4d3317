"""Many callers, each in a thread of their own, some of them at the very same moment."""

import http.client
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock

from django.db import connections

from .callers import CUT_OFF, Answer, Caller

LONGEST_WAIT = 120  # seconds at a gate
TRIES = 100
PAUSE = 0.05  # seconds before somebody tries again


class Crowd:
    """Callers who try again when they are told that others are at work, or, `stubborn`, when they are cut off."""

    def __init__(self, people, port, *, stubborn=False, on_answer: Callable[[int], None] = lambda number: None):
        self.callers = [Caller(person, port) for person in people]
        self.stubborn, self.on_answer = stubborn, on_answer
        self.statuses: Counter = Counter()
        self.lock = Lock()

    def work(self, *shares):
        """Run each of these functions in a thread. A failure of one is raised when all have ended."""
        try:
            with ThreadPoolExecutor(len(shares)) as pool:
                for future in [pool.submit(_and_disconnect, share) for share in shares]:
                    future.result()
        finally:
            for caller in self.callers:
                caller.close()

    def ask(self, caller: Caller, call: Callable[[Caller], Answer]) -> Answer:
        """The answer to a call that may be repeated: not one that says "busy"."""
        for _ in range(TRIES):
            try:
                answer = call(caller)
            except CUT_OFF as failure:
                self._count(_name(failure))
                if not self.stubborn:
                    raise
            else:
                self._count(answer.status)
                if not is_busy(answer):
                    return answer
            time.sleep(PAUSE)
        raise RuntimeError(f"No answer after {TRIES} tries.")

    def _count(self, status):
        with self.lock:
            self.statuses[status] += 1
            self.on_answer(self.statuses.total())


def gate(number, action=None) -> Barrier:
    """Where so many callers wait for each other; `action` runs once they are all there."""
    return Barrier(number, action=action, timeout=LONGEST_WAIT)


def is_busy(answer: Answer) -> bool:
    return answer.status == 409 and "Somebody else is working on this right now" in answer.text


def _name(failure) -> str:
    return "cut off" if isinstance(failure, ConnectionError | http.client.HTTPException) else type(failure).__name__


def _and_disconnect(share):
    try:
        share()
    finally:
        connections.close_all()
