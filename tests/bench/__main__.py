import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from . import report
from .databases import Databases

ROOT = Path(__file__).resolve().parent.parent.parent


def main():
    options = arguments()
    sizes = [int(size.replace("_", "")) for size in options.leads.split(",")]
    databases = Databases(keep=options.keep)
    say(f"{databases.kind}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
    try:
        for leads in sizes:
            if not (options.keep and databases.is_there(leads)):
                fill(databases, leads)
            run(databases, leads, "-m", "tests.bench.measure", "prepare")
        figures = {leads: measured(databases, leads, options.only) for leads in sizes}
    finally:
        databases.drop(sizes)
    show(figures)
    say(f"load {os.getloadavg()[0]:.1f} at the end")


def fill(databases, leads):
    databases.create(leads)
    run(databases, leads, "manage.py", "migrate", "-v0")
    run(databases, leads, "manage.py", "demo", "--leads", str(leads))


def measured(databases, leads, parts) -> dict:
    out = databases.folder / f"{leads}.json"
    run(databases, leads, "-m", "tests.bench.measure", parts, str(out))
    return json.loads(out.read_text())


def run(databases, leads, *arguments):
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=databases.environment(leads), check=True)


def show(figures):
    timings = {leads: found["pages"] for leads, found in figures.items() if found["pages"]}
    for leads, found in timings.items():
        say(report.pages(leads, found))
        say(report.beside_administrator(leads, found))
    if len(timings) > 1:
        say("Ratios of medians")
        say(report.ratios(timings, "milliseconds"))
        say("Ratios of the quickest of each, which other programs on the machine disturb least")
        say(report.ratios(timings, "quickest"))
    rates = {leads: found["rates"] for leads, found in figures.items() if found["rates"]}
    if rates:
        say(report.rates(rates))


def say(text):
    print(f"\n{text}", flush=True)  # noqa: T201  (a program that prints is what this is)


def arguments():
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure pages and rates.")
    parser.add_argument("--leads", default="10000", help="sizes, e.g. 10000,100000,1000000")
    parser.add_argument(
        "--only", default="pages,rates", help="pages, rates, board, routing, clocks, transfer, claims or campaigns"
    )
    parser.add_argument(
        "--keep", action="store_true", help="use the databases of the last run with --keep, and leave them"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
