"""Files that are no lists of leads: a message, nothing kept, never a 500."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hotcrm.pages.models import ImportRun

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def zipped(**files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def bomb() -> bytes:
    return zipped(**{"xl/worksheets/sheet1.xml": b"0" * 400_000_000, "[Content_Types].xml": b"<Types/>"})


BROKEN = {
    "nothing": b"",
    "only zeros": b"\x00" * 4_000,
    "noise.xlsx": bytes(range(256)) * 40,
    "no book.xlsx": zipped(readme="hello"),
    "half a zip.xlsx": zipped(**{"xl/workbook.xml": "<x/>"})[:60],
    "climbing.xlsx": zipped(**{"../../evil.txt": "x", "xl/workbook.xml": "<workbook/>"}),
    "entities.xlsx": zipped(
        **{"xl/workbook.xml": '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><workbook>&b;</workbook>'}
    ),
    "picture.csv": b"\x89PNG\r\n\x1a\n" + b"\x00\x01" * 500,
}
ODD = {
    "one cell.csv": b"x",
    "quotes.csv": b'Company,Last Name\n"never closed,Doe\n' * 3,
    "broken letters.csv": b"Company,Last Name\n\xff\xfe\xc3\x28,Doe\n",
    "nul within.csv": b"Company,Last Name\nAc\x00me,Doe\n",
    "a thousand columns.csv": b",".join(b"c%d" % n for n in range(1_000)) + b"\n" + b"," * 999 + b"\n",
    "a long cell.csv": b"Company,Last Name\n" + b"x" * 1_000_000 + b",Doe\n",
    "same heads.csv": b"Company,Company,Company\na,b,c\n",
    "formula.csv": b"Company,Last Name\n=cmd|' /C calc'!A0,@SUM(1)\n",
}


@pytest.fixture
def upload(house):
    def send(name, content, person="alice"):
        return house.client(person).post("/leads/import/", {"file": SimpleUploadedFile(name, content)})

    return send


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_told_at_its_field_and_not_kept(house, upload, name):
    before = ImportRun.objects.count()
    answer = upload(name if "." in name else f"{name}.csv", BROKEN[name])
    assert (answer.status_code, "file" in answer.context["form"].errors) == (422, True)
    assert ImportRun.objects.count() == before


def test_a_zip_bomb_is_refused_before_it_goes_off(house, upload):
    answer = upload("bomb.xlsx", bomb())
    assert (answer.status_code, "file" in answer.context["form"].errors) == (422, True)


@pytest.mark.parametrize("name", ODD)
def test_an_odd_file_is_understood_or_refused_from_its_first_page_to_its_last(house, upload, name):
    answer = upload(name, ODD[name])
    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        page = house.client("alice").get(answer["Location"])
        typed = {"mode": "create", "column_0": "company", "column_1": "last_name"}
        sent = house.client("alice").post(answer["Location"], typed)
        assert (page.status_code, sent.status_code in (302, 422)) == (200, True)


@pytest.mark.parametrize(
    "name", ["a\x00b.csv", "../../../etc/passwd", "x" * 400 + ".csv", "<script>.csv", "线索.csv", "\r\n.csv"]
)
def test_a_file_may_be_called_anything(house, upload, name):
    answer = upload(name, b"Company,Last Name\nAcme,Doe\n")
    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        page = house.client("alice").get(answer["Location"])
        assert (page.status_code, "<script>.csv" in page.text) == (200, False)


def test_two_columns_cannot_be_the_same_thing_or_a_field_that_is_not_offered(house):
    run = house.things["import"]["choosing"]
    client = house.client("alice")
    for typed in (
        {"mode": "create", "column_0": "score", "column_1": "status"},
        {"mode": "create", "column_0": "id", "column_1": "version"},
        {"mode": "delete", "column_0": "company"},
        {"mode": "create", "column_0": "company", "owner": str(house.cast.mallory.pk)},
        {"mode": "create", "column_0": "company", "pool": "999999"},
    ):
        assert client.post(f"/leads/import/{run}/map/", typed).status_code in (302, 422)
        ImportRun.objects.filter(pk=run).update(status="choosing")
