"""How long a piece of work takes, and how much of that the machine really worked on it.

On a machine that others use too, the first says how busy they are; the second is about what a quiet one would need.
"""

import time
from dataclasses import dataclass
from pathlib import Path

from django.db import connection


@dataclass
class Spent:
    seconds: float = 0
    cpu: float = 0  # of this process, and of its database session where that runs on this machine


class Clock:
    def __enter__(self) -> Spent:
        self.spent = Spent()
        self.began, self.cpu_began = time.perf_counter(), self._cpu()
        return self.spent

    def __exit__(self, *failure):
        self.spent.seconds, self.spent.cpu = time.perf_counter() - self.began, self._cpu() - self.cpu_began

    def _cpu(self) -> float:
        return time.process_time() + self._of_the_server()

    def _of_the_server(self) -> float:
        if connection.vendor != "postgresql":
            return 0  # SQLite works in this process
        connection.ensure_connection()
        return cpu_of(connection.connection.info.backend_pid)


def cpu_of(pid: int) -> float:
    """The seconds a process of this machine has worked; 0 where it runs elsewhere."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100  # user and system time, in clock ticks


def rate(number, spent, what) -> str:
    return f"{number / spent.seconds:,.0f} {what} a second ({number / spent.cpu:,.0f} a second of CPU)"
