import pytest

from hotcrm.celery import app
from hotcrm.records.sweeping import SWEEPS
from hotcrm.timetable import TIMETABLE, run


def test_every_task_on_the_timetable_exists():
    app.loader.import_default_modules()
    assert [task for task, _ in TIMETABLE if task not in app.tasks] == []


def test_every_sweep_stands_on_the_timetable():
    app.loader.import_default_modules()
    sweeps = {name for name in SWEEPS if not name.startswith("tests.")}
    assert sweeps - {task for task, _ in TIMETABLE} == set()


def test_no_task_stands_there_twice():
    assert len({task for task, _ in TIMETABLE}) == len(TIMETABLE)


def test_a_daily_turn_has_an_hour():
    _, entry = run("leads.tasks.rescore", daily="02:30")
    assert (entry["schedule"].hour, entry["schedule"].minute) == ({2}, {30})


def test_a_turn_that_came_too_late_is_dropped():
    _, entry = run("leads.tasks.rescore", every=60)
    assert entry["options"] == {"expires": 60}


def test_a_turn_without_a_time_is_refused():
    with pytest.raises(AssertionError):
        run("leads.tasks.rescore")
