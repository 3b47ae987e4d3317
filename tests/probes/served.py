"""The product's own web server beside a probe: gunicorn, as many workers as wanted."""

import contextlib
import functools
import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hotcrm.lifeline import tied_to

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_START = 60  # seconds
PATIENCE = 30


class Served:
    def __init__(self, process: subprocess.Popen, port: int):
        self.process, self.port = process, port

    def workers(self) -> list[int]:
        """The processes that answer just now. Linux only."""
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in found.split()]

    def kill_one(self):
        """End one of the workers as suddenly as it gets; gunicorn starts another."""
        if workers := self.workers():
            with contextlib.suppress(ProcessLookupError):
                os.kill(random.choice(workers), signal.SIGKILL)

    def wait_until_ready(self):
        deadline = time.monotonic() + LONGEST_START
        while not self._answers():
            assert self.process.poll() is None, f"The server ended with status {self.process.returncode}."
            assert time.monotonic() < deadline, "The server did not start in time."
            time.sleep(0.1)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        return False


@contextmanager
def served(
    *, processes: int, threads: int = 8, application="hotcrm.wsgi", log: Path | None = None, **environment: str
) -> Iterator[Served]:
    """Serve what the environment names (DATABASE_URL, VAR_DIR) on a port of its own; ends with whoever started it."""
    output = log.open("wb") if log else contextlib.nullcontext()
    with output as said, socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        ours = {"WEB_PROCESSES": str(processes), "WEB_THREADS": str(threads), "BIND": f"fd://{listener.fileno()}"}
        ours["DJANGO_SETTINGS_MODULE"] = "hotcrm.settings"
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:hotcrm.gunicorn", application],
            cwd=ROOT,
            env={**os.environ, **ours, **environment},
            pass_fds=[listener.fileno()],
            stdout=said,
            stderr=said,
            preexec_fn=functools.partial(tied_to, os.getpid()),
        )
        try:
            server = Served(process, listener.getsockname()[1])
            server.wait_until_ready()
            yield server
        finally:
            _stop(process)


def _stop(process):
    process.terminate()
    try:
        process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
