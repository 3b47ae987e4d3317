"""One probe, in a process and on a database of its own. Called by `python -m tests.probes`."""

import argparse
import os
import sys
from pathlib import Path

import django

SAID = 4_000  # characters of what the server wrote


def main() -> int:
    django.setup()
    from .judging import timed  # models are ready only now

    options = arguments()
    log = Path(os.environ["VAR_DIR"], "server.log")
    finding, line = timed(options.name, fault=options.fault, small=options.small, log=log)
    as_wanted = finding.fails_by_fault if options.expected else finding.holds
    if options.expected:
        line += " — as it must" if as_wanted else " — BUT THE FAULT WAS NOT SEEN"
    say(line)
    if not as_wanted and not options.fault:
        say(log.read_text(errors="replace")[-SAID:])
    return 0 if as_wanted else 1


def say(text):
    print(text, flush=True)  # noqa: T201  (a program that prints is what this is)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    for flag in ("--fault", "--small", "--expected"):
        parser.add_argument(flag, action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
