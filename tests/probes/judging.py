"""One probe from its first call to its verdict, on whatever database the settings name."""

import textwrap
import time

from django.db import connections

from hotcrm.invariants import INVARIANTS

from . import claim, convert, editors, mixed, quota  # noqa: F401  each adds its own
from .probe import PROBES, Finding
from .served import served

PROCESSES, FEWER = 3, 2
SAID_OF, SAID = 3, 160  # complaints in a line, and characters of each


def judged(name: str, *, fault=False, small=False, log=None) -> Finding:
    """Serve, probe, and look at all invariants. The database must have people and leads of the probe alone."""
    probe = PROBES[name]
    planted = {"application": f"{__package__}.faulty", "PROBE_FAULT": probe.fault} if fault else {}
    with served(processes=FEWER if small else PROCESSES, **planted, log=log, REDIS_URL="") as server:
        try:
            finding = probe.run(server, probe.size(fault=fault, small=small))
        except Exception as failure:
            finding = Finding(
                complaints=[f"the probe ended with {type(failure).__name__}: {failure}"], ended_early=True
            )
    connections.close_all()
    failures = {status: number for status, number in finding.statuses.items() if str(status).startswith("5")}
    finding.expect("answers of 500 and above", sum(failures.values()), 0)
    finding.complaints += [f"not so: {sentence}" for sentence in broken()]
    return finding


def broken() -> list[str]:
    return [invariant.sentence for invariant in INVARIANTS if any(True for _ in invariant.breakers())]


def line(name, finding, seconds) -> str:
    """All of it in one line, the last of what was wrong included."""
    counts = ", ".join(f"{number:,} {what.replace('_', ' ')}" for what, number in finding.counts.items())
    statuses = ", ".join(f"{number:,} × {status}" for status, number in sorted(finding.statuses.items(), key=str))
    verdict = "ok" if finding.holds else f"FAILED ({len(finding.complaints)}): {_last(finding.complaints)}"
    return f"{name}: {counts}; answers {statuses or 'none'}; {seconds:.0f} s; {verdict}"


def _last(complaints) -> str:
    return "; ".join(textwrap.shorten(one, SAID, placeholder=" …") for one in complaints[-SAID_OF:])


def timed(name, **options) -> tuple[Finding, str]:
    began = time.monotonic()
    finding = judged(name, **options)
    title = f"{name}, with the fault {PROBES[name].fault}" if options.get("fault") else name
    return finding, line(title, finding, time.monotonic() - began)
