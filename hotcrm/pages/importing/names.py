"""One column of whole names becomes salutation, first, middle and last name."""

import re
import unicodedata
from typing import NamedTuple

from nameparser import HumanName

HAN = re.compile(r"^[\u3400-\u9fff\uf900-\ufaff々〇·・\s]+$")
KANA = re.compile(r"[\u3040-\u30ff]")
HANGUL = re.compile(r"^[\uac00-\ud7a3\s]+$")
PAIRS = (  # each two characters are one surname
    "欧阳歐陽太史端木上官司马司馬东方東方独孤獨孤南宫南宮万俟闻人聞人夏侯诸葛諸葛尉迟尉遲公羊赫连赫連"
    "澹台皇甫宗政濮阳濮陽公冶太叔申屠公孙公孫慕容仲孙仲孫钟离鍾離长孙長孫宇文司徒鲜于鮮于司空闾丘子车"
    "亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕軒轅令狐段干百里呼延东郭南门羊舌微生公户"
    "公玉梁丘左丘东门西门第五"
)
DOUBLE_SURNAMES = {PAIRS[at : at + 2] for at in range(0, len(PAIRS), 2)}
CHINESE_TITLES = {"先生": "mr", "女士": "ms", "小姐": "ms", "太太": "mrs", "博士": "dr", "教授": "prof"}
WESTERN_TITLES = {"mr": "mr", "ms": "ms", "miss": "ms", "mrs": "mrs", "dr": "dr", "prof": "prof", "professor": "prof"}
DOUBLE_KOREAN = ("남궁", "황보", "제갈", "선우", "독고", "사공", "서문")


class PersonName(NamedTuple):
    salutation: str = ""
    first_name: str = ""
    middle_name: str = ""
    last_name: str = ""


def split_name(text: str) -> PersonName:
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if not text:
        return PersonName()
    if HAN.match(text):
        return chinese(text)
    if HANGUL.match(text):
        return surname_first(text, 2 if text.startswith(DOUBLE_KOREAN) else 1)
    if KANA.search(text):
        return surname_first(text, len(text)) if " " in text else PersonName(last_name=text)
    return western(text)


def chinese(text: str) -> PersonName:
    salutation = ""
    for title, code in CHINESE_TITLES.items():
        if text.endswith(title) and len(text) > len(title):
            text, salutation = text.removesuffix(title).strip(), code
            break
    if "·" in text:  # 阿凡提·买买提: a name in the speaker's own order
        first, __, last = text.partition("·")
        return PersonName(salutation, first, "", last)
    return surname_first(text, 2 if text[:2] in DOUBLE_SURNAMES and len(text) > 2 else 1)._replace(
        salutation=salutation
    )


def surname_first(text: str, length: int) -> PersonName:
    if " " in text:
        last, first = text.split(" ", 1)
        if len(last) <= 3 or len(first) > 1:
            return PersonName(first_name=first.replace(" ", ""), last_name=last)
    return PersonName(first_name=text[length:], last_name=text[:length])


def western(text: str) -> PersonName:
    name = HumanName(text)
    last = " ".join(part for part in (name.last, name.suffix) if part)
    if not name.last and name.first:
        # One word is more often what a person is called by than nothing: a lead's one name is its last name.
        return PersonName(
            salutation_of(name.title), "", name.middle, " ".join(filter(None, (name.first, name.suffix)))
        )
    return PersonName(salutation_of(name.title), name.first, name.middle, last)


def salutation_of(title: str) -> str:
    words = [word.strip(".").casefold() for word in title.split()]
    return next((WESTERN_TITLES[word] for word in words if word in WESTERN_TITLES), "")
