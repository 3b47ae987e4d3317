"""The gate itself: a run with a skip that nobody allowed must not be green."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SKIPPED = 'import pytest\n\n@pytest.mark.skip(reason="{}")\ndef test_nothing():\n    pass\n'


@pytest.fixture
def suite(tmp_path):
    """Runs a suite of one skipped test under the gate; gives exit status and output."""

    def run(reason, **environment):
        (tmp_path / "test_one.py").write_text(SKIPPED.format(reason))
        command = [sys.executable, "-m", "pytest", "-q", "-c", "pyproject.toml", "-p", "tests.skips", str(tmp_path)]
        answer = subprocess.run(
            command, cwd=ROOT, env={**inherited(), **environment}, capture_output=True, text=True, timeout=60
        )
        return answer.returncode, answer.stdout

    return run


def inherited():
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "CI"))}


@pytest.mark.slow
def test_a_reason_nobody_listed_fails_the_run(suite):
    status, output = suite("felt like it")
    assert status == 1
    assert "SKIPPED WITHOUT LEAVE (tests/skips.txt)" in output


@pytest.mark.slow
def test_a_listed_reason_passes(suite):
    assert suite("no Chromium")[0] == 0


@pytest.mark.slow
def test_what_ci_installs_may_not_be_missing_there(suite):
    assert suite("no Chromium", CI="true")[0] == 1
