"""Fixtures that make every test run alike on SQLite with files and on PostgreSQL with Redis."""

import pytest
from django.core.cache import cache

from hotcrm.celery import app
from tests.worker import WorkerProcess

FOLDERS_THAT_RUN_ONCE = ("browser", "operations")


def pytest_collection_modifyitems(items):
    for item in items:
        for folder in FOLDERS_THAT_RUN_ONCE:
            if f"tests/{folder}/" in item.nodeid:
                item.add_marker(folder)


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
