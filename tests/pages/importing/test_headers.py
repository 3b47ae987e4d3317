import pytest

from hotcrm.pages.importing.headers import Recogniser, folded, is_one_slip_apart

RECOGNISER = Recogniser(
    {"email": ["e-mail address", "邮箱"], "mobile": ["mobile phone", "手机"], "company": ["company name", "公司名称"]},
    ignored=["email status"],
    prefixes=["lead", "客户"],
)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        (" E-MAIL address ", "email"),
        ("EmailAddress", "email"),
        ("ｅ－ｍａｉｌ＿ａｄｄｒｅｓｓ", "email"),
        ("E-Mail Address*", "email"),
        ("Email (required)", "email"),
        ("邮箱（必填）", "email"),
        ("Mobile_Phone__c", "mobile"),
        ("Lead Mobile Phone", "mobile"),
        ("客户手机", "mobile"),
        ("Compnay Name", "company"),
        ("Company Nam", "company"),
        ("Email Status", None),
        ("Email Statuss", None),
        ("Mobile Phone 2", None),
        ("Company Type", None),
        ("", None),
        ("42", None),
    ],
)
def test_a_header_is_recognised_or_left_alone(header, field):
    assert RECOGNISER.field_of(header) == field


def test_headers_are_told_from_prose():
    assert RECOGNISER.known(["Email", "Company Name", "x"]) == 2
    assert RECOGNISER.known(["This list was exported on Monday", ""]) == 0


def test_folding_leaves_letters_and_digits():
    assert folded("# Employees") == "numberemployees"


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [("phone", "phone", True), ("phone", "phonee", True), ("phone", "phoen", True), ("phone", "prone", True)]
    + [("phone", "drone", False), ("phone", "phones2", False)],
)
def test_one_slip(one, other, near):
    assert is_one_slip_apart(one, other) is near
