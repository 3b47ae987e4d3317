import sys
import time

import pytest

from hotcrm.serving import Household, Lines, Program


@pytest.fixture
def household():
    """Runs programs until they said what one waits for; gives all that was said."""

    def run(*programs, until, seconds=20):
        said, deadline = [], time.monotonic() + seconds
        house = Household(programs, say=said.append, on_tick=lambda: None)
        while not any(until in line for line in said):
            assert time.monotonic() < deadline, said
            house.tend()
            house.forward(0.05)
        house.stop()
        return said

    return run


def script(name, source):
    return Program(name, [sys.executable, "-u", "-c", source])


def test_what_a_program_writes_is_passed_on_under_its_name(household):
    assert household(script("web", "print('hello\\nworld')"), until="world") == ["   web | hello", "   web | world"]


def test_the_last_words_of_a_dying_program_are_passed_on(household):
    said = household(script("web", "import sys; sys.exit('no such table')"), until="ended")
    assert said == ["   web | no such table", "web ended (status 1); starting it again in 1 s."]


def test_a_program_that_was_killed_is_named_by_its_signal(household):
    said = household(script("beat", "import os; os.kill(os.getpid(), 9)"), until="ended")
    assert said == ["beat ended (SIGKILL); starting it again in 1 s."]


def test_a_program_that_keeps_dying_is_started_less_and_less_often():
    program = script("web", "pass")
    said = [died(program) for _ in range(7)]
    assert [int(line.split()[-2]) for line in said] == [1, 2, 4, 8, 16, 30, 30]


def test_a_death_after_a_long_life_is_the_first_again():
    program = script("web", "pass")
    died(program)
    program.start()
    program.process.communicate()
    program.started_at -= 3600
    assert program.bury() == "web ended (status 0); starting it again in 1 s."


def test_a_program_that_will_not_stop_is_ended(household, monkeypatch):
    monkeypatch.setattr("hotcrm.serving.PATIENCE", 0.3)
    stubborn = script("web", "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf'); time.sleep(60)")
    household(stubborn, until="deaf")
    assert stubborn.process.returncode == -9


@pytest.mark.parametrize(
    ("chunks", "lines"),
    [
        ([b"one\ntwo\n"], ["one", "two"]),
        ([b"on", b"e\n"], ["one"]),
        ([b"no end of line", b""], ["no end of line"]),
        (["线索\n".encode()[:2], "线索\n".encode()[2:]], ["线索"]),
        ([b"\xff\n"], ["\ufffd"]),
    ],
)
def test_a_stream_is_cut_into_whole_lines(chunks, lines):
    cutter = Lines("web")
    assert [line for chunk in chunks for line in cutter.feed(chunk)] == [f"   web | {line}" for line in lines]


def died(program) -> str:
    program.start()
    program.process.communicate()
    return program.bury()
