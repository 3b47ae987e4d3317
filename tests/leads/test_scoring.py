"""The rules score: the cases of FACTS, an independent reading of PRODUCT 7, and how scores get where they stand."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotcrm.records.models import Industry, Lease
from leads.models import Engagement, Lead, RescoreRun, ScoreChange, ScoringWeights
from leads.models.weights import CODES
from leads.scoring import SCORED_FROM, seniority_of
from leads.scoring.breakdown import score_lines
from leads.tasks import finish_rescoring, rescore
from tests.factories import make_lead
from tests.worker import database_url

BASIC = {"last_name": "Lovelace", "company": "Engines", "email": "ada@engines.io"}
PHONES = {"phone": "+1 415 555 0100", "mobile": "+1 415 555 0101"}
ALL = {
    **BASIC,
    **PHONES,
    "industry_id": "technology",
    "annual_revenue": Decimal("500000000"),
    "employees": 1000,
    "title": "VP Engineering",
}
NOTHING = {"last_name": "", "company": "", "wechat": "ada"}


def score_of(*kinds, **values):
    lead = make_lead(**values)
    Lead.objects.engage([(lead.pk, kind) for kind in kinds])
    return Lead.objects.get(pk=lead.pk).score


# What FACTS says


@pytest.mark.parametrize(
    ("values", "kinds", "expected"),
    [
        (NOTHING, [], 0),
        (BASIC, [], 15),
        (BASIC | PHONES, [], 25),
        (BASIC | PHONES | {"industry_id": "technology", "annual_revenue": Decimal(500_000)}, [], 50),
        (ALL, ["open", "click", "visit", "visit", "visit", "form"], 100),
        (ALL, ["open", "click", "visit", "visit", "visit", "webinar"], 100),
        (ALL, ["open", "click", "visit", "visit", "form"], 95),
        (NOTHING, ["open"], 5),
        (NOTHING, ["open", "open"], 5),
        (NOTHING, ["click"], 10),
        (NOTHING, ["visit"], 5),
        (NOTHING, ["form", "webinar"], 5),
        (NOTHING | {"industry_id": "retail"}, [], 8 + 5),
        (NOTHING | {"industry_id": "other"}, [], 8),
        (NOTHING | {"annual_revenue": Decimal(0)}, [], 7),
        (NOTHING | {"annual_revenue": Decimal("999999.99")}, [], 7),
        (NOTHING | {"annual_revenue": Decimal("1000000")}, [], 7 + 4),
        (NOTHING | {"annual_revenue": Decimal("10000000"), "employees": 50}, [], 7 + 7),
        (NOTHING | {"annual_revenue": Decimal("1"), "employees": 1000}, [], 7 + 10),
        (NOTHING | {"title": "Sales Manager"}, [], 4),
        (NOTHING | {"title": "Sales Director"}, [], 7),
        (NOTHING | {"title": "首席执行官"}, [], 10),
    ],
)
def test_a_lead_scores_what_the_table_says(cast, values, kinds, expected):
    assert score_of(*kinds, **values) == expected


def test_more_staff_never_lowers_the_score(cast):
    assert [score_of(**NOTHING, employees=staff) for staff in (40, 60, 300, 2000)] == [0, 4, 7, 10]


def test_an_update_that_changes_nothing_writes_no_history(cast):
    lead = make_lead(**ALL)
    before = ScoreChange.objects.count()
    lead.edit(by=cast.admin, changes={"company": "Engines"})
    Lead.objects.rescore([lead.pk])
    assert (Lead.objects.get(pk=lead.pk).score, ScoreChange.objects.count()) == (70, before)


def test_an_edit_scores_again_at_once_and_keeps_the_change(cast):
    lead = make_lead(**BASIC)
    lead.edit(by=cast.admin, changes=PHONES)
    change = ScoreChange.objects.filter(lead=lead).first()
    assert (lead.score, Lead.objects.get(pk=lead.pk).score, change.old, change.new) == (25, 25, 15, 25)
    assert change.weights == ScoringWeights.in_force()


def test_a_new_lead_knows_its_score_without_being_read_again(cast):
    lead = Lead.objects.capture([BASIC], by=cast.alice, owner=cast.alice)[0]
    assert (lead.score, lead.data_completeness) == (15, 18)


# What counts as engagement


@pytest.mark.parametrize(
    ("days_ago", "is_human", "expected"), [(0, True, 10), (89, True, 10), (91, True, 0), (-1, True, 0), (1, False, 0)]
)
def test_human_events_of_the_last_ninety_days_count(cast, days_ago, is_human, expected):
    lead = make_lead(**NOTHING)
    lead.engage("click", at=timezone.now() - timedelta(days=days_ago), is_human=is_human)
    assert lead.score == expected


def test_engagement_ages_out_at_night(cast):
    lead = make_lead(**NOTHING)
    lead.engage("click")
    Engagement.objects.update(at=timezone.now() - timedelta(days=91))
    rescore.delay()
    assert Lead.objects.get(pk=lead.pk).score == 0


def test_engagement_of_many_leads_costs_the_queries_of_one(cast):
    leads = [make_lead(**BASIC) for _ in range(30)]
    with CaptureQueriesContext(connection) as one:
        Lead.objects.engage([(leads[0].pk, "open")])
    with CaptureQueriesContext(connection) as many:
        Lead.objects.engage([(lead.pk, "open") for lead in leads[1:]])
    assert len(many) == len(one)


# The same rule read by somebody else

PEOPLE = st.fixed_dictionaries(
    {
        "first_name": st.sampled_from(["", "Ada"]),
        "last_name": st.sampled_from(["", "Lovelace"]),
        "company": st.sampled_from(["", "Engines"]),
        "email": st.sampled_from(["", "ada@engines.io"]),
        "phone": st.sampled_from(["", "+1 415 555 0100"]),
        "mobile": st.sampled_from(["", "+1 415 555 0101"]),
        "title": st.sampled_from(["", "CEO", "Director", "Manager", "Engineer"]),
        "industry_id": st.sampled_from([None, "technology", "finance", "healthcare", "retail", "other"]),
        "annual_revenue": st.none() | st.sampled_from([0, 999_999, 10**6, 10**7, 10**8]).map(Decimal),
        "employees": st.none() | st.sampled_from([0, 49, 50, 199, 200, 999, 1000]),
        "street": st.sampled_from(["", "Main St"]),
        "city": st.sampled_from(["", "London"]),
        "lead_source_id": st.sampled_from([None, "website"]),
        "rating": st.integers(0, 5),
        "description": st.sampled_from(["", "Wants it."]),
    }
)
SIGNS = st.lists(st.tuples(st.sampled_from(["open", "click", "visit", "form", "webinar"]), st.booleans()), max_size=6)


@st.composite
def weights_of_a_hundred(draw):
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=9, max_size=9)))
    return dict(zip(CODES, (b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)), strict=True))


def score_by_hand(lead, signs, weights):
    """PRODUCT 7 in plain Python: the share of each line times its weight, rounded half up once."""
    human = [kind for kind, is_human in signs if is_human]
    staff, revenue = lead["employees"] or 0, lead["annual_revenue"] or 0
    named = bool(lead["first_name"] or lead["last_name"])
    size = 10 if staff >= 1000 or revenue >= 10**8 else 7 if staff >= 200 or revenue >= 10**7 else 0
    size = size or (4 if staff >= 50 or revenue >= 10**6 else 0)
    shares = {
        "basic_info": Fraction(5 * (named + bool(lead["company"]) + bool(lead["email"])), 15),
        "contact_details": Fraction(bool(lead["phone"]) + bool(lead["mobile"]), 2),
        "company_info": Fraction(8 * bool(lead["industry_id"]) + 7 * (lead["annual_revenue"] is not None), 15),
        "email_opens": Fraction("open" in human),
        "email_clicks": Fraction("click" in human),
        "website_visits": Fraction(2 if human.count("visit") >= 3 else min(human.count("visit"), 1), 2),
        "form_submissions": Fraction("form" in human or "webinar" in human),
        "industry_match": {None: Fraction(0), "other": Fraction(0), "retail": Fraction(1, 2)}.get(
            lead["industry_id"], Fraction(1)
        ),
        "company_size": Fraction(size, 10),
        "job_title": Fraction({"CEO": 10, "Director": 7, "Manager": 4}.get(lead["title"], 0), 10),
    }
    total = sum(shares[code] * weight for code, weight in weights.items())
    return (2 * total.numerator + total.denominator) // (2 * total.denominator)


def completeness_by_hand(lead):
    words = ("first_name", "last_name", "company", "title", "email", "phone", "mobile", "street", "city")
    filled = sum(bool(lead[name]) for name in (*words, "industry_id", "lead_source_id", "rating", "description"))
    filled += (lead["employees"] is not None) + (lead["annual_revenue"] is not None)
    return int(Fraction(100 * filled, 17) + Fraction(1, 2))


@given(person=PEOPLE, signs=SIGNS, weights=weights_of_a_hundred())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_scores_as_the_table_reads(cast, person, signs, weights):
    with transaction.atomic():
        ScoringWeights.objects.create(**weights)
        lead = make_lead(**person, wechat="ada")
        assert Lead.objects.rescore([lead.pk]) == 0, "a lead begins with another score than the database gives it"
        Lead.objects.engage([(lead.pk, kind, timezone.now(), human) for kind, human in signs])
        lead = Lead.objects.get(pk=lead.pk)
        assert lead.score == score_by_hand(person, signs, weights)
        assert lead.data_completeness == completeness_by_hand(person)
        lines = score_lines(lead)
        assert abs(sum(line.points for line in lines) - lead.score) <= Decimal("1")
        transaction.set_rollback(True)


def test_what_changes_a_score_is_known_by_field():
    assert frozenset({"title", "company", "industry_id", "annual_revenue", "rating", "city"}) <= SCORED_FROM
    assert {field.attname for field in Lead._meta.concrete_fields} >= SCORED_FROM


# Line by line


def test_every_line_says_its_points_and_what_would_raise_it(cast):
    lead = make_lead(**BASIC, phone="+1 415 555 0100", employees=300, title="Manager", industry_id="retail")
    lead.engage("visit")
    lines = {line.code: (line.points, line.weight, [str(r.gain) for r in line.raises]) for line in score_lines(lead)}
    assert lines == {
        "basic_info": (15, 15, []),
        "contact_details": (5, 10, ["5"]),
        "company_info": (8, 15, ["7"]),
        "email_opens": (0, 5, ["5"]),
        "email_clicks": (0, 10, ["10"]),
        "website_visits": (5, 10, ["5"]),
        "form_submissions": (0, 5, ["5"]),
        "industry_match": (5, 10, ["5"]),
        "company_size": (7, 10, ["3"]),
        "job_title": (4, 10, ["3", "6"]),
    }
    assert sum(points for points, _, _ in lines.values()) == lead.score


def test_the_lines_cost_two_queries(cast, django_assert_num_queries):
    lead = make_lead(**ALL)
    with django_assert_num_queries(2):
        score_lines(lead)


# Weights


def test_weights_that_do_not_total_a_hundred_are_refused(db):
    with pytest.raises(ValidationError, match="The weights must add up to 100"):
        ScoringWeights(industry_match=20).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        ScoringWeights.objects.create(industry_match=20)


def test_new_weights_score_every_lead_again(cast):
    lead = make_lead(**BASIC, industry_id="technology")
    ScoringWeights.objects.create(industry_match=20, website_visits=0)
    finish_rescoring.delay()
    assert Lead.objects.get(pk=lead.pk).score == 15 + 8 + 20
    assert ScoreChange.objects.filter(lead=lead).first().weights == ScoringWeights.in_force()


def test_weights_are_changed_by_adding_a_version_in_the_admin(cast, client, django_capture_on_commit_callbacks):
    lead = make_lead(**BASIC)
    client.force_login(cast.admin)
    page = client.get("/admin/leads/scoringweights/add/")
    assert page.context["adminform"].form.initial["basic_info"] == 15
    new = ScoringWeights(basic_info=25, company_info=5).by_code()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/admin/leads/scoringweights/add/", new)
    assert ScoringWeights.in_force().by_code() == new
    assert ScoringWeights.in_force().created_by == cast.admin
    assert (ScoringWeights.objects.count(), Lead.objects.get(pk=lead.pk).score) == (2, 25)


def test_the_admin_refuses_a_wrong_total_with_a_sentence(cast, client):
    client.force_login(cast.admin)
    page = client.post("/admin/leads/scoringweights/add/", ScoringWeights(industry_match=20).by_code())
    assert page.context["errors"] == [["The weights must add up to 100."]]
    assert ScoringWeights.objects.count() == 1


def test_another_fit_of_an_industry_scores_again(cast):
    finish_rescoring.delay()
    lead = make_lead(**NOTHING, industry_id="retail")
    Industry.objects.filter(pk="retail").update(fit=100)
    finish_rescoring.delay()
    assert Lead.objects.get(pk=lead.pk).score == 8 + 10


# The run over all leads


@pytest.fixture
def stale(cast, monkeypatch):
    """Ten leads whose stored score is wrong, in chunks of three."""
    monkeypatch.setattr("leads.models.rescoring.CHUNK", 3)
    leads = [make_lead(**BASIC) for _ in range(10)]
    Lead.objects.update(score=99)
    ScoreChange.objects.all().delete()
    return leads


def test_a_run_goes_through_all_leads(stale):
    RescoreRun.ask()
    assert RescoreRun.finish_due() is True
    run = RescoreRun.objects.get()
    assert (run.scored, run.moved, run.finished_at is not None) == (10, 10, True)
    assert set(Lead.objects.values_list("score", flat=True)) == {15}
    assert ScoreChange.objects.count() == 10


def test_three_runs_write_what_one_writes(stale):
    for _ in range(3):
        rescore.delay()
    assert (ScoreChange.objects.count(), [run.moved for run in RescoreRun.objects.all()]) == (10, [0, 0, 10])


def test_a_run_that_was_broken_off_is_finished_by_the_sweeper(stale):
    run = RescoreRun.ask()
    run.advance()
    Lead.objects.filter(pk__lte=run.cursor).update(score=42)  # done already: not looked at again
    finish_rescoring.delay()
    run.refresh_from_db()
    assert (run.scored, run.finished_at is not None) == (10, True)
    assert sorted(Lead.objects.values_list("score", flat=True)) == [15] * 7 + [42] * 3


def test_a_run_somebody_is_at_is_left_to_them(stale):
    RescoreRun.ask()
    Lease.acquire("rescore", seconds=60)
    assert RescoreRun.finish_due() is False
    assert RescoreRun.objects.get().cursor == 0


KILLED_IN_THE_MIDDLE = """
import os, signal
import django
django.setup()
from leads.models import RescoreRun, rescoring
rescoring.CHUNK = 3
RescoreRun.finish_due(each=lambda run: os.kill(os.getpid(), signal.SIGKILL))
"""


@pytest.mark.slow
def test_a_run_whose_worker_was_killed_is_finished_once_its_lease_ran_out(transactional_db, stale):
    run = RescoreRun.ask()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "hotcrm.settings", "DATABASE_URL": database_url()}
    died = subprocess.run([sys.executable, "-c", KILLED_IN_THE_MIDDLE], env=environment, timeout=60)
    run.refresh_from_db()
    assert (died.returncode, run.scored, run.finished_at) == (-signal.SIGKILL, 3, None)
    finish_rescoring.delay()
    run.refresh_from_db()
    assert run.scored == 3  # its worker may still be alive, for all we know
    Lease.objects.filter(pk="rescore").update(until=timezone.now())
    finish_rescoring.delay()
    run.refresh_from_db()
    assert (run.scored, run.moved, ScoreChange.objects.count()) == (10, 10, 10)
    assert set(Lead.objects.values_list("score", flat=True)) == {15}


def test_a_later_run_does_the_work_of_an_unfinished_one(stale):
    first = RescoreRun.ask()
    first.advance()
    second = RescoreRun.ask()
    RescoreRun.finish_due()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.scored, second.scored) == (3, 10)
    assert None not in (first.finished_at, second.finished_at)


def test_the_command_says_what_it_did(stale, capsys):
    call_command("rescore")
    assert capsys.readouterr().out.startswith("Rescored 10 leads, 10 moved, in ")


def test_where_no_score_moves_no_row_is_written(cast):
    make_lead(**BASIC)
    with CaptureQueriesContext(connection) as queries:
        assert Lead.objects.rescore() == 0
    assert [q["sql"] for q in queries if q["sql"].startswith(("UPDATE", "INSERT", "\nUPDATE", "\nINSERT"))] == []


# Titles


@pytest.mark.parametrize(
    ("title", "seniority"),
    [
        ("CEO", 10),
        ("Chief Technology Officer", 10),
        ("Co-Founder & CTO", 10),
        ("Vice President, Sales", 10),
        ("Vice-President", 10),
        ("V.P. Sales", 10),
        ("SVP", 10),
        ("C.E.O.", 10),
        ("Managing Director", 10),
        ("总裁", 10),
        ("副总裁", 10),
        ("总经理", 10),
        ("创始人兼CEO", 10),
        ("董事长", 10),
        ("Director", 7),
        ("Head of Sales", 7),
        ("技术总监", 7),
        ("副总监", 7),
        ("Sales Manager", 4),
        ("Product Manager", 4),
        ("产品经理", 4),
        ("主管", 4),
        ("", 0),
        ("Engineer", 0),
        ("Assistant to the CEO", 0),
        ("Executive Assistant", 0),
        ("总经理助理", 0),
        ("Office of the CEO", 0),
        ("coordinator", 0),
        ("vpn administrator", 0),
        ("Headhunter", 0),
    ],
)
def test_a_title_tells_how_senior_somebody_is(title, seniority):
    assert seniority_of(title) == seniority


def test_any_object_with_ten_weights_will_do(cast):
    lead = make_lead(**BASIC)
    tried = SimpleNamespace(**dict.fromkeys(CODES, 10), pk=None)
    assert Lead.objects.with_fresh_score(tried).get(pk=lead.pk).fresh_score == 10
