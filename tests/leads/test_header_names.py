import json

import pytest

from hotcrm.pages.importing.headers import folded
from leads.importing.header_names import HEADER_NAMES, RECOGNISER, fields_of
from tests.shared import SHARED, needs_shared

KNOWN = SHARED / "headers" / "headers.json"
SYSTEMS = json.loads(KNOWN.read_text("utf-8")) if KNOWN.exists() else {}


@needs_shared
@pytest.mark.parametrize("system", SYSTEMS)
def test_the_headers_of_known_systems_are_recognised(system):
    headers, expected = SYSTEMS[system]["headers"], SYSTEMS[system]["map"]
    assert dict(zip(headers, fields_of(headers), strict=True)) == expected


def test_no_name_stands_for_two_fields():
    taken = {}
    for field, names in HEADER_NAMES["names"].items():
        for name in names:
            assert taken.setdefault(folded(name), field) == field
    assert not set(taken) & RECOGNISER.ignored


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (
            ["姓名", "公司名称", "手机号码", "邮箱", "线索来源"],
            ["full_name", "company", "mobile", "email", "lead_source"],
        ),
        (
            ["Topic", "Business Phone", "ZIP/Postal Code", "Est. Close Date"],
            ["subject", "phone", "postal_code", "estimated_closing_on"],
        ),
        (["Person - Name", "Organization - Name", "Organization - Owner"], ["full_name", "company", None]),
        (["First Name", "URL", "Position", "Connected On"], ["first_name", "linkedin", "title", None]),
        (["Title", "Last Name", "Job Title"], ["salutation", "last_name", "title"]),
        (["id", "created_time", "ad_name", "full_name"], ["external_id", "created_at", None, "full_name"]),
        (
            ["Record Id", "Designation", "Zip Code", "Created Time"],
            ["external_id", "title", "postal_code", "created_at"],
        ),
    ],
)
def test_headers_in_other_words_and_languages_are_recognised(headers, fields):
    assert fields_of(headers) == fields
