import pytest

from hotcrm.pages.importing.encodings import encoding_of

CHINESE = "姓名,公司,电话\n张伟,北京华信科技有限公司,010-65541234\n"
TAIWANESE = "姓名,公司,電話\n陳大文,台灣積體電路製造股份有限公司,02-123\n"
JAPANESE = "氏名,会社,電話\n山田太郎,株式会社サンプル,03-1234\n"
GERMAN = "Name,Firma\nJürgen Größe,Café & Söhne GmbH\n"
RUSSIAN = "Имя,Компания\nИван Петров,ООО Ромашка\n"


@pytest.mark.parametrize(
    ("text", "written_in"),
    [
        (CHINESE, "utf-8"),
        (CHINESE, "utf-8-sig"),
        (CHINESE, "utf-16"),
        (CHINESE, "utf-16-le"),
        (CHINESE, "utf-16-be"),
        (CHINESE, "gbk"),
        (CHINESE, "gb18030"),
        (TAIWANESE, "big5"),
        (JAPANESE, "cp932"),
        (GERMAN, "cp1252"),
        (GERMAN, "utf-8"),
        (RUSSIAN, "cp1251"),
    ],
)
def test_the_encoding_is_found(tmp_path, text, written_in):
    path = tmp_path / "leads.csv"
    path.write_bytes(text.encode(written_in))
    assert path.read_bytes().decode(encoding_of(path).name) == text


@pytest.mark.parametrize(
    ("text", "written_in"),
    [("Name,City\nWang,上海\n", "gbk"), ("Name,City\nLin,臺北\n", "big5"), ("Name\nJosé\n", "cp1252")],
)
def test_two_foreign_characters_are_enough(tmp_path, text, written_in):
    path = tmp_path / "leads.csv"
    path.write_bytes(text.encode(written_in))
    assert path.read_bytes().decode(encoding_of(path).name) == text


def test_a_foreign_byte_after_two_megabytes_still_counts(tmp_path):
    path = tmp_path / "leads.csv"
    path.write_bytes(b"Name,City\n" + b"Ann,Berlin\n" * 200_000 + "Jürgen,Köln\n".encode("cp1252"))
    assert encoding_of(path).name == "cp1252"


def test_utf_8_with_a_broken_byte_stays_utf_8(tmp_path):
    path = tmp_path / "leads.csv"
    path.write_bytes("José,Café\n".encode() * 20 + b"M\xfcller,x\n")
    assert encoding_of(path).name == "utf-8"
