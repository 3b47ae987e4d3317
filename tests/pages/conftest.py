"""Runs that go in small steps, and only when the test says so."""

import pytest

from hotcrm.pages.runs import execution, starting


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(execution, "chunk_size", lambda: 2)
    monkeypatch.setattr(execution, "breathe", lambda: None)


@pytest.fixture
def in_background(monkeypatch):
    """Nothing is done at once: a run waits until the test carries it out."""
    monkeypatch.setattr(starting, "AT_ONCE", 0)
    monkeypatch.setattr(starting, "nudge", lambda pk: None)
