import pytest
from django.core.exceptions import ValidationError

from campaigns.experiments.variants import MOST, clean_variants


def variant(**values):
    return {"code": "blue", "name": "Blue button", "share": 1, **values}


def test_variants_are_kept_as_code_name_and_share():
    assert clean_variants([variant(name=" Blue ", colour="#00f")]) == [{"code": "blue", "name": "Blue", "share": 1}]
    assert clean_variants([{"code": "blue"}]) == [{"code": "blue", "name": "blue", "share": 1}]
    assert clean_variants([]) == []


@pytest.mark.parametrize(
    "code", ["holdout", "", "Blue", "a b", "-a", "a" * 41, "蓝", "a\x00", "blue\n", 7, None, ["a"]]
)
def test_a_code_is_a_short_word_that_nothing_else_is_called_by(code):
    with pytest.raises(ValidationError):
        clean_variants([variant(code=code)])


@pytest.mark.parametrize("share", [0, -1, 1001, 1.5, "1", True, None, 10**30, float("nan")])
def test_a_share_is_a_whole_number_of_its_size(share):
    with pytest.raises(ValidationError):
        clean_variants([variant(share=share)])


@pytest.mark.parametrize("name", ["x" * 81, "a\x00b", 5, None, {}])
def test_a_name_is_a_short_text(name):
    with pytest.raises(ValidationError):
        clean_variants([variant(name=name)])


@pytest.mark.parametrize("value", [None, "a", 5, {}, {"code": "a"}, ["a"], [[]], [variant(), None]])
def test_what_is_no_list_of_variants_is_refused(value):
    with pytest.raises(ValidationError):
        clean_variants(value)


def test_codes_are_told_apart_and_variants_are_not_too_many():
    with pytest.raises(ValidationError, match="code of its own"):
        clean_variants([variant(), variant()])
    many = [variant(code=f"v{number}") for number in range(MOST + 1)]
    assert len(clean_variants(many[:-1])) == MOST
    with pytest.raises(ValidationError, match="At most 10"):
        clean_variants(many)


def test_all_complaints_come_at_once():
    with pytest.raises(ValidationError) as raised:
        clean_variants([variant(code="A"), variant(share=0)])
    assert len(raised.value.messages) == 2
