"""Which encoding a text file is written in. Most files do not say.

Asked in the order of certainty: byte order mark, the zero bytes of UTF-16, valid UTF-8; then the candidate whose
reading looks most like writing. Files of a few lines are common, so the share of *everyday* characters counts, not
statistics that need pages of text.
"""

import codecs
import re
from typing import NamedTuple

MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
CHUNK = 1 << 20
SAMPLE = 1 << 16
HIGH = re.compile(rb"[\x80-\xff]")

# Characters that lists of people and companies are full of.
EVERYDAY = {
    "gb18030": (
        "姓名公司电话手机邮箱地址职位备注客户线索来源行业状态负责人省市区国家北京上海广州深圳有限科技集团"
        "销售总监经理张王李刘陈杨赵黄周吴的是在了不和人这大中一二三年月日路号网站技术信息展会推荐官女士先"
        "生重要"
    ),
    "big5": (
        "姓名公司電話手機郵箱信箱地址職位備註客戶線索來源行業產業狀態負責人省市區國家臺北台灣香港有限科技"
        "集團銷售總監經理張王李劉陳楊趙黃周吳林蔡許鄭的是在了不和人這大中一二三年月日路號網站技術資訊展會"
        "推薦股份女士先生重要業務"
    ),
    "cp932": (
        "姓名会社電話携帯住所役職備考顧客業種状態担当者都道府県市区東京大阪株式有限部長営業田中山本佐藤鈴"
        "木高橋伊渡辺村"
    ),
    "cp949": (
        "이름회사전화번호휴대폰메일주소직책담당자고객부서팀장과대리사원영업기획개발서울부산인천한국삼성주"
        "식김박최정강조윤임"
    ),
}
LABELS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "gb18030": "GB18030",
    "big5": "Big5",
    "cp932": "Shift-JIS",
    "cp949": "EUC-KR",
    "cp1251": "Windows-1251",
    "cp1252": "Windows-1252",
}


class Encoding(NamedTuple):
    name: str
    is_sure: bool = True
    is_exact: bool = False  # every byte was checked: nothing can come out as a replacement character

    @property
    def label(self) -> str:
        return LABELS[self.name]


def encoding_of(path) -> Encoding:
    with open(path, "rb") as file:
        start = file.read(SAMPLE)
    for mark, name in MARKS:
        if start.startswith(mark):
            return Encoding(name)
    return without_mark(start) or by_content(path)


def without_mark(start: bytes) -> Encoding | None:
    """UTF-16 betrays itself by zero bytes on one side of its separators and digits."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) < max(4, len(start) // 50):
        return None
    if odd > 8 * even:
        return Encoding("utf-16-le")
    if even > 8 * odd:
        return Encoding("utf-16-be")
    return None


def by_content(path) -> Encoding:
    """One pass over the whole file: a foreign byte may stand in the last row of a million."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    sample, is_utf8 = bytearray(), True
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            if is_utf8:
                is_utf8 = decodes(decoder, chunk)
            if len(sample) < SAMPLE and not chunk.isascii():
                sample += lines_with_high_bytes(chunk)
            elif not is_utf8:
                break
    if is_utf8 and decodes(decoder, b"", final=True):
        return Encoding("utf-8", is_exact=True)
    return likeliest(bytes(sample[:SAMPLE]))


def decodes(decoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def lines_with_high_bytes(chunk: bytes) -> bytes:
    return b"\n".join(line for line in chunk.splitlines() if not line.isascii())[:SAMPLE] + b"\n"


def likeliest(sample: bytes) -> Encoding:
    scores = {name: score(sample) for name, score in CANDIDATES.items()}
    best = max(scores, key=lambda name: scores[name])
    return Encoding(best, is_sure=scores[best] > 0.6)


def damaged_utf8(sample: bytes) -> float:
    """UTF-8 with a few broken bytes: nearly every high byte still belongs to a proper sequence."""
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    proper = sum(1 for letter in text if letter > "\x7f") - broken
    return 1.5 * proper / (proper + 3 * broken) if proper else 0.0


def east_asian(name: str, is_common):
    """Share of the characters that are common in that script; the everyday ones count half more."""
    everyday = set(EVERYDAY[name])

    def score(sample: bytes) -> float:
        text = sample.decode(name, "replace")
        foreign = [letter for letter in text if letter > "\x7f"]
        if not foreign:
            return 0.0
        points = sum(
            1.5 if letter in everyday else 1.0 if is_common(letter) else -3.0 if letter == "\ufffd" else 0.0
            for letter in foreign
        )
        return points / len(foreign)

    return score


def within(name: str, *leads: tuple[int, int]):
    """Is the letter's lead byte in one of the rows where that encoding keeps its common characters?"""

    def is_common(letter: str) -> bool:
        try:
            raw = letter.encode(name)
        except UnicodeEncodeError:
            return False
        return len(raw) == 2 and any(low <= raw[0] <= high for low, high in leads) and raw[1] >= 0x40

    return is_common


def gb_common(letter: str) -> bool:
    """Level one of GB 2312 holds the characters in everyday use, and two rows the punctuation."""
    try:
        raw = letter.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return 0xB0 <= raw[0] <= 0xD7 or raw[0] in (0xA1, 0xA3)


def japanese(letter: str) -> bool:
    return "\u3040" <= letter <= "\u30ff" or letter in "、。「」・ー" or within("cp932", (0x88, 0x97))(letter)


def korean(letter: str) -> bool:
    return "\uac00" <= letter <= "\ud7a3"


def european(name: str, letters: str, fits):
    wanted = set(letters)

    def score(sample: bytes) -> float:
        text = sample.decode(name, "replace")
        high = [at for at, letter in enumerate(text) if letter > "\x7f"]
        good = sum(1 for at in high if text[at] in wanted and fits(text, at))
        return 1.1 * good / len(high) if high else 0.0

    return score


def among_latin(text: str, at: int) -> bool:
    """Accented letters stand alone or beside ASCII letters, at most three in a row."""
    start, end = at, at + 1
    while start and text[start - 1] > "\x7f" and at - start < 3:
        start -= 1
    while end < len(text) and text[end] > "\x7f" and end - at < 3:
        end += 1
    neighbours = text[start - 1 : start] + text[end : end + 1]
    return end - start == 1 or (end - start <= 3 and any(map(str.isalpha, neighbours)))


def among_cyrillic(text: str, at: int) -> bool:
    """Cyrillic letters stand together: no ASCII letter beside them, no capital after a small one."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    mixed = any(letter.isascii() and letter.isalpha() for letter in (before, after))
    return not mixed and not (before.islower() and text[at].isupper())


CANDIDATES = {
    "utf-8": damaged_utf8,
    "gb18030": east_asian("gb18030", gb_common),
    "big5": east_asian("big5", within("big5", (0xA1, 0xA1), (0xA4, 0xC6))),
    "cp932": east_asian("cp932", japanese),
    "cp949": east_asian("cp949", korean),
    "cp1251": european("cp1251", "абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ№«»", among_cyrillic),
    "cp1252": european(
        "cp1252", "àáâãäåæçèéêëìíîïñòóôõöøœùúûüýÿßšžÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØŒÙÚÛÜÝŠŽ€£°®©–—’‘“”•…«»¿¡ ", among_latin
    ),
}
