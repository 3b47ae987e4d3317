"""Which status a word of a file is: by our table, by what pages show in any vocabulary, or by the one named."""

import pytest
from django.utils import translation

from hotcrm.records.models import Vocabulary
from hotcrm.records.vocabulary import speaking
from leads.importing.words import StatusWord
from leads.models import Status


@pytest.mark.parametrize(
    ("vocabulary", "word", "status"),
    [
        ("sharecrm", "Unassigned", "new"),
        ("sharecrm", "Pending", "new"),
        ("sharecrm", "待处理", "new"),
        ("sharecrm", "In Progress", "working"),
        ("sharecrm", "In Progress · Nurturing", "nurturing"),
        ("sharecrm", "Invalid", "unqualified"),
        ("sharecrm", "已转换", "converted"),
        ("simpleone", "Assigned", "working"),
        ("simpleone", "已分配", "working"),
        ("simpleone", "Assigned · New", "new"),
        ("simpleone", "Assigned · Qualified", "qualified"),
        ("simpleone", "Disqualified", "unqualified"),
        ("simpleone", "Dropped", "unqualified"),
        ("simpleone", "已合格", "converted"),
        ("classic", "Working", "working"),
        ("classic", "Dead", "unqualified"),
        ("classic", "Working · Qualified", "qualified"),
        ("hotcrm", "Assigned", "working"),
        ("hotcrm", "In Progress", "working"),
        ("hotcrm", "Qualified", "qualified"),
        ("hotcrm", "Qualified · Converted", "converted"),
        ("hotcrm", "Disqualified / Dropped", "unqualified"),
    ],
)
def test_an_import_names_the_vocabulary_of_its_statuses(vocabulary, word, status):
    assert StatusWord(history=True, vocabulary=vocabulary)(word) == status


@pytest.mark.parametrize("house", Vocabulary)
def test_what_an_import_reads_does_not_hang_on_the_words_of_the_house(house):
    with speaking(house):
        read = StatusWord(history=True)
        assert [read(word) for word in ("Working", "Unqualified", "Invalid", "Qualified")] == [
            "working",
            "unqualified",
            "unqualified",
            "qualified",
        ]


@pytest.mark.parametrize("vocabulary", Vocabulary)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_a_house_of_any_vocabulary_exports_is_read_back(vocabulary, language):
    read = StatusWord(history=True)
    with speaking(vocabulary), translation.override(language):
        shown = {status: str(status.label) for status in Status}
    assert {status: read(word) for status, word in shown.items()} == {status: status for status in Status}
