"""docs/api.md is true: its examples run, one after the other, against a server, and print what it says they print."""

import contextlib
import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from hotcrm.people.models import ApiToken
from leads.models import Status
from tests.conftest import make_cast
from tests.factories import make_lead

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def server(transactional_db, live_server, monkeypatch, settings, tmp_path):
    """Alice, who owns a few leads while others wait in the pool."""
    settings.MEDIA_ROOT = tmp_path
    cast = make_cast()
    for company in ("Acme", "Blue Whale", "Clockwork"):
        make_lead(company=company, owner=cast.alice, status=Status.WORKING, rating=4)
    for company in ("Drift", "Echo", "Foxtrot"):
        make_lead(company=company)
    monkeypatch.setenv("HOTCRM", live_server.url)
    monkeypatch.setenv("TOKEN", ApiToken.issue(cast.alice, name="docs")[1])


def test_the_examples_do_what_they_say(server):
    if shutil.which("curl") is None:
        pytest.skip("no curl")
    names, told, found = {}, [], []
    for (language, text), (after, wanted) in zip(BLOCKS, [*BLOCKS[1:], ("", "")], strict=True):
        if language == "bash":
            done = subprocess.run(["bash", "-c", text], capture_output=True, text=True, timeout=60)
            assert done.returncode == 0, text + done.stdout + done.stderr
        elif language == "python":
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                exec(compile(text, "docs/api.md", "exec"), names)
            told.append(wanted if after == "text" else "")
            found.append(said.getvalue())
    assert found == told


def test_there_are_examples_in_both_languages():
    languages = [language for language, _ in BLOCKS]
    assert (languages.count("bash"), languages.count("python")) >= (2, 8)
