import os

import polib
import pytest

from hotcrm.messages import compile_messages, is_compiled, problem_of

SOURCE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Claim"\nmsgstr "领取"\n'


@pytest.fixture
def catalogue(tmp_path, settings):
    """A Chinese catalogue of one text, never compiled."""
    settings.BASE_DIR, settings.LOCALE_PATHS = tmp_path, [tmp_path / "locale"]
    path = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(SOURCE)
    return path


def test_a_catalogue_is_compiled_when_its_source_is_newer(catalogue):
    assert compile_messages() == [catalogue]
    assert compile_messages() == []
    os.utime(catalogue, (2**31, 2**31))
    assert compile_messages() == [catalogue]


def test_a_compiled_catalogue_says_what_its_source_says(catalogue):
    compile_messages()
    assert [entry.msgstr for entry in polib.mofile(str(catalogue.with_suffix(".mo")))] == ["领取"]
    assert sorted(path.name for path in catalogue.parent.iterdir()) == ["django.mo", "django.po"]


def test_a_catalogue_never_compiled_is_stale(catalogue):
    assert not is_compiled(catalogue)


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (polib.POEntry(msgid="Claim", msgstr="领取"), ""),
        (polib.POEntry(msgid="Claim", msgstr=""), "not translated"),
        (polib.POEntry(msgid="Claim", msgstr="领取", flags=["fuzzy"]), "guessed, not translated"),
        (polib.POEntry(msgid="%(n)s leads", msgstr="%(n)s 条线索"), ""),
        (polib.POEntry(msgid="%(n)s leads", msgstr="%(m)s 条线索"), "other placeholders"),
        (polib.POEntry(msgid="{n} leads", msgstr="条线索"), "other placeholders"),
        (polib.POEntry(msgid="one lead", msgid_plural="%(n)s leads", msgstr_plural={0: "%(n)s 条线索"}), ""),
        (polib.POEntry(msgid="one lead", msgid_plural="%(n)s leads", msgstr_plural={0: ""}), "not translated"),
    ],
)
def test_what_a_reader_may_not_meet_is_told(entry, problem):
    assert problem_of(entry) == problem
