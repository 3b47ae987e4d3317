"""The demo, filled as an operator fills it."""

import os
import shutil
import sqlite3
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tests.operations.conftest import OURS, ROOT

SIZES = "SELECT (SELECT count(*) FROM leads_lead), (SELECT count(*) FROM records_event), count(*) FROM people_user"
# What two demos of the same day and seed agree on.
SHAPE = "SELECT first_name, last_name, email, status, owner_id, pool_id, score, rating FROM leads_lead ORDER BY id"


@pytest.fixture(scope="session")
def fill(prepared):
    """`fill(folder)`: the tables stand there already; making them anew each time proves nothing of the demo, and takes
    longer than filling them."""

    def filled(folder, *arguments):
        shutil.copytree(prepared, folder / "var")
        return with_a_demo(folder / "var", *arguments)

    return filled


def with_a_demo(folder, *arguments):
    """A new database with a demo in it: how to run further commands there, what was said, how to ask it."""
    environment = {name: value for name, value in os.environ.items() if name not in OURS} | {"VAR_DIR": str(folder)}

    def run(*command):
        command = [sys.executable, "manage.py", *command]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)

    def ask(query):
        with sqlite3.connect(folder / "hotcrm.sqlite3") as database:
            return database.execute(query).fetchall()

    said = run("demo", *arguments)
    assert said.returncode == 0, said.stderr
    return SimpleNamespace(run=run, ask=ask, said=said.stdout)


@pytest.fixture(scope="module")
def demo(fill, tmp_path_factory):
    return fill(tmp_path_factory.mktemp("demo"))


def test_the_demo_says_what_it_did_in_one_line(demo):
    assert demo.said.startswith("Demo: 1,000 leads in ")
    assert demo.said.count("\n") == 1


def test_a_second_demo_adds_nothing_and_says_so(demo):
    before = demo.ask(SIZES)
    again = demo.run("demo")
    assert (again.returncode, demo.ask(SIZES)) == (0, before)
    assert "it is here already, with 1,000 leads" in again.stdout


def test_no_invariant_is_broken_by_the_demo(demo):
    checked = demo.run("check_invariants")
    assert (checked.returncode, checked.stdout.splitlines()[1:]) == (0, []), checked.stdout


def test_a_broken_invariant_is_named_and_ends_with_status_1(fill, tmp_path):
    small = fill(tmp_path, "--leads", "20")
    with sqlite3.connect(tmp_path / "var" / "hotcrm.sqlite3") as database:
        database.execute("UPDATE leads_lead SET assigned_at = NULL WHERE id = (SELECT max(id) FROM leads_lead)")
    checked = small.run("check_invariants")
    assert checked.returncode == 1
    assert checked.stdout.startswith("A lead has an owner exactly when it says since when. Not so: L-000020.")


def test_a_seed_gives_the_same_demo_each_time_and_another_seed_another(fill, tmp_path):
    first, again, other = (
        fill(tmp_path / str(number), "--leads", "60", "--seed", seed).ask(SHAPE)
        for number, seed in enumerate(["7", "7", "8"])
    )
    assert (first == again, first == other) == (True, False)


def test_a_database_with_leads_of_its_own_is_left_alone(fill, tmp_path):
    small = fill(tmp_path, "--leads", "20")
    with sqlite3.connect(tmp_path / "var" / "hotcrm.sqlite3") as database:
        database.execute("UPDATE people_user SET username = 'alicia' WHERE username = 'alice'")
    refused = small.run("demo")
    assert refused.returncode == 1
    assert "the demo only fills an empty one" in refused.stderr
