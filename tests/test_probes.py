"""The probes themselves, with a few leads: they hold, and they see what is planted. `make probes` runs them whole."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.probes.judging import judged
from tests.probes.probe import PROBES
from tests.probes.served import ROOT
from tests.worker import database_url

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
]


@pytest.fixture(scope="module")
def static_files(tmp_path_factory):
    """The served pages name static files as they are collected."""
    folder = tmp_path_factory.mktemp("static")
    served = {**os.environ, "DJANGO_SETTINGS_MODULE": "hotcrm.settings", "STATIC_ROOT": str(folder)}
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=served, check=True)
    return folder


@pytest.fixture
def probed(protected_tables, static_files, monkeypatch, tmp_path):
    """The finding of a small probe on the suite's own database."""
    monkeypatch.setenv("DATABASE_URL", database_url())
    monkeypatch.setenv("STATIC_ROOT", str(static_files))
    return lambda name, **options: judged(name, small=True, log=tmp_path / "server.log", **options)


@pytest.mark.parametrize("name", ["convert", "editors", "quota", "mixed"])
def test_a_small_probe_holds(probed, name):
    finding = probed(name)
    assert finding.complaints == []
    assert finding.statuses[302] > 0


def test_a_small_probe_sees_the_planted_fault(probed):
    finding = probed("claim", fault=True)
    assert finding.fails_by_fault, finding


def test_every_probe_has_a_fault_of_its_own_to_fail_by():
    assert set(PROBES) == {"convert", "convert-killed", "editors", "claim", "quota", "mixed"}
    assert all(probe.fault for probe in PROBES.values())
