"""Measures one size, in a process of its own: `python -m tests.bench.measure PARTS OUT`. Called by the bench."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import django
from django.core.management import call_command

from hotcrm.garbage import collect_seldom

from .databases import tidy_up


def main(parts, out):
    django.setup()
    collect_seldom()  # as a worker does
    folder = Path(os.environ["VAR_DIR"])
    figures = {"pages": [], "rates": {}}
    if "pages" in parts:
        from . import pages  # models are ready only now

        figures["pages"] = [asdict(timing) for timing in pages.measure()]
    if "rates" in parts:
        from . import background, converting, writes

        figures["rates"] |= background.rescore() | background.export(folder)
        figures["rates"] |= background.import_(folder) | writes.measure() | converting.measure()
    if "board" in parts:
        from . import bench_board

        figures["rates"] |= bench_board.measure()
    if "routing" in parts:
        from . import routing

        figures["rates"] |= routing.measure()
    if "clocks" in parts:
        from . import clocks

        figures["rates"] |= clocks.measure()
    if "transfer" in parts:
        from . import transfer

        figures["rates"] |= transfer.measure()
    if "campaigns" in parts:
        from . import campaigns

        figures["rates"] |= campaigns.measure()
    if "claims" in parts:
        from . import claims

        figures["rates"] |= claims.measure()
    Path(out).write_text(json.dumps(figures))


def prepare():
    """Migrate, collect the static files that pages name, and do what the server does by itself after a minute."""
    django.setup()
    from . import organisation  # models are ready only now

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    organisation.hire()
    tidy_up()


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare()
    else:
        main(sys.argv[1].split(","), sys.argv[2])
