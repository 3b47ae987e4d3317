"""A run fails when a test was skipped for a reason that tests/skips.txt does not list."""

import os
from pathlib import Path

from django.db import connection

LISTED = Path(__file__).with_name("skips.txt")
skipped: dict[str, str] = {}


def pytest_runtest_logreport(report):
    if report.skipped and not hasattr(report, "wasxfail"):
        skipped[report.nodeid] = reason_of(report)


def pytest_collectreport(report):
    if report.skipped:
        skipped[report.nodeid] = reason_of(report)


def pytest_sessionfinish(session):
    # The workers of a parallel run report to their controller, which alone counts.
    if not hasattr(session.config, "workerinput") and unlisted() and session.exitstatus == 0:
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter):
    for nodeid, reason in unlisted().items():
        terminalreporter.write_line(f"SKIPPED WITHOUT LEAVE (tests/skips.txt): {nodeid}: {reason}", red=True)


def unlisted() -> dict[str, str]:
    allowed = allowed_here()
    return {nodeid: reason for nodeid, reason in skipped.items() if reason not in allowed}


def allowed_here() -> set[str]:
    places = {"anywhere", connection.vendor} | (set() if os.environ.get("CI") else {"outside-ci"})
    lines = (line.split(maxsplit=1) for line in LISTED.read_text().splitlines())
    return {parts[1].strip() for parts in lines if len(parts) == 2 and parts[0] in places}


def reason_of(report) -> str:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return reason.removeprefix("Skipped: ")
