"""Leads are found by their words: in English and Chinese, whatever is typed, on both databases."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.models import Lead, LeadSearch
from leads.search import SEARCHED, query_of, words_of
from tests.factories import make_lead

ADA = {
    "first_name": "Ada",
    "last_name": "O'Brien",
    "company": "Müller & Söhne GmbH",
    "subject": "Conveyor belts",
    "title": "VP Engineering",
    "email": "ada.ob@mueller-sohn.de",
    "phone": "+1 415 555 0123",
    "mobile": "(020) 7946-0018",
    "website": "https://www.mueller.example/about",
    "wechat": "adawx",
    "city": "Zürich",
    "tags": ["VIP", "展会"],
}
LI = {
    "first_name": "四",
    "last_name": "李",
    "company": "北京公海科技有限公司",
    "email": "li@gonghai.cn",
    "city": "上海",
}


@pytest.fixture(params=["rare", "mixed", "common"])
def leads(cast, monkeypatch, request):
    """Ada, Li and somebody else; found by the text index, by index and rows, and by rows alone."""
    monkeypatch.setattr("leads.models.search.COMMON", 0 if request.param == "common" else 5)
    monkeypatch.setattr("leads.models.search.OFTEN", 0 if request.param == "mixed" else 40)
    return {"ada": make_lead(**ADA), "li": make_lead(**LI), "eve": make_lead(first_name="Eve", company="Acme")}


def found(leads, text):
    pks = set(Lead.objects.search(text).values_list("pk", flat=True))
    return sorted(name for name, lead in leads.items() if lead.pk in pks)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ada", ["ada"]),
        ("ADA", ["ada"]),
        ("Ａｄａ", ["ada"]),
        ("ad", ["ada"]),
        ("da", []),
        ("muller", ["ada"]),
        ("MÜLLER sohne", ["ada"]),
        ("ada muller", ["ada"]),
        ("muller ada conv", ["ada"]),
        ("conveyor ad", ["ada"]),
        ("ad conveyor", []),  # only the last word may be a beginning
        ("ada acme", []),
        ("O'Brien", ["ada"]),
        ("o’brien", ["ada"]),
        ("obrien", ["ada"]),
        ("zurich", ["ada"]),
        ("vip", ["ada"]),
        ("adawx", ["ada"]),
        ("engineering", ["ada"]),
        ("mueller.example", ["ada"]),
        ("ada.ob@mueller-sohn.de", ["ada"]),
        ("Ada.OB@Mueller-Sohn.de", ["ada"]),
        ("ada.ob@mue", ["ada"]),
        ("@mueller-sohn.de", ["ada"]),
        ("ob@mueller-sohn.de", []),
        ("+1 (415) 555-0123", ["ada"]),
        ("4155550123", ["ada"]),
        ("555 0123", ["ada"]),
        ("0123", ["ada"]),
        ("123", []),
        ("ada 0123", ["ada"]),
        ("ada 555-0123", ["ada"]),
        ("020 7946 0018", ["ada"]),
        ("0018", ["ada"]),
        ("公海", ["li"]),
        ("公", ["li"]),
        ("海公", []),
        ("北京公海", ["li"]),
        ("公海 上海", ["li"]),
        ("李", ["li"]),
        ("李四", []),  # names are kept apart
        ("李 四", ["li"]),
        ("展会", ["ada"]),
        ("展会ada", ["ada"]),
        ("gonghai 公海", ["li"]),
        ("", ["ada", "eve", "li"]),
        ("  ", ["ada", "eve", "li"]),
        ("!!!", []),
        ("\x00", []),
        ("'", []),
        ('"ada"', ["ada"]),
        ("ada*", ["ada"]),
        ("ada OR eve", []),
        ("ada | eve", []),
        ("NOT ada", []),
        ("-ada", ["ada"]),
        ("ada:*", ["ada"]),
        ("(ada", ["ada"]),
        ("ada\x00", ["ada"]),
        ("ada\\", ["ada"]),
        ("%", []),
        ("_", []),
        ("a" * 10_000, []),
        ("ada " * 3_000, ["ada"]),
        ("\ud800", []),
        ("🔥", []),
    ],
)
def test_a_search_finds(leads, text, names):
    assert found(leads, text) == names


def test_a_lead_is_found_by_its_number(leads):
    for text in (leads["ada"].number, leads["ada"].number.lower(), f"L-{leads['ada'].pk}"):
        assert found(leads, text) == ["ada"]
    assert found(leads, "L-999999999999999999") == []


def test_an_edit_is_found_at_once_and_the_old_words_no_more(leads, cast):
    leads["ada"].edit(by=cast.admin, changes={"first_name": "Augusta", "tags": ["gold"]})
    assert (found(leads, "augusta gold"), found(leads, "vip")) == (["ada"], [])


def test_a_deleted_lead_leaves_no_words(leads):
    LeadSearch.objects.filter(pk=leads["ada"].pk).delete()
    assert (found(leads, "ada"), found(leads, "eve")) == ([], ["eve"])


def test_a_search_narrows_what_one_may_see_anyway(leads, cast):
    Lead.objects.filter(pk=leads["ada"].pk).update(owner=cast.mallory, pool=None)
    assert list(Lead.objects.visible_to(cast.alice).search("ada")) == []
    assert list(Lead.objects.visible_to(cast.mallory).search("ada")) == [leads["ada"]]


def test_a_search_costs_two_queries(leads, django_assert_num_queries):
    with django_assert_num_queries(2):
        list(Lead.objects.search("ada muller"))


def test_words_of_many_are_written_by_one_statement(leads, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):  # with the savepoint around it
        Lead.objects.reindex(list(leads.values()))


def test_writing_the_same_words_again_changes_nothing(leads):
    before = list(LeadSearch.objects.order_by("pk").values_list("pk", "words"))
    Lead.objects.reindex(list(leads.values()))
    assert list(LeadSearch.objects.order_by("pk").values_list("pk", "words")) == before
    assert found(leads, "ada") == ["ada"]


def test_what_is_searched_are_fields_of_a_lead():
    assert {field.attname for field in Lead._meta.concrete_fields} >= SEARCHED


def test_every_word_stands_once():
    lead = Lead(pk=7, first_name="Ada", last_name="Ada", company="公海公海", tags=["ada", 5, None])
    words = words_of(lead).split()
    assert sorted(words) == sorted(set(words))


def test_a_query_is_bounded():
    assert len(query_of("公海科技有限公司北京" * 50)) <= 12


@given(text=st.text(max_size=300))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_typed_is_an_error(db, text):
    list(Lead.objects.search(text))


@given(text=st.text(min_size=1, max_size=60).filter(lambda text: "\x00" not in text and query_of(text)))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_a_company_is_called_finds_it(db, text):
    lead = Lead(pk=7, company=text)
    words = words_of(lead)
    for term in query_of(text):
        assert any(f" {word} ".removesuffix("* ") in words for word in term), (term, words)


def test_the_text_index_holds_what_the_rows_hold(leads):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO leads_words (leads_words) VALUES ('integrity-check')"
            )  # raises when it does not
    assert LeadSearch.objects.count() == 3
