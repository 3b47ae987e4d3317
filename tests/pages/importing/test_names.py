import pytest

from hotcrm.pages.importing.names import split_name


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("张伟", ("", "伟", "", "张")),
        ("欧阳娜娜", ("", "娜娜", "", "欧阳")),
        ("王 小明", ("", "小明", "", "王")),
        ("李明先生", ("mr", "明", "", "李")),
        ("山田 太郎", ("", "太郎", "", "山田")),
        ("김철수", ("", "철수", "", "김")),
        ("John Smith", ("", "John", "", "Smith")),
        ("Smith, John", ("", "John", "", "Smith")),
        ("Dr. Jane van der Berg", ("dr", "Jane", "", "van der Berg")),
        ("John Q. Public", ("", "John", "Q.", "Public")),
        ("Madonna", ("", "", "", "Madonna")),
        ("", ("", "", "", "")),
    ],
)
def test_a_whole_name_is_split(text, parts):
    assert tuple(split_name(text)) == parts
