from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from hotcrm.pages.templatetags import face

NOON = "2026-06-15T12:00:00+00:00"


def rendered(source, **context):
    return Template("{% load face %}" + source).render(Context(context))


@pytest.mark.parametrize("name", sorted(face.ICONS))
def test_every_word_has_a_drawing(name):
    assert face.icon(name).startswith("<svg")


def test_a_drawing_says_nothing_to_a_screen_reader():
    assert 'aria-hidden="true"' in face.icon("lead")


def test_an_unknown_drawing_fails_in_tests_only(settings):
    with pytest.raises(LookupError):
        face.drawing("no-such-thing")
    settings.TESTING = False
    assert face.drawing("no-such-thing") == ""
    face.drawing.cache_clear()


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Alice Martin", "AM"),
        ("Bob", "B"),
        ("Ana Maria de Souza", "AS"),
        ("王小明", "小明"),
        ("李娜", "李娜"),
        ("", "?"),
    ],
)
def test_initials_of_a_name(name, letters):
    assert face.initials(name) == letters


def test_a_name_is_escaped_wherever_it_stands():
    assert "<b>" not in rendered(
        "{% person name %}{% avatar name %}{% pill name name %}{% phone_link name %}", name="<b>"
    )


def test_a_person_keeps_the_same_colour():
    assert rendered("{% avatar 'Alice Martin' %}") == rendered("{% avatar 'Alice Martin' %}")


@pytest.mark.parametrize(
    ("points", "band"), [(0, "low"), (39, "low"), (40, "mid"), (70, "mid"), (71, "high"), (100, "high")]
)
def test_a_score_is_high_above_seventy(points, band):
    assert f"score-{band}" in face.score_bar(points)


@pytest.mark.parametrize("nothing", ["score_bar", "ago", "due", "money", "email_link", "phone_link"])
def test_nothing_is_a_dash(nothing):
    assert "–" in rendered("{% " + nothing + " value %}", value=None)


def test_no_stars_are_said_as_well():
    assert 'aria-label="0 stars"' in face.stars(None)
    assert "<span>★★★</span>★★<" in face.stars(3)
    assert "<span>★★★★★</span><" in face.stars(9)


@pytest.mark.parametrize(
    ("amount", "text"),
    [(1200, "$1,200"), (Decimal("980000.50"), "$980,000.50"), (Decimal("-3"), "−$3"), (0, "$0"), ("much", "much")],
)
def test_money_shows_cents_only_where_there_are_some(amount, text):
    assert face.money(amount, "USD") == text


def test_money_of_a_currency_without_a_sign_names_it():
    assert face.money(5, "CHF") == "CHF\N{NO-BREAK SPACE}5"


def test_a_number_dials_its_international_form():
    assert face.phone_link("040 55-12", "+494055 12") == '<a href="tel:+49405512" class="nowrap">040 55-12</a>'


def test_a_number_without_digits_is_shown_but_not_dialled():
    assert face.phone_link("ask at the desk") == '<span class="empty-cell faint">ask at the desk</span>'


def test_an_address_cannot_smuggle_headers_into_a_mail():
    assert 'href="mailto:a%3Fbcc%3Db@x.example"' in face.email_link("a?bcc=b@x.example")


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(hours=3), "3\xa0hours ago"),
        (timedelta(days=-2), "in 2\xa0days"),
        (timedelta(days=40), "6 May"),
        (timedelta(days=400), "May 11, 2025"),
    ],
)
def test_a_time_is_said_as_people_say_it(time_machine, before, words):
    time_machine.move_to(NOON, tick=False)
    assert f">{words}</time>" in face.ago(timezone.now() - before)


def test_the_exact_time_stands_in_the_readers_zone(time_machine):
    time_machine.move_to(NOON, tick=False)
    with timezone.override("Asia/Shanghai"):
        assert 'datetime="2026-06-15T20:00:00+08:00"' in face.ago(timezone.now())


def test_a_short_date_in_chinese(time_machine):
    time_machine.move_to(NOON, tick=False)
    with translation.override("zh-hans"):
        assert face.short_date(date(2026, 5, 6)) == "5月6日"


@pytest.mark.parametrize(("days", "urgency"), [(-1, "late"), (0, "today"), (3, "later")])
def test_what_is_due_shows_how_urgent_it_is(time_machine, days, urgency):
    time_machine.move_to(NOON, tick=False)
    assert f'class="due {urgency}"' in face.due(timezone.localdate() + timedelta(days=days))


def test_the_page_for_our_own_errors_needs_nothing():
    assert "Something broke" in render_to_string("500.html")


@pytest.mark.parametrize("page", ["400.html", "403.html", "404.html", "409.html"])
def test_error_pages_are_for_visitors_too(page):
    request = RequestFactory().get("/nowhere/")
    assert "<h1>" in render_to_string(page, {}, request)


def test_money_is_grouped_in_every_language():
    with translation.override("zh-hans"):
        assert face.money(4_500_000, "CNY") == "¥4,500,000"
