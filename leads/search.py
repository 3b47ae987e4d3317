"""Which words a lead is found by, and which words a search asks for. Both sides are cut here, in the same way.

Latin words are folded (width, case, accents); Chinese, Japanese and Korean text is cut into single letters and pairs,
since it has no spaces; e-mail addresses are kept whole and in parts; phone numbers by their last 4–11 digits.
A word consists of letters, digits and `@ . _ + -` only, so that both databases take it as it is.
"""

import hashlib
import re
import unicodedata
from functools import lru_cache
from types import SimpleNamespace
from typing import NamedTuple

TEXTS = (
    "subject",
    "first_name",
    "middle_name",
    "last_name",
    "company",
    "company_typed",
    "title",
    "wechat",
    "city",
)
PHONES = ("phone", "phone_e164", "mobile", "mobile_e164")
SEARCHED = frozenset({*TEXTS, *PHONES, "email", "website", "tags"})

LONGEST_WORD = 64
LONGEST_QUERY = 200  # letters; what follows is not looked at
MOST_WORDS = 12

_CJK = (
    "\u3040-\u30ff\u3105-\u312f\u31a0-\u31bf\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_CJK_LETTER = re.compile(f"[{_CJK}]")
_RUN = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+")
_JOINT = re.compile(r"['’.&-]")
_COMPOUND = re.compile(rf"[^\W_{_CJK}]+(?:['’.&-][^\W_{_CJK}]+)+")
_EMAIL = re.compile(r"[^\s@,;<>()]+@[^\s@,;<>()]*")
_NUMBER = re.compile(r"(?<!\w)l-(\d{1,18})(?!\w)")
_PHONE = re.compile(r"(?<![\w-])\+?\(?\d[\d\s().-]{5,}\d(?!\w)")
_NO_DIGITS = re.compile(r"[^0-9]+")
_SCHEME_AND_PATH = re.compile(r"^https?://(www\.)?|/.*")

# A word asked for, as its alternatives; one that ends with a star may go on.
Term = tuple[str, ...]


def shown_of(lead, hidden: frozenset[str] | None) -> str | None:
    """The words it is found by where its pool hides these fields, and the mark of them; None where it hides none."""
    if not hidden:
        return None
    known = {name: getattr(lead, name) for name in SEARCHED if name not in hidden}
    shown = SimpleNamespace(**{**dict.fromkeys(SEARCHED, ""), **known, "pk": lead.pk})
    return f" {mark_of(hidden)}{words_of(shown)}"


def mark_of(hidden: frozenset[str]) -> str:
    """A word that no text has, for just these fields."""
    return f"~{hashlib.sha256(' '.join(sorted(hidden)).encode()).hexdigest()[:10]}"


def words_of(lead) -> str:
    """The words a lead is found by, each once, between spaces."""
    texts = [getattr(lead, name) for name in TEXTS]
    texts += map(str, lead.tags) if isinstance(lead.tags, list) else ()
    cuts, email = [_cut(text) for text in texts if text], fold(lead.email)
    words = [f"l-{lead.pk:06d}"]
    words += (word for cut in cuts for word in cut.words)
    words += (word for cut in cuts for word in cut.joined)
    words += (*_words(email), *_wholes(email))
    words += (word for cut in cuts for word in cut.wholes)
    words += _words_of_site(lead.website) if lead.website else ()
    words += (_backwards(phone) for name in PHONES if (phone := getattr(lead, name)))
    return f" {' '.join(dict.fromkeys(words))} "


class Cut(NamedTuple):
    """The words of one text: its runs and their pieces; what stands beside them; what is not cut at its signs."""

    words: tuple[str, ...]
    joined: tuple[str, ...]
    wholes: tuple[str, ...]


@lru_cache(maxsize=2_000)  # colleagues share a company, many people a name and a title
def _cut(text: str) -> Cut:
    text = fold(text)
    return Cut(tuple(_words(text)), tuple(_joined(text)), tuple(_wholes(text)))


@lru_cache(maxsize=2_000)
def _words_of_site(address: str) -> tuple[str, ...]:
    return tuple(_words(_SCHEME_AND_PATH.sub("", fold(address))))


def query_of(text: str) -> list[Term]:
    """The words of what somebody typed; the last may be a beginning, from two letters on. Never an error."""
    terms, text = _take_wholes(fold(text[:LONGEST_QUERY]))
    words, runs = list(_words(text, singles=False)), _RUN.findall(text)
    if runs and not _CJK_LETTER.match(runs[-1]):
        last = words.pop()
        terms.append(_word_term(last, "*" if len(last) > 1 else ""))
    terms += (_word_term(word) for word in words)
    return list(dict.fromkeys(terms))[:MOST_WORDS]


def _wholes(text):
    return (term[0].rstrip("*") for term in _take_wholes(text)[0])


def _take_wholes(text) -> tuple[list[Term], str]:
    """E-mail addresses, lead and phone numbers, which are not cut at their signs; and the text without them."""
    terms: list[Term] = []
    for pattern, term_of in ((_EMAIL, _email_term), (_NUMBER, _number_term), (_PHONE, _phone_term)):
        found = {match[0]: term for match in pattern.finditer(text) if (term := term_of(match))}
        terms += found.values()
        for typed in found:
            text = text.replace(typed, " ")
    return terms, text


def fold(text: str) -> str:
    """Without width, case and accents."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if not unicodedata.combining(letter)))


def _words(text, *, singles=True):
    for run in _RUN.findall(text):
        if _CJK_LETTER.match(run):
            yield from _pieces(run, singles=singles)
        else:
            yield run[:LONGEST_WORD]


def _joined(text):
    """What stands beside the words of o'brien and at&t: obrien, att."""
    return (_JOINT.sub("", compound)[:LONGEST_WORD] for compound in _COMPOUND.findall(text))


def _pieces(run, *, singles):
    """The pairs of a run of Chinese letters; of a query, single letters only where there is but one."""
    if singles or len(run) == 1:
        yield from run
    yield from (run[i : i + 2] for i in range(len(run) - 1))


def _plain(email) -> str:
    return re.sub(r"[^\w@.+-]", "_", email)[:LONGEST_WORD]


def _backwards(phone) -> str:
    """A number's digits from its end, so that its last digits are the beginning of a word."""
    return "+" + _digits(phone)[::-1]


def _word_term(word, may_go_on="") -> Term:
    """Four digits and more may be the last ones of a phone number."""
    if word.isdecimal() and word.isascii() and len(word) >= 4:
        return word + may_go_on, f"{_backwards(word[-11:])}*"
    return (word + may_go_on,)


def _email_term(match) -> Term:
    local, _, domain = match[0].rstrip(".").partition("@")
    return (f"{_plain(f'{local}@{domain}')}*",) if local and domain else ()


def _number_term(match) -> Term:
    digits = match[1]
    is_begun = digits.startswith("0") and 3 <= len(digits) < 6
    return (f"l-{digits}*" if is_begun else f"l-{digits.zfill(6)}",)


def _phone_term(match) -> Term:
    digits = _digits(match[0]).lstrip("0")
    return (f"{_backwards(digits[-11:])}*",) if len(digits) >= 7 else ()


def _digits(text) -> str:
    if text.isascii():
        return _NO_DIGITS.sub("", text)
    return "".join(str(unicodedata.digit(letter)) for letter in text if letter.isdecimal())
