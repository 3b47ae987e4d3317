"""Nonsense in the environment is told at once, in words."""

import pytest


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("SECRET_KEY", "secret", "SECRET_KEY needs at least 32 characters."),
        ("DATABASE_URL", "mysql://root@127.0.0.1/hotcrm", "DATABASE_URL must name SQLite or PostgreSQL."),
    ],
)
def test_nonsense_in_the_settings_is_loud(manage, name, value, complaint):
    answer = manage("check", **{name: value})
    assert (answer.returncode, complaint in answer.stderr) == (1, True)


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "٨"])
def test_a_port_that_is_none_is_refused(manage, port):
    answer = manage("serve", PORT=port)
    assert answer.returncode == 1
    assert answer.stderr == f"CommandError: PORT must be a number from 1 to 65535, not {port!r}.\n"


def test_the_first_start_makes_a_secret_key_only_its_owner_can_read(manage, tmp_path):
    manage("check")
    key = tmp_path / "var" / "secret_key"
    assert (key.stat().st_mode & 0o777, len(key.read_text())) == (0o600, 50)


def test_a_second_start_keeps_the_key(manage, tmp_path):
    manage("check")
    key = (tmp_path / "var" / "secret_key").read_text()
    manage("check")
    assert (tmp_path / "var" / "secret_key").read_text() == key
