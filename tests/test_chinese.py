"""Whoever reads Chinese meets no English of the product's own."""

import re
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from hotcrm.messages import SOURCES
from tests.factories import make_lead

SPOKEN = (
    "aria-label",
    "title",
    "placeholder",
    "alt",
    "data-text",
    "data-all-text",
    "data-confirm",
    "data-confirm-yes",
)
ENGLISH = re.compile(r"[A-Za-z]{3,} [a-z]{2,}")  # two words in a row; names and codes are one word or capitalised
ALIAS = re.compile(r"import (\w*gettext\w*) as (\w+)")


class Said(HTMLParser):
    """What a page says, to the eye and to the ear."""

    def __init__(self, page):
        super().__init__()
        self.language, self.texts = "", []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.language = dict(attributes)["lang"] if tag == "html" else self.language
        self.texts += [value for name, value in attributes if name in SPOKEN and value]

    def handle_data(self, text):
        self.texts.append(text)

    @property
    def english(self):
        return {text.strip() for text in self.texts if ENGLISH.search(text) and "/" not in text}  # "/": a time zone


@pytest.fixture
def lead(cast, pool):
    return make_lead(
        owner=cast.alice,
        pool=pool,
        last_name="林",
        first_name="夏",
        company="星河科技有限公司",
        email="lin@xinghe.example",
    )


@pytest.fixture
def chinese(cast, client):
    """A client signed in as somebody of the cast, who reads Chinese."""

    def sign_in(name):
        person = getattr(cast, name)
        person.language = "zh-hans"
        person.save(update_fields=["language"])
        client.force_login(person)
        return client

    return sign_in


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("alice", "/leads/"),
        ("alice", "/leads/?view=nurture&score_min=90"),
        ("alice", "/leads/{lead}/"),
        ("alice", "/leads/{lead}/edit/"),
        ("alice", "/leads/{lead}/convert/"),
        ("alice", "/leads/{lead}/disqualify/"),
        ("alice", "/leads/{lead}/return/"),
        ("alice", "/leads/{lead}/log/"),
        ("alice", "/leads/new/"),
        ("alice", "/leads/import/"),
        ("alice", "/pools/"),
        ("alice", "/pools/public/"),
        ("alice", "/runs/"),
        ("alice", "/profile/"),
        ("alice", "/profile/password/"),
        ("alice", "/no-such-page/"),
        ("carol", "/leads/{lead}/assign/"),
        ("admin", "/leads/?view=discarded"),
        ("admin", "/admin/"),
        ("admin", "/admin/pools/pool/"),
        ("admin", "/admin/records/policy/"),
    ],
)
def test_a_page_is_chinese(chinese, lead, name, address):
    said = Said(chinese(name).get(address.format(lead=lead.pk), follow=True).content.decode())
    assert (said.language, said.english) == ("zh-hans", set())


@pytest.mark.django_db
def test_the_sign_in_page_is_chinese_for_a_chinese_browser(client):
    said = Said(client.get("/login/", headers={"accept-language": "zh-CN"}).content.decode())
    assert (said.language, said.english) == ("zh-hans", set())


def test_a_refused_form_is_chinese(chinese, lead):
    answer = chinese("alice").post(f"/leads/{lead.pk}/disqualify/", {})
    assert Said(answer.content.decode()).english == set()


def test_what_history_says_is_chinese(chinese, cast, lead):
    client = chinese("alice")
    lead.work(by=cast.alice)
    lead.qualify(by=cast.alice)
    lead.return_to_pool(by=cast.alice, reason="no_capacity")
    lead.claim(by=cast.alice)
    assert Said(client.get(f"/leads/{lead.pk}/").content.decode()).english == set()


def test_every_name_that_gettext_goes_by_is_collected(settings):
    sources = [path for name in SOURCES for path in (settings.BASE_DIR / name).rglob("*.py")]
    names = {alias for path in sources for alias in ALIAS.findall(path.read_text())}
    assert names == {("gettext", "_"), ("gettext", "_t"), ("gettext_lazy", "_")}


def test_the_page_of_a_fault_is_chinese():
    with translation.override("zh-hans"):
        said = Said(render_to_string("500.html"))
    assert (said.language, said.english) == ("zh-hans", set())
