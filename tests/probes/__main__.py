import argparse
import functools
import os
import signal
import subprocess
import sys
import tempfile

from hotcrm.lifeline import tied_to

from .databases import NoPostgreSQL, Server
from .served import ROOT

NAMES = ("convert", "convert-killed", "editors", "claim", "quota", "mixed")


def main() -> int:
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was made is taken away
    modes = (False, True) if options.both else (options.fault,)
    try:
        server = Server()
    except NoPostgreSQL as problem:
        say(problem)
        return 2
    say(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="hotcrm-probes-") as folder, server.database("empty") as empty:
        prepare(empty, folder)
        results = [
            probed(server, empty, folder, name, fault=fault, small=options.small, expected=fault and options.both)
            for name in options.names or NAMES
            for fault in modes
        ]
    return 0 if all(results) else 1


def prepare(url, folder):
    for command in ("migrate", "collectstatic"):
        run(url, folder, "manage.py", command, "--no-input", "--verbosity=0")


def probed(server, empty, folder, name, *, fault, small, expected) -> bool:
    """Whether a probe found what it should: nothing wrong, or, where that is `expected`, what the fault does."""
    flags = [flag for flag, is_set in (("--fault", fault), ("--small", small), ("--expected", expected)) if is_set]
    with server.database(name.replace("-", "_"), copied_from=empty) as url:
        return run(url, folder, "-m", "tests.probes.one", name, *flags, check=False) == 0


def run(url, folder, *command, check=True) -> int:
    ours = {"DATABASE_URL": url, "VAR_DIR": folder, "REDIS_URL": "", "DJANGO_SETTINGS_MODULE": "hotcrm.settings"}
    environment = {**os.environ, **ours, "LOG_LEVEL": "ERROR"}
    child = functools.partial(tied_to, os.getpid())
    command = [sys.executable, *command]
    return subprocess.run(command, cwd=ROOT, env=environment, preexec_fn=child, check=check).returncode


def say(text):
    print(text, flush=True)  # noqa: T201  (a program that prints is what this is)


def arguments():
    parser = argparse.ArgumentParser(prog="python -m tests.probes", description="Many at once, over HTTP.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(NAMES)}; all of them by default")
    parser.add_argument("--small", action="store_true", help="a few seconds' worth")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--fault", action="store_true", help="plant each probe's fault: it must fail")
    mode.add_argument("--both", action="store_true", help="without the fault it must hold, with it it must fail")
    options = parser.parse_args()
    if unknown := set(options.names) - set(NAMES):
        parser.error(f"There is no probe called {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}.")
    return options


if __name__ == "__main__":
    sys.exit(main())
