"""The product started as an operator starts it: programs of their own, a folder of their own."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
# What a test run adds to the environment must not reach the product.
OURS = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "VAR_DIR", "PORT", "SECRET_KEY", "DEBUG")


@pytest.fixture
def environment(tmp_path):
    return {**inherited(), "VAR_DIR": str(tmp_path / "var"), "PORT": str(free_port())}


@pytest.fixture
def manage(environment):
    """Runs a command of the product to its end."""

    def run(*arguments, **extra):
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env={**environment, **extra}, capture_output=True, text=True, timeout=120
        )

    return run


class Product:
    """`manage.py serve`, its address, and every process that came out of it."""

    def __init__(self, environment, log):
        self.address = f"http://127.0.0.1:{environment['PORT']}"
        self.log = log
        command = [sys.executable, "manage.py", "serve", "--no-demo", "--with-parent"]
        with log.open("wb") as output:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        # The folder is known to this one product alone, and is found in each of its processes.
        self.mark = f"VAR_DIR={environment['VAR_DIR']}".encode()

    def get(self, path="/healthz"):
        with urllib.request.urlopen(self.address + path, timeout=20) as answer:
            return answer.status

    def wait_until(self, condition, *, seconds=120):
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def said(self, words):
        return words in self.log.read_text()

    def processes(self) -> dict[int, str]:
        """Every living process with our folder in its environment: id and command line."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            # It may end, or not be ours to read, while we look.
            with contextlib.suppress(OSError):
                if self.mark in (folder / "environ").read_bytes().split(b"\0"):
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        return found

    def named(self, words) -> list[int]:
        return [pid for pid, command in self.processes().items() if words in command]

    def end(self):
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(timeout=20)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """A folder in which the database and the static files stand ready: made once, copied for each start."""
    folder = tmp_path_factory.mktemp("prepared") / "var"
    for command in ("migrate", "collectstatic"):
        run = [sys.executable, "manage.py", command, "--no-input", "--verbosity=0"]
        subprocess.run(run, cwd=ROOT, env={**inherited(), "VAR_DIR": str(folder)}, check=True)
    return folder


@pytest.fixture
def product(environment, prepared, tmp_path):
    """A product that is up and answers."""
    shutil.copytree(prepared, environment["VAR_DIR"])
    served = Product(environment, tmp_path / "serve.log")
    try:
        served.wait_until(lambda: served.said("HotCRM is ready"))
        yield served
    finally:
        served.end()


def inherited() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in OURS}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
