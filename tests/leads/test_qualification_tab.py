"""What is known about the deal behind a lead, through the verb and through the pages."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from hotcrm.people.models import User
from hotcrm.records.models import Event
from hotcrm.records.refusals import Invalid, NotAllowed, NotFound, Refused, Stale
from hotcrm.sales.models import PartnershipAgreement
from leads.models import ContactLevel, ConversionPlan, DecisionLevel, Lead, LeadQualification, Procurement, Terms
from leads.seeds import seed_all
from tests.factories import make_lead


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def lead(cast):
    return make_lead(owner=cast.alice, first_name="Ann", email="ann@acme.example")


def url(lead):
    return reverse("lead_qualification", args=[lead.pk])


def row(lead):
    return LeadQualification.objects.get(pk=lead.pk)


def terms(code):
    return Terms.objects.get(pk=code)


def level(code):
    return ContactLevel.objects.get(pk=code)


# The verb


def test_the_first_value_makes_the_row_and_moves_the_version_of_the_lead(cast, lead):
    version = lead.version
    lead.edit(by=cast.alice, changes={"goal": " Fewer lost leads ", "competitors": "Globex"}, version=version)
    assert (row(lead).goal, row(lead).competitors) == ("Fewer lost leads", "Globex")
    assert Lead.objects.get(pk=lead.pk).version == version + 1


def test_the_event_names_the_fields_of_both_rows_and_no_value(cast, lead):
    lead.edit(by=cast.alice, changes={"decision_maker": "Eve Boss", "city": "Bonn"})
    event = Event.objects.about(lead).first()
    assert (event.verb, event.data) == ("edit", {"fields": ["city", "decision_maker"]})


def test_the_same_again_is_no_history(cast, lead):
    lead.edit(by=cast.alice, changes={"goal": "More"})
    before = Event.objects.count()
    lead.edit(by=cast.alice, changes={"goal": "More"})
    assert Event.objects.count() == before


def test_a_stale_edit_overwrites_nothing(cast, lead):
    lead.edit(by=cast.dave, changes={"goal": "Theirs"}, version=lead.version)
    with pytest.raises(Stale):
        lead.edit(by=cast.alice, changes={"goal": "Mine"}, version=1)
    assert row(lead).goal == "Theirs"


def test_the_doors_are_those_of_edit(cast, lead):
    with pytest.raises(NotFound):
        lead.edit(by=cast.mallory, changes={"goal": "x"})
    with pytest.raises(NotAllowed):
        lead.edit(by=cast.mia, changes={"goal": "x"})
    assert not LeadQualification.objects.exists()


def test_a_partner_of_a_valid_agreement_edits_it(cast):
    agreement = PartnershipAgreement.objects.create(partner=cast.company, name="Reselling", status="valid")
    lead = make_lead(owner=cast.mallory, agreement=agreement)
    lead.edit(by=cast.pat, changes={"goal": "Sell"})
    assert row(lead).goal == "Sell"
    PartnershipAgreement.objects.update(status="terminated")
    with pytest.raises(NotFound):
        lead.edit(by=User.objects.get(pk=cast.pat.pk), changes={"goal": "Sell more"})


def test_a_converted_lead_keeps_its_qualification(cast, lead):
    lead.edit(by=cast.alice, changes={"goal": "Before"})
    lead.convert(by=cast.alice)
    with pytest.raises(Refused) as refusal:
        lead.edit(by=cast.admin, changes={"goal": "After"})
    assert (refusal.value.status, row(lead).goal) == (409, "Before")


# Terms and closing date


@pytest.mark.parametrize(
    ("code", "days"),
    [("up_to_1_month", 30), ("1_to_3_months", 90), ("3_to_6_months", 180), ("6_to_12_months", 365)],
)
def test_terms_fill_the_closing_date(cast, lead, code, days):
    lead.edit(by=cast.alice, changes={"terms": terms(code)})
    assert row(lead).estimated_closing_on == cast.alice.today() + timedelta(days=days)


@pytest.mark.parametrize("code", ["over_a_year", "undefined"])
def test_open_terms_leave_the_date_to_the_person(cast, lead, code):
    lead.edit(by=cast.alice, changes={"terms": terms(code)})
    assert row(lead).estimated_closing_on is None


def test_a_typed_date_stays(cast, lead):
    lead.edit(by=cast.alice, changes={"terms": terms("up_to_1_month"), "estimated_closing_on": date(2027, 5, 1)})
    assert row(lead).estimated_closing_on == date(2027, 5, 1)
    lead.edit(by=cast.alice, changes={"goal": "Other"})
    assert row(lead).estimated_closing_on == date(2027, 5, 1)


def test_other_days_of_an_administrator_count(cast, lead):
    Terms.objects.filter(pk="undefined").update(days=10)
    lead.edit(by=cast.alice, changes={"terms": terms("undefined")})
    assert row(lead).estimated_closing_on == cast.alice.today() + timedelta(days=10)


# Decision maker


@pytest.mark.parametrize("code", ["participates", "influences", "initiates", "no_part"])
def test_somebody_must_decide_where_the_contact_person_does_not_alone(cast, lead, code):
    with pytest.raises(ValidationError) as error:
        lead.edit(by=cast.alice, changes={"contact_level": level(code), "decision_maker": "  "})
    assert list(error.value.message_dict) == ["decision_maker"]
    lead.edit(by=cast.alice, changes={"contact_level": level(code), "decision_maker": "Eve Boss"})
    assert row(lead).decision_maker == "Eve Boss"


def test_nobody_else_is_needed_where_the_contact_person_decides_alone(cast, lead):
    lead.edit(by=cast.alice, changes={"contact_level": level("single_handedly")})
    assert row(lead).decides_alone


def test_a_decision_maker_cannot_be_taken_away_afterwards(cast, lead):
    lead.edit(by=cast.alice, changes={"contact_level": level("no_part"), "decision_maker": "Eve Boss"})
    with pytest.raises(ValidationError):
        lead.edit(by=cast.alice, changes={"decision_maker": ""})


@pytest.mark.parametrize(
    "values",
    [
        {"contact_level_id": "no_part"},
        {"estimated_amount": Decimal(-1)},
        {"budget_score": 4},
        {"authority_score": 4},
        {"need_score": 4},
        {"timeline_score": 4},
    ],
)
def test_the_database_keeps_the_rules_too(lead, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        LeadQualification.objects.bulk_create([LeadQualification(lead=lead, **values)])


# Budget: one truth


def test_an_exact_budget_is_the_leads_and_says_that_one_is_set(cast, lead):
    lead.edit(by=cast.alice, changes={"budget": Decimal(5000), "estimated_amount": Decimal(4000)})
    lead = Lead.objects.get(pk=lead.pk)
    assert (lead.budget, row(lead).has_budget, lead.expected_amount) == (Decimal(5000), True, Decimal(5000))


def test_an_estimate_counts_while_no_exact_budget_is_known(cast, lead):
    lead.edit(by=cast.alice, changes={"estimated_amount": Decimal(4000)})
    lead = Lead.objects.get(pk=lead.pk)
    assert (row(lead).has_budget, lead.expected_amount) == (False, Decimal(4000))


def test_a_budget_that_is_there_cannot_be_said_not_to_be_set(cast, lead):
    lead.edit(by=cast.alice, changes={"budget": Decimal(5000), "budget_is_set": True})
    with pytest.raises(Invalid) as refusal:
        lead.edit(by=cast.alice, changes={"budget_is_set": False})
    assert refusal.value.field == "budget"
    lead.edit(by=cast.alice, changes={"budget_is_set": False, "budget": None})
    assert row(lead).has_budget is False


def test_conversion_takes_amount_and_closing_date(cast, lead):
    lead.edit(by=cast.alice, changes={"estimated_amount": Decimal(4000), "estimated_closing_on": date(2027, 5, 1)})
    lead.convert(by=cast.alice, into=ConversionPlan(opportunity_values={}))
    deal = lead.converted_opportunity
    assert (deal.amount, deal.close_on) == (Decimal(4000), date(2027, 5, 1))


def test_without_a_date_the_deal_closes_in_ninety_days(cast, lead):
    lead.edit(by=cast.alice, changes={"budget": Decimal(5000), "estimated_amount": Decimal(4000)})
    lead.convert(by=cast.alice, into=ConversionPlan(opportunity_values={}))
    deal = lead.converted_opportunity
    assert (deal.amount, deal.close_on) == (Decimal(5000), cast.alice.today() + timedelta(days=90))


def test_the_convert_page_starts_with_them(cast, alice, lead):
    lead.edit(by=cast.alice, changes={"estimated_amount": Decimal(4000), "estimated_closing_on": date(2027, 5, 1)})
    initial = alice.get(reverse("lead_convert", args=[lead.pk])).context["form"].initial
    assert (initial["opportunity_amount"], initial["opportunity_close_on"]) == (Decimal(4000), date(2027, 5, 1))


# The pages


def test_every_field_of_the_tab_is_taken_over(cast, alice, lead):
    typed = {
        "goal": "Fewer lost leads", "implementation_options": "A spreadsheet", "selection_criteria": "Price",
        "compliance": "We are cheap", "competitors": "Globex", "inbound_channel": "crm for small teams",
        "budget_is_set": "on", "estimated_amount": "$ 9,000", "budget": "10 000.50", "procurement": "open_tender",
        "contact_level": "influences", "decision_maker": "Eve Boss", "decision_level": "board", "influence": "High",
        "terms": "up_to_1_month", "estimated_closing_on": "2027-05-01", "terms_comment": "Before the fair",
        "budget_score": "3", "budget_reason": "Signed off", "authority_score": "1", "authority_reason": "Hidden",
        "need_score": "2", "need_reason": "Said so", "timeline_score": "0", "timeline_reason": "Not asked",
        "version": lead.version,
    }  # fmt: skip
    response = alice.post(url(lead), typed)
    kept = row(lead)
    assert (response.status_code, response.url) == (302, lead.get_absolute_url())
    assert (kept.goal, kept.procurement, kept.decision_level) == (
        "Fewer lost leads",
        Procurement.objects.get(pk="open_tender"),
        DecisionLevel.objects.get(pk="board"),
    )
    assert (kept.estimated_amount, kept.budget, kept.estimated_closing_on) == (
        Decimal(9000),
        Decimal("10000.50"),
        date(2027, 5, 1),
    )
    assert ([stand.score for stand in kept.bant], kept.total) == ([3, 1, 2, 0], 6)
    form = alice.get(url(lead)).context["form"]
    assert set(form.fields) == set(typed)


def test_without_scripts_the_server_fills_the_date_and_asks_who_decides(cast, alice, lead):
    fresh = {"initial-estimated_closing_on": "", "estimated_closing_on": "", "version": lead.version}
    response = alice.post(
        url(lead), {**fresh, "terms": "up_to_1_month", "contact_level": "no_part", "decision_maker": ""}
    )
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["decision_maker"])
    alice.post(url(lead), {**fresh, "terms": "up_to_1_month", "contact_level": "no_part", "decision_maker": "Eve"})
    assert row(lead).estimated_closing_on == cast.alice.today() + timedelta(days=30)


def test_the_exact_budget_asks_for_the_box(alice, lead):
    response = alice.post(url(lead), {"budget": "100", "initial-budget_is_set": "False", "version": lead.version})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["budget"])
    assert response.context["form"]["budget"].value() == "100"


def test_of_two_who_save_the_second_sees_both_values(cast, alice, lead):
    stale = lead.version
    Lead.objects.get(pk=lead.pk).edit(by=cast.dave, changes={"goal": "Theirs", "budget": Decimal(7)})
    response = alice.post(url(lead), {"goal": "Mine", "budget_is_set": "on", "budget": "8", "version": stale})
    assert response.status_code == 412
    shown = {one.name: (one.mine.value, one.theirs.value) for one in response.context["rows"]}
    assert (shown["goal"], shown["budget"]) == (("Mine", "Theirs"), (Decimal(8), Decimal(7)))
    now = Lead.objects.get(pk=lead.pk).version
    chosen = {"goal": "Mine", "choose-goal": "mine", "budget": "8", "choose-budget": "theirs", "version": now}
    assert alice.post(url(lead), chosen).status_code == 302
    assert (row(lead).goal, row(lead).budget) == ("Mine", Decimal(7))


def test_a_converted_lead_says_that_its_tab_is_closed(cast, alice, lead):
    lead.convert(by=cast.alice)
    assert (alice.get(url(lead)).status_code, alice.post(url(lead), {"goal": "x"}).status_code) == (409, 409)


def test_the_lead_page_shows_how_the_four_questions_stand(cast, alice, lead):
    lead.edit(by=cast.alice, changes={"need_score": 3, "need_reason": "Asked twice", "goal": "Fewer lost leads"})
    page = alice.get(lead.get_absolute_url())
    tab = page.context["tab"]
    assert [(part.section.slug, part.stand.score) for part in tab.parts] == [
        ("budget", 0),
        ("authority", 0),
        ("need", 3),
        ("timeline", 0),
    ]
    assert (tab.row.total, tab.most) == (3, 12)
    assert "Asked twice" in page.content.decode()
    assert "Fewer lost leads" in page.content.decode()


@pytest.mark.parametrize("known", [False, True])
def test_the_tab_costs_the_page_no_question(cast, alice, lead, known, django_assert_max_num_queries):
    if known:
        lead.edit(by=cast.alice, changes={"terms": terms("undefined"), "contact_level": level("single_handedly")})
    alice.get(lead.get_absolute_url())
    with django_assert_max_num_queries(25):
        page = alice.get(lead.get_absolute_url())
        assert page.context["tab"].is_empty is not known


def test_a_field_follows_another_by_htmx(cast, alice, lead):
    def field(name, **given):
        return alice.get(reverse("lead_qualification_field", args=[lead.pk, name]), given).content.decode()

    in_a_month = (cast.alice.today() + timedelta(days=30)).isoformat()
    in_a_year = (cast.alice.today() + timedelta(days=365)).isoformat()
    assert f'value="{in_a_month}"' in field("estimated_closing_on", terms="up_to_1_month")
    follows = field("estimated_closing_on", terms="6_to_12_months", estimated_closing_on=in_a_month)
    assert f'value="{in_a_year}"' in follows
    typed = field("estimated_closing_on", terms="6_to_12_months", estimated_closing_on="2031-01-01")
    assert 'value="2031-01-01"' in typed
    stood_there = {"estimated_closing_on": "2031-01-01", "initial-estimated_closing_on": "2031-01-01"}
    assert f'value="{in_a_year}"' in field("estimated_closing_on", terms="6_to_12_months", **stood_there)
    assert "asteriskField" in field("decision_maker", contact_level="no_part", decision_maker="Eve")
    assert "asteriskField" not in field("decision_maker", contact_level="single_handedly")


BAD = [
    ("goal", "a\x00b"),
    ("goal", "x" * 4001),
    ("estimated_amount", "-1"),
    ("estimated_amount", "1e400"),
    ("estimated_amount", "NaN"),
    ("budget", "99999999999999999"),
    ("procurement", "no such"),
    ("contact_level", "a\x00b"),
    ("terms", "9" * 400),
    ("estimated_closing_on", "0000-01-01"),
    ("estimated_closing_on", "99999-01-01"),
    ("budget_score", "4"),
    ("need_score", "-1"),
    ("timeline_score", "x"),
    ("need_reason", "x" * 201),
    ("version", "9" * 30),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_nonsense_is_refused_next_to_its_field(alice, lead, name, value):
    response = alice.post(url(lead), {"budget_is_set": "on", "version": lead.version, name: value})
    assert (response.status_code, list(response.context["form"].errors)) == (422, [name])
    assert not LeadQualification.objects.exists()


@pytest.mark.parametrize("field", ["estimated_closing_on", "decision_maker"])
@pytest.mark.parametrize("value", ["9" * 5000, "'\"><script>"])
def test_nonsense_asked_for_a_field_is_no_error(alice, lead, field, value):
    given = dict.fromkeys(("terms", "contact_level", "estimated_closing_on", "decision_maker"), value)
    response = alice.get(reverse("lead_qualification_field", args=[lead.pk, field]), given)
    assert (response.status_code, "<script>" in response.content.decode()) == (200, False)


# Around


def test_leads_come_in_with_their_qualification(cast):
    rows = [{"company": "Acme", "goal": "More", "terms": terms("up_to_1_month")}, {"company": "Globex"}]
    first, _second = Lead.objects.capture(rows, by=cast.alice, owner=cast.alice)
    assert (first.qualification.goal, first.qualification.estimated_closing_on) == (
        "More",
        cast.alice.today() + timedelta(days=30),
    )
    assert list(LeadQualification.objects.values_list("pk", flat=True)) == [first.pk]


def test_seeding_again_overwrites_no_label(db):
    Terms.objects.filter(pk="undefined").update(label="No idea", days=3)
    seed_all()
    kept = terms("undefined")
    assert (kept.label, kept.days, terms("1_to_3_months").label_zh) == ("No idea", 3, "1–3 个月")


def test_an_administrator_edits_it_in_the_admin(cast, client, lead):
    lead.edit(by=cast.alice, changes={"goal": "Before"})
    client.force_login(cast.admin)
    address = reverse("admin:leads_leadqualification_change", args=[lead.pk])
    form = client.get(address).context["adminform"].form
    typed = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    assert client.post(address, {**typed, "goal": "After"}).status_code == 302
    event = Event.objects.about(lead).first()
    assert (row(lead).goal, event.by, event.data) == ("After", cast.admin, {"fields": ["goal"]})
