"""Invents the person behind a lead, and what is known about them: the columns that are typed, not lived."""

from itertools import accumulate

from hotcrm.records.folding import fold

from . import words, words_zh
from .companies import slug
from .house import CAMPAIGNS

SOURCES = {
    "website": 14, "website_form": 12, "webinar": 7, "trade_show": 6, "exhibition": 5, "event": 4, "social_media": 8,
    "referral": 9, "email_campaign": 8, "cold_call": 6, "partner": 4, "advertisement": 7, "purchased_list": 4,
    "self_generation": 4, "email": 4, "call": 4, "chat": 4, "card_scan": 2, "vendor": 1, "import": 3,
}  # fmt: skip
WEB = ("website", "website_form", "advertisement", "chat", "social_media")
UTM = (
    {"source": "google", "medium": "cpc", "campaign": "crm-small-teams"},
    {"source": "linkedin", "medium": "social", "campaign": "finance-leaders"},
    {"source": "newsletter", "medium": "email", "campaign": "autumn"},
    {"source": "baidu", "medium": "cpc", "campaign": "线索管理"},
)
CAMPAIGNS_OF: dict[str, list[str]] = {}
for code, _name, _owner, sources in CAMPAIGNS:
    for source in sources:
        CAMPAIGNS_OF.setdefault(source, []).append(code)


class Faces:
    """`thorough` is how much is usually known: 0 nearly nothing, 1 nearly all."""

    def __init__(self, random, *, campaigns, products):
        self.random, self.campaigns, self.products = random, campaigns, products
        self.sources, self.source_weights = list(SOURCES), list(accumulate(SOURCES.values()))
        self.taken: dict[str, int] = {}

    def invent(self, company, *, thorough: float) -> dict:
        person = self._person(company)
        known = self._known(company, thorough)
        source = self.random.choices(self.sources, cum_weights=self.source_weights)[0]
        values = {**person, **known, **self._origin(source), **self._wishes(company, thorough)}
        values["company"], values["company_key"] = company.name, fold(company.name)
        return values

    def _person(self, company) -> dict:
        choice, culture = self.random.choice, company.culture
        (family, family_latin), (given, given_latin, gender) = (
            choice(culture.family_names),
            choice(culture.given_names),
        )
        return {
            "first_name": given,
            "last_name": family,
            "salutation": "mr" if gender == "m" else "ms",
            "email": self._address(f"{slug(given_latin)}.{slug(family_latin)}", company.domain),
            "title": choice(texts(company.culture.language).TITLES),
        }

    def _address(self, name, domain) -> str:
        address = f"{name}@{domain}"
        again = self.taken.get(address, 0)
        self.taken[address] = again + 1
        return f"{name}{again + 1}@{domain}" if again else address

    def _known(self, company, thorough) -> dict:
        """Each further fact is known with this probability."""
        chance, culture = self.random.random, company.culture
        city, state, postal = company.place
        values: dict = {"country": culture.country, "city": city}
        if chance() < 0.35 + 0.6 * thorough:
            values["phone"], values["phone_e164"] = self._number(culture.phone)
        if chance() < 0.15 + 0.75 * thorough:
            values["mobile"], values["mobile_e164"] = self._number(culture.mobile)
        if chance() < 0.55 + 0.45 * thorough:
            values["industry_id"] = company.industry
        if chance() < 0.3 + 0.7 * thorough:
            values["employees"] = company.employees
        if chance() < 0.1 + 0.8 * thorough:
            values["annual_revenue"] = company.revenue
        if chance() < thorough:
            number, street = self.random.randint(1, 280), self.random.choice(culture.street_names)
            values["street"] = f"{street}{number}号" if culture.code == "cn" else f"{street} {number}"
            values["state"], values["postal_code"] = state, self._digits(postal)
        if chance() < 0.7:
            values["website"] = f"https://www.{company.domain}"
        return values

    def _origin(self, source) -> dict:
        values: dict = {"lead_source_id": source}
        if source in CAMPAIGNS_OF and self.random.random() < 0.8:
            values["campaign_id"] = self.campaigns[self.random.choice(CAMPAIGNS_OF[source])].pk
        if source in WEB:
            values["utm"] = self.random.choice(UTM)
            values["source_detail"] = self.random.choice(("/pricing", "/demo", "/blog/lead-scoring", "/zh/contact"))
        return values

    def _wishes(self, company, thorough) -> dict:
        chance, choice, text = self.random.random, self.random.choice, texts(company.culture.language)
        values: dict = {}
        if chance() < 0.2 + 0.7 * thorough:
            values["description"] = text.NEEDS[company.industry]
        if chance() < 0.3:
            product = choice(self.products)
            values["direction_id"], values["product_id"] = product.direction_id, product.pk
        if chance() < 0.3 * thorough + 0.05:
            values["budget"] = choice((4_000, 9_500, 15_000, 24_000, 48_000, 120_000))
            values["timeline"] = choice(text.TIMELINES)
        if chance() < 0.25:
            values["tags"] = self.random.sample(text.TAGS, 1 if chance() < 0.7 else 2)
        values["email_opt_out"], values["do_not_call"] = chance() < 0.04, chance() < 0.03
        return values

    def _number(self, pattern) -> tuple[str, str]:
        """As typed, and in international form."""
        typed = self._digits(pattern)
        return typed, typed.replace(" ", "")

    def _digits(self, pattern) -> str:
        count = pattern.count("#")
        digits = f"{int(self.random.random() * 10**count):0{count}}"
        return pattern.replace("#", "%s") % tuple(digits[-count:] if count else ())


def texts(language: str):
    """The words of this language; `zh-hans` is a user's, `zh` a culture's."""
    return words_zh if language.startswith("zh") else words
