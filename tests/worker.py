"""A real Celery worker beside the suite, on the suite's own database and broker."""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

from django.db import connection


class WorkerProcess:
    """`kill()` is as sudden as it gets; `start()` is the restart after it."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        options = ["--pool=threads", "--concurrency=2", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "hotcrm", "worker", "--loglevel=INFO", *options],
                env={**os.environ, "DJANGO_SETTINGS_MODULE": "hotcrm.settings", "DATABASE_URL": database_url()},
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def wait_until(self, condition, *, seconds: float = 30) -> None:
        """Until `condition()` is true; a failure shows what the worker wrote."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "The worker did not get there:\n" + self.log.read_text()[-4000:]
            time.sleep(0.05)


def database_url() -> str:
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    who = quote(at["USER"]) + (f":{quote(at['PASSWORD'])}" if at["PASSWORD"] else "")
    return f"postgres://{who}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}"
