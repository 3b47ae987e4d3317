from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.utils import timezone

from campaigns.models import Campaign
from hotcrm.activities.models import ActivityKind, ActivityLink, Task
from hotcrm.records.models import Event, Notice, Policy
from hotcrm.records.refusals import Invalid, NotAllowed, NotFound, Refused
from hotcrm.sales.models import Account, Contact, Opportunity, Stage
from leads.models import Conversion, ConversionPlan, DisqualificationReason, Lead, Status
from leads.models.converting import ADDRESS, TO_ACCOUNT, TO_CONTACT
from tests.factories import make_lead
from tests.records.reading import as_read

DEAL = {"name": "Deal", "amount": Decimal(100_000)}


@pytest.fixture
def lead(cast):
    return make_lead(
        owner=cast.alice,
        status=Status.QUALIFIED,
        company="Globex Industries",
        first_name="Hank",
        last_name="Scorpio",
        email="hank@globex.test",
        phone="+1 202 555 0123",
        city="Cypress Creek",
        industry_id="technology",
        lead_source_id="webinar",
        employees=300,
    )


def counts():
    return Account.objects.count(), Contact.objects.count(), Opportunity.objects.count()


def test_a_lead_becomes_an_account_a_contact_and_an_opportunity(cast, lead):
    conversion = lead.convert(by=cast.alice, into=ConversionPlan(opportunity_values=DEAL))
    account, contact, opportunity = conversion.account, conversion.contact, conversion.opportunity
    assert (account.name, account.industry_id, account.city, account.employees, account.owner) == (
        "Globex Industries",
        "technology",
        "Cypress Creek",
        300,
        cast.alice,
    )
    assert (contact.full_name, contact.email, contact.account, contact.is_primary) == (
        "Hank Scorpio",
        "hank@globex.test",
        account,
        True,
    )
    assert (opportunity.name, opportunity.amount, opportunity.stage, opportunity.probability) == (
        "Deal",
        Decimal(100_000),
        Stage.PROSPECTING,
        10,
    )
    assert (opportunity.primary_contact, opportunity.lead_source_id, opportunity.close_on) == (
        contact,
        "webinar",
        timezone.localdate() + timedelta(days=90),
    )
    lead = Lead.objects.get(pk=lead.pk)
    assert (lead.status, lead.converted_account, lead.converted_contact, lead.converted_opportunity) == (
        Status.CONVERTED,
        account,
        contact,
        opportunity,
    )
    assert (lead.converted_by, lead.converted_at is not None) == (cast.alice, True)


@pytest.mark.parametrize("name", ["globex  industries", "GLOBEX INDUSTRIES", "Ｇｌｏｂｅｘ Industries "])
def test_an_account_of_the_same_name_but_for_case_and_spaces_is_linked(cast, lead, name):
    known = Account.objects.create(name=name, owner=cast.bob)
    conversion = lead.convert(by=cast.alice)
    assert (conversion.account, Account.objects.count(), conversion.made) == (known, 1, ["contact"])


def test_acme_corp_is_not_acme_corporation(cast, lead):
    Account.objects.create(name="Globex Industries Inc.", owner=cast.alice)
    lead.convert(by=cast.alice)
    assert Account.objects.count() == 2


def test_an_account_of_the_same_tax_number_is_linked(cast):
    known = Account.objects.create(name="Somebody else", tin="1234567890", owner=cast.bob)
    lead = make_lead(owner=cast.alice, tin="1234567890", status=Status.QUALIFIED)
    assert lead.convert(by=cast.alice).account == known


def test_with_the_account_check_off_there_is_always_a_new_one(cast, lead):
    Policy.objects.create(pk=1, account_check=False)
    Account.objects.create(name="Globex Industries", owner=cast.alice)
    lead.convert(by=cast.alice)
    assert Account.objects.count() == 2


def test_a_contact_with_the_same_email_in_that_account_is_reused(cast, lead):
    account = Account.objects.create(name="Globex Industries", owner=cast.alice)
    known = Contact.objects.create(account=account, last_name="S.", email="Hank@Globex.test")
    conversion = lead.convert(by=cast.alice, into=ConversionPlan(opportunity_values=DEAL))
    assert (conversion.contact, conversion.opportunity.primary_contact, Contact.objects.count()) == (known, known, 1)


def test_with_the_contact_check_set_to_fail_nothing_is_written(cast, lead):
    Policy.objects.create(pk=1, contact_check="fail")
    account = Account.objects.create(name="Globex Industries", owner=cast.alice)
    Contact.objects.create(account=account, last_name="S.", email="hank@globex.test")
    before = counts()
    with pytest.raises(Refused) as refusal:
        lead.convert(by=cast.alice, into=ConversionPlan(opportunity_values=DEAL))
    assert (refusal.value.code, counts(), Lead.objects.get(pk=lead.pk).status) == (
        "contact_exists",
        before,
        Status.QUALIFIED,
    )


def test_without_an_opportunity_none_is_made(cast, lead):
    conversion = lead.convert(by=cast.alice)
    assert (conversion.opportunity, counts()) == (None, (1, 1, 0))


def test_converting_twice_is_one_conversion(cast, lead):
    first = lead.convert(by=cast.alice, into=ConversionPlan(opportunity_values=DEAL))
    again = Lead.objects.get(pk=lead.pk)
    again.convert(by=cast.alice, into=ConversionPlan(opportunity_values=DEAL))
    assert (again.conversion, counts()) == (first, (1, 1, 1))


def test_a_repeated_opportunity_name_fails_where_the_rule_is_on(cast, lead):
    Policy.objects.create(pk=1, opportunity_name_unique=True)
    account = Account.objects.create(name="Globex Industries", owner=cast.alice)
    Opportunity.objects.create(account=account, name="DEAL", owner=cast.alice)
    before = counts()
    with pytest.raises(Refused) as refusal:
        lead.convert(by=cast.alice, into=ConversionPlan(opportunity_values=DEAL))
    assert (refusal.value.field, counts()) == ("opportunity_name", before)


def test_activities_are_carried_to_the_account_and_stay_on_the_lead(cast, lead):
    lead.log(by=cast.alice, kind=ActivityKind.objects.get(code="call"), body="Talked.")
    conversion = lead.convert(by=cast.alice)
    assert ActivityLink.objects.filter(object_id=conversion.account.pk, type__model="account").count() == 1
    assert ActivityLink.objects.filter(object_id=lead.pk, type__model="lead").count() == 1


def test_open_tasks_go_where_the_work_goes_on(cast):
    lead = make_lead(owner=cast.alice, status=Status.WORKING)
    lead.qualify(by=cast.alice)
    conversion = lead.convert(by=cast.alice, into=ConversionPlan(opportunity_values=DEAL))
    assert Task.objects.about(conversion.opportunity).open().count() == 1


def test_an_existing_opportunity_can_be_attached(cast, lead):
    account = Account.objects.create(name="Globex Industries", owner=cast.alice)
    deal = Opportunity.objects.create(account=account, name="Theirs", owner=cast.alice)
    conversion = lead.convert(by=cast.alice, into=ConversionPlan(account=account, opportunity=deal))
    assert (conversion.opportunity, Opportunity.objects.count()) == (deal, 1)


def test_an_opportunity_of_another_account_cannot_be_attached(cast, lead):
    other = Account.objects.create(name="Other", owner=cast.alice)
    deal = Opportunity.objects.create(account=other, name="Theirs", owner=cast.alice)
    with pytest.raises(Invalid) as refusal:
        lead.convert(by=cast.alice, into=ConversionPlan(opportunity=deal))
    assert (refusal.value.field, counts()) == ("opportunity", (1, 0, 1))


@pytest.mark.parametrize(
    ("status", "steps"),
    [
        (Status.NEW, ["work", "qualify"]),
        (Status.WORKING, ["qualify"]),
        (Status.QUALIFIED, []),
        (Status.UNQUALIFIED, ["reopen", "work", "qualify"]),
    ],
)
def test_the_steps_skipped_are_recorded_and_trigger_nothing(cast, status, steps):
    lead = make_lead(owner=cast.alice)
    if status == Status.UNQUALIFIED:
        lead.disqualify(by=cast.alice, reason=DisqualificationReason.objects.get(code="other"))
    elif status != Status.NEW:
        Lead.objects.filter(pk=lead.pk).update(status=status)
    lead.convert(by=cast.alice)
    told = [event.verb for event in Event.objects.about(lead).order_by("pk")]
    assert told[-len(steps) - 1 :] == [*steps, "convert"]
    assert Task.objects.count() == 0


def test_convert_only_from_qualified_is_kept_when_the_policy_says_so(cast):
    Policy.objects.create(pk=1, convert_only_from_qualified=True)
    lead = make_lead(owner=cast.alice, status=Status.WORKING)
    with pytest.raises(Refused):
        lead.convert(by=cast.alice)
    assert counts() == (0, 0, 0)


def test_only_the_owner_converts_when_the_policy_says_so(cast, lead):
    Policy.objects.create(pk=1, qualify_by_owner_only=True)
    with pytest.raises(NotAllowed):
        lead.convert(by=cast.dave)


def test_a_lead_nobody_owns_cannot_be_converted(cast):
    with pytest.raises(Refused) as refusal:
        make_lead().convert(by=cast.admin)
    assert refusal.value.code == "no_owner"


def test_an_unknown_lead_is_not_found_when_converted(cast, lead):
    with pytest.raises(NotFound):
        lead.convert(by=cast.mallory)


def test_who_converts_is_sent_what_was_made(cast, lead):
    conversion = lead.convert(by=cast.alice, into=ConversionPlan(opportunity_values=DEAL))
    notice = Notice.objects.get(kind="converted")
    assert notice.recipient == cast.alice
    made = (conversion.account, conversion.contact, conversion.opportunity)
    assert as_read(notice).lines == [f"{record._meta.verbose_name}: {record}" for record in made]


def test_a_conversion_costs_at_most_twenty_five_queries(cast, lead, django_assert_max_num_queries):
    lead.log(by=cast.alice, kind=ActivityKind.objects.get(code="call"), body="Talked.")
    with django_assert_max_num_queries(25):
        lead.convert(by=cast.alice, into=ConversionPlan(opportunity_values=DEAL))


STEPS = [
    "hotcrm.sales.models.account.Account.save",
    "hotcrm.sales.models.contact.Contact.save",
    "hotcrm.sales.models.opportunity.Opportunity.save",
    "hotcrm.activities.models.activity.ActivityLink.objects.bulk_create",
    "leads.models.conversion.Conversion.objects.create",
    "hotcrm.records.models.event.Event.objects.bulk_create",
    "hotcrm.records.models.notice.Notice.objects.bulk_create",
    "leads.models.lead.Lead.settle",
]


@pytest.mark.parametrize("step", STEPS)
def test_a_fault_at_any_step_leaves_no_row(cast, lead, step):
    lead.log(by=cast.alice, kind=ActivityKind.objects.get(code="call"), body="Talked.")
    before = (counts(), Event.objects.count(), ActivityLink.objects.count(), Notice.objects.count())
    with patch(step, side_effect=RuntimeError("planted")), pytest.raises(RuntimeError, match="planted"):
        lead.convert(by=cast.alice, into=ConversionPlan(opportunity_values=DEAL))
    assert (counts(), Event.objects.count(), ActivityLink.objects.count(), Notice.objects.count()) == before
    assert (Conversion.objects.count(), Lead.objects.get(pk=lead.pk).status) == (0, Status.QUALIFIED)


def test_an_administrator_takes_a_conversion_back(cast, lead):
    lead.log(by=cast.alice, kind=ActivityKind.objects.get(code="call"), body="Talked.")
    lead.convert(by=cast.alice, into=ConversionPlan(opportunity_values=DEAL))
    lead.undo_conversion(by=cast.admin)
    lead = Lead.objects.get(pk=lead.pk)
    assert (lead.status, lead.converted_account, lead.converted_at, counts()) == (
        Status.QUALIFIED,
        None,
        None,
        (0, 0, 0),
    )
    assert ActivityLink.objects.count() == 1


def test_a_conversion_can_be_repeated_after_it_was_taken_back(cast, lead):
    lead.convert(by=cast.alice)
    lead.undo_conversion(by=cast.admin)
    lead.convert(by=cast.alice)
    assert counts() == (1, 1, 0)


def test_a_rep_cannot_take_a_conversion_back(cast, lead):
    lead.convert(by=cast.alice)
    with pytest.raises(NotAllowed):
        lead.undo_conversion(by=cast.alice)


@pytest.mark.parametrize("role", ["contact", "partner_contact"])
def test_a_conversion_whose_contact_another_lead_names_stays(cast, lead, role):
    conversion = lead.convert(by=cast.alice)
    make_lead(owner=cast.bob, **{role: conversion.contact})
    with pytest.raises(Refused) as refusal:
        lead.undo_conversion(by=cast.admin)
    assert (refusal.value.code, counts()) == ("built_on", (1, 1, 0))


def test_the_expected_close_counts_from_the_owners_day(cast, lead):
    cast.alice.time_zone = "Pacific/Kiritimati"
    cast.alice.save()
    opportunity = lead.convert(by=cast.alice, into=ConversionPlan(opportunity_values=DEAL)).opportunity
    assert opportunity.close_on == cast.alice.today() + timedelta(days=90)


def test_a_conversion_on_which_something_was_built_stays(cast, lead):
    conversion = lead.convert(by=cast.alice, into=ConversionPlan(opportunity_values=DEAL))
    conversion.opportunity.move(by=cast.alice, to=Stage.PROPOSAL)
    with pytest.raises(Refused) as refusal:
        lead.undo_conversion(by=cast.admin)
    assert (refusal.value.code, counts()) == ("built_on", (1, 1, 1))


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"company": "Globex"}, "Globex"),
        ({"company": "", "first_name": "Hank", "last_name": "Scorpio"}, "Hank Scorpio"),
        ({"company": "", "last_name": "", "phone": "+1 202 555 0123"}, None),
        ({"company": "", "first_name": "F" * 80, "middle_name": "M" * 80, "last_name": "L" * 80}, "F" * 80),
    ],
)
def test_the_account_is_named_by_company_else_person_else_number(cast, values, name):
    lead = make_lead(owner=cast.alice, status=Status.QUALIFIED, **values)
    conversion = lead.convert(by=cast.alice, into=ConversionPlan(opportunity_values={}))
    assert conversion.account.name.startswith(name or lead.number)
    assert conversion.opportunity.name.startswith(conversion.account.name[:180])


def test_all_that_is_known_of_company_and_person_is_carried(cast):
    of_company = {
        "industry_id": "finance", "phone": "+1 202 555 0123", "website": "globex.test", "annual_revenue": Decimal(5),
        "employees": 7, "tin": "123456789", "street": "1 Main", "city": "C", "state": "S", "postal_code": "1",
        "country": "US",
    }  # fmt: skip
    of_person = {
        "first_name": "Hank", "middle_name": "M.", "last_name": "Scorpio", "title": "CEO", "email": "h@globex.test",
        "phone": "+1 202 555 0123", "mobile": "+1 202 555 0124", "email_opt_out": True, "do_not_call": True,
    }  # fmt: skip
    lead = make_lead(owner=cast.alice, status=Status.QUALIFIED, **(of_company | of_person))
    conversion = lead.convert(by=cast.alice)
    assert {name: getattr(conversion.account, name) for name in of_company} == of_company
    assert {name: getattr(conversion.contact, name) for name in of_person} == of_person


def test_the_opportunity_takes_budget_source_and_campaign_of_the_lead(cast):
    campaign = Campaign.objects.create(name="Spring", code="spring")
    lead = make_lead(
        owner=cast.alice, status=Status.QUALIFIED, budget=Decimal(900), lead_source_id="webinar", campaign=campaign
    )
    made = lead.convert(by=cast.alice, into=ConversionPlan(opportunity_values={})).opportunity
    assert (made.name, made.amount, made.lead_source_id, made.campaign, made.probability) == (
        "Acme - Opportunity",
        Decimal(900),
        "webinar",
        campaign,
        10,
    )


def test_without_a_check_there_is_always_a_new_contact(cast, lead):
    Policy.objects.create(pk=1, contact_check="none")
    account = Account.objects.create(name="Globex Industries", owner=cast.alice)
    known = Contact.objects.create(account=account, last_name="S.", email="hank@globex.test", is_primary=True)
    made = lead.convert(by=cast.alice).contact
    assert (made == known, made.is_primary, Contact.objects.count()) == (False, False, 2)


def test_everything_made_belongs_to_the_owner_of_the_lead_whoever_converts(cast, lead):
    conversion = lead.convert(by=cast.dave, into=ConversionPlan(opportunity_values=DEAL))
    assert {conversion.account.owner, conversion.contact.owner, conversion.opportunity.owner} == {cast.alice}
    assert Lead.objects.get(pk=lead.pk).converted_by == cast.dave


def test_a_contact_of_no_account_joins_and_leaves_again(cast, lead):
    loose = Contact.add({"last_name": "Scorpio"}, by=cast.alice)
    lead.convert(by=cast.alice, into=ConversionPlan(contact=loose))
    loose.refresh_from_db()
    assert (loose.account.name, Contact.objects.count()) == ("Globex Industries", 1)
    lead.undo_conversion(by=cast.admin)
    loose.refresh_from_db()
    assert (loose.account, counts()) == (None, (0, 1, 0))


def test_a_contact_one_may_not_edit_does_not_join(cast, lead):
    foreign = Contact.add({"last_name": "Scorpio"}, by=cast.mallory)
    with pytest.raises(Refused) as refusal:
        lead.convert(by=cast.alice, into=ConversionPlan(contact=foreign))
    assert (refusal.value.field, counts()) == ("contact", (0, 1, 0))


def test_a_contact_of_another_account_is_refused_in_words_that_name_it(cast, lead):
    other = Account.add({"name": "Initech"}, by=cast.alice)
    contact = Contact.add({"last_name": "Lumbergh", "account": other}, by=cast.alice)
    with pytest.raises(Invalid, match="Lumbergh belongs to Initech") as refusal:
        lead.convert(by=cast.alice, into=ConversionPlan(contact=contact))
    assert (refusal.value.field, counts()) == ("contact", (1, 1, 0))


def test_what_a_constraint_forbids_is_a_refusal_of_its_part(cast, lead):
    with pytest.raises(Invalid, match="negative") as refusal:
        lead.convert(by=cast.alice, into=ConversionPlan(opportunity_values={"name": "X", "amount": Decimal(-1)}))
    assert (refusal.value.field, counts()) == ("opportunity", (0, 0, 0))


def test_an_account_that_is_gone_is_refused(cast, lead):
    account = Account.add({"name": "Gone"}, by=cast.alice)
    Account.objects.filter(pk=account.pk).delete()
    with pytest.raises(Invalid) as refusal:
        lead.convert(by=cast.alice, into=ConversionPlan(account=account))
    assert refusal.value.field == "account"


def test_every_field_carried_has_room_for_what_the_lead_holds():
    for model, names in ((Account, (*TO_ACCOUNT, *ADDRESS)), (Contact, TO_CONTACT)):
        for name in names:
            room, needed = model._meta.get_field(name).max_length, Lead._meta.get_field(name).max_length
            assert (room or 0) >= (needed or 0), name


def test_a_conversion_taken_back_gives_the_open_tasks_back(cast):
    lead = make_lead(owner=cast.alice, status=Status.WORKING)
    lead.qualify(by=cast.alice)
    lead.convert(by=cast.alice, into=ConversionPlan(opportunity_values=DEAL))
    lead.undo_conversion(by=cast.admin)
    assert Task.objects.about(Lead.objects.get(pk=lead.pk)).open().count() == 1


def test_what_something_else_still_names_is_not_taken_back(cast, lead):
    conversion = lead.convert(by=cast.alice)
    Opportunity.objects.create(
        account=Account.objects.create(name="B"), primary_contact=conversion.contact, name="Theirs", owner=cast.bob
    )
    with pytest.raises(Refused) as refusal:
        lead.undo_conversion(by=cast.admin)
    assert (refusal.value.code, Lead.objects.get(pk=lead.pk).status) == ("built_on", Status.CONVERTED)
