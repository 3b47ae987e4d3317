"""Fixtures that make every test run alike on SQLite with files and on PostgreSQL with Redis."""

import pytest
from django.core.cache import cache

from hotcrm.celery import app
from tests.worker import WorkerProcess

FOLDERS_THAT_RUN_ONCE = ("browser", "operations")
# What is asked here no database answers in its own way; each of them asks thousands of things, or reads no table.
FILES_THAT_RUN_ONCE = (
    "tests/api/test_document.py",  # the OpenAPI document is made of code
    "tests/api/test_schemathesis.py",  # whether answers keep to it; odd values meet both databases in test_hostile.py
    "tests/hostile/test_uploads.py",  # files are read and refused before a row is written
    "tests/matrix/test_auditor.py",  # which tables are written to
    "tests/matrix/test_invisible.py",  # methods and headers; who sees what is asked on both by test_matrix.py
    "tests/matrix/test_undeclared.py",  # which fields a form or a body takes
    "tests/test_layers.py",  # imports
    "tests/test_messages.py",  # catalogues
)


def pytest_collection_modifyitems(items):
    for item in items:
        for folder in FOLDERS_THAT_RUN_ONCE:
            if f"tests/{folder}/" in item.nodeid:
                item.add_marker(folder)
        if item.nodeid.startswith(FILES_THAT_RUN_ONCE):
            item.add_marker("once")


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def celery_worker_process(transactional_db, tmp_path):
    """A real worker in a process of its own; tasks go through the broker instead of being done at once."""
    was_eager, app.conf.task_always_eager = app.conf.task_always_eager, False
    app.control.purge()
    worker = WorkerProcess(tmp_path / "worker.log")
    worker.start()
    yield worker
    if worker.process.poll() is None:
        worker.kill()
    app.control.purge()
    app.conf.task_always_eager = was_eager
