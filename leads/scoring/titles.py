"""How senior a job title is, read from its words in English and Chinese."""

import re

from hotcrm.records.folding import fold

TOP, HEAD, MANAGER = 10, 7, 4


def _words(*patterns: str) -> re.Pattern:
    """Any of these as words of their own: "cto" is not in "director". Chinese letters end a Latin word."""
    return re.compile("|".join(rf"(?<![a-z])(?:{pattern})(?![a-z])" for pattern in patterns))


# Standing beside somebody senior is not being it: what follows "assistant to", "office of the" is another person.
_OTHERS = re.compile(r"\b(?:to|for) (?:the |our )?.*|\boffice of .*")
_BESIDE = _words(r"assistant(?! (?:general|managing|vice|vp|director|manager|head))", "secretary", "intern", "trainee")
_BESIDE_CHINESE = re.compile("(?:助理|秘书|实习生?)$|办公室")

_SENIORITIES = [
    (
        TOP,
        _words(
            r"c(?:e|t|f|o|i|m|s|p|r|d|c|hr|is)o",
            r"chief\b[\w &,/-]*\bofficers?",
            r"(?:co-? ?)?founder(?!['’]s)",
            r"(?:vice-? ?)?president(?!['’]s)",
            r"[esa]?vp",
            r"chair(?:man|woman|person)",
            r"managing director",
        ),
    ),
    (TOP, re.compile("首席.*官|总裁|总经理|创始人|董事长|副总(?!监)")),
    (HEAD, _words("directors?", r"head(?! (?:chef|cook|coach|nurse|waiter))", "general manager")),
    (HEAD, re.compile("总监|负责人")),
    (MANAGER, _words("managers?")),
    (MANAGER, re.compile("经理|主管")),
]


def seniority_of(title: str) -> int:
    """10 for C-level, founder, president and vice president; 7 for director and head of; 4 for manager; else 0."""
    own = _OTHERS.sub("", _fold(title))
    if _BESIDE.search(own) or _BESIDE_CHINESE.search(own):
        return 0
    return next((seniority for seniority, pattern in _SENIORITIES if pattern.search(own)), 0)


def _fold(title: str) -> str:
    text = fold(title)
    return re.sub(r"(?<![a-z])([a-z])\.(?=[a-z](?:\.|$|[^a-z]))|(?<=[a-z])\.(?=\s|$)", r"\1", text)  # v.p. is vp
