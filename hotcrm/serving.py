"""Several programs under one parent: started together, started again when they die, stopped together.

The parent has one thread and one loop: it may therefore run Python between fork and exec, which
ties each child's life to its own.
"""

import contextlib
import functools
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from typing import IO

from hotcrm.lifeline import tied_to

LONGEST_PAUSE = 30
STEADY_AFTER = 60  # seconds alive after which a death counts as the first again
PATIENCE = 15  # seconds a child has to stop by itself


class Program:
    """One child: its command, its output, and when it may be started (again)."""

    def __init__(self, name: str, command: Sequence[str], *, keep: Iterable[int] = ()) -> None:
        self.name, self.command, self.keep = name, list(command), tuple(keep)
        self.process: subprocess.Popen[bytes] | None = None
        self.lines = Lines(name)
        self.deaths = 0
        self.started_at = self.due_at = 0.0

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=self.keep,
            preexec_fn=functools.partial(tied_to, os.getpid()),
            # Ctrl-C in a terminal reaches the parent alone, which then stops its children in order.
            start_new_session=True,
        )

    @property
    def output(self) -> IO[bytes]:
        assert self.process is not None
        assert self.process.stdout is not None
        return self.process.stdout

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def bury(self) -> str:
        """Note a death and when to start again; what to say about it."""
        assert self.process is not None
        now = time.monotonic()
        self.deaths = 1 if now - self.started_at > STEADY_AFTER else self.deaths + 1
        pause = min(LONGEST_PAUSE, 2 ** (self.deaths - 1))
        self.due_at = now + pause
        how = f"status {self.process.returncode}" if self.process.returncode >= 0 else self._signal()
        self.process = None
        return f"{self.name} ended ({how}); starting it again in {pause} s."

    def _signal(self) -> str:
        assert self.process is not None
        return signal.Signals(-self.process.returncode).name


class Household:
    """The parent's loop. `on_tick` is called a few times a second while all runs."""

    def __init__(
        self, programs: Sequence[Program], *, say: Callable[[str], object], on_tick: Callable[[], object]
    ) -> None:
        self.programs, self.say, self.on_tick = programs, say, on_tick
        self.outputs = selectors.DefaultSelector()
        self.is_stopping = False

    def run(self) -> None:
        for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sig, self.stop_soon)
        try:
            while not self.is_stopping:
                self.tend()
                self.forward(0.2)
                self.on_tick()
        finally:
            self.stop()

    def stop_soon(self, *_: object) -> None:
        self.is_stopping = True

    def tend(self) -> None:
        """Start what is due, and note what died."""
        for program in self.programs:
            if program.process is not None and not program.is_running:
                self.hear_out(program)
                self.say(program.bury())
            if program.process is None and time.monotonic() >= program.due_at:
                self.start(program)

    def start(self, program: Program) -> None:
        program.start()
        os.set_blocking(program.output.fileno(), False)
        self.outputs.register(program.output, selectors.EVENT_READ, program)

    def forward(self, seconds: float) -> None:
        """Pass on what the children wrote, line by line, waiting so long for something to come."""
        for key, _ in self.outputs.select(seconds):
            if not self.read(key.data):
                self.outputs.unregister(key.fileobj)

    def read(self, program: Program) -> bool:
        """Pass on what there is now; False at the end of it."""
        try:
            chunk = os.read(program.output.fileno(), 65536)
        except BlockingIOError:  # somebody that outlived the program holds its output open
            chunk = b""
        for line in program.lines.feed(chunk):
            self.say(line)
        return bool(chunk)

    def hear_out(self, program: Program) -> None:
        """The last words of one that is no more."""
        while self.read(program):
            pass
        with contextlib.suppress(KeyError):
            self.outputs.unregister(program.output)
        program.output.close()

    def stop(self) -> None:
        """Ask each child to finish, in reverse order, and end those that do not in time."""
        for program in reversed(self.programs):
            if program.process is not None and program.is_running:
                program.process.terminate()
        deadline = time.monotonic() + PATIENCE
        while any(program.is_running for program in self.programs) and time.monotonic() < deadline:
            self.forward(0.1)
        for program in self.programs:
            if program.process is not None:
                program.process.kill()
                program.process.wait()
                self.hear_out(program)


class Lines:
    """Cuts a stream into whole lines, each with its program's name before it."""

    def __init__(self, name: str) -> None:
        self.name, self.rest = name, b""

    def feed(self, chunk: bytes) -> list[str]:
        *whole, self.rest = (self.rest + chunk).split(b"\n")
        if not chunk and self.rest:
            whole, self.rest = [*whole, self.rest], b""
        return [f"{self.name:>6} | {line.decode(errors='replace').rstrip()}" for line in whole]


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]
