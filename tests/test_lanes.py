"""What runs in the first lane only is named, and is there."""

from pathlib import Path

from tests.lanes import FILES_THAT_RUN_ONCE, FOLDERS_THAT_RUN_ONCE

ROOT = Path(__file__).resolve().parent.parent


def test_what_runs_once_is_there():
    named = [*FILES_THAT_RUN_ONCE, *(f"tests/{folder}" for folder in FOLDERS_THAT_RUN_ONCE)]
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_second_lane_leaves_out_what_runs_once_and_nothing_else():
    left_out = " and ".join(f"not {mark}" for mark in (*FOLDERS_THAT_RUN_ONCE, "once"))
    assert f"\"-m '{left_out}'\"" in (ROOT / ".ci/run").read_text().replace("PYTEST=", "")
