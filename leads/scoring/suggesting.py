"""How many stars a lead looks like: a suggestion beside the rating that people give (PRODUCT 3)."""

import re

from hotcrm.records.seeds import FITTING

from .titles import HEAD

# Whole domains; `yahoo` and the like also under their national endings. Anchored: myoutlook.com is a business.
_FREE = frozenset(
    """
    gmail.com googlemail.com icloud.com me.com mac.com aol.com aim.com ymail.com rocketmail.com msn.com passport.com
    mail.com email.com usa.com inbox.com fastmail.com hushmail.com tutanota.com tuta.io proton.me protonmail.com pm.me
    zoho.com web.de t-online.de freenet.de gmx.net mail.ru bk.ru list.ru inbox.ru rambler.ru ya.ru orange.fr wanadoo.fr
    free.fr laposte.net libero.it virgilio.it uol.com.br bol.com.br terra.com.br rediffmail.com naver.com daum.net
    hanmail.net qq.com vip.qq.com foxmail.com 163.com vip.163.com 126.com yeah.net 188.com sina.com sina.cn sina.com.cn
    sohu.com 139.com 189.cn wo.cn 21cn.com tom.com aliyun.com comcast.net verizon.net att.net sbcglobal.net cox.net
    """.split()  # noqa: SIM905 - read best as text
)
_FREE_ANYWHERE = re.compile(r"(yahoo|hotmail|outlook|live|gmx|yandex)\.([a-z]{2,3}|com?\.[a-z]{2})")


def suggested_rating(lead) -> int:
    """One to five stars, half up, from what is known about the lead; no query."""
    halves = (
        2 * is_business_address(lead.email)
        + 1 * bool(lead.phone or lead.mobile)
        + 3 * (lead.seniority >= HEAD)
        + 2 * (lead.industry_id in FITTING)
        + 1 * ((lead.employees or 0) >= 200)
        + 1 * ((lead.annual_revenue or 0) >= 10_000_000)
    )
    return min(max((halves + 1) // 2, 1), 5)


def is_business_address(email: str) -> bool:
    """An address at a domain of one's own rather than at a free provider."""
    _, at, domain = email.strip().lower().rpartition("@")
    return bool(at and domain) and domain not in _FREE and not _FREE_ANYWHERE.fullmatch(domain)
