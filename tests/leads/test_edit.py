"""Creating a lead and changing what is known about it, through the pages."""

import pytest
from django.urls import reverse

from hotcrm.records.models import Event, Industry, Notice
from hotcrm.records.refusals import NotAllowed, NotFound, Refused, Stale
from hotcrm.sales.models import Account, Contact, Product, SalesDirection
from leads.forms.sections import EVERY_FIELD
from leads.models import Lead, Status
from tests.factories import PoolFactory, make_lead

NEW = "/leads/new/"


def edit_url(lead, section=""):
    url = reverse("lead_edit", args=[lead.pk])
    return f"{url}?section={section}" if section else url


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def lead(cast):
    return make_lead(owner=cast.alice, first_name="Ann", city="Bonn", email="ann@acme.example")


def fresh(lead):
    return Lead.objects.get(pk=lead.pk)


def errors(response):
    return set(response.context["form"].errors)


# Creating


def test_a_rep_creates_a_lead_of_their_own(cast, alice):
    response = alice.post(NEW, {"company": "Globex", "email": "  Grace@Globex.EXAMPLE "})
    lead = Lead.objects.get()
    assert (response.status_code, response.url) == (302, lead.get_absolute_url())
    assert (lead.owner, lead.pool, lead.status, lead.email) == (
        cast.alice,
        None,
        Status.NEW,
        "grace@globex.example",
    )
    assert (lead.created_by, lead.is_pending) == (cast.alice, True)


def test_a_lead_made_from_a_pool_waits_there(cast, alice, pool):
    alice.post(f"{NEW}?pool={pool.slug}", {"company": "Globex"})
    lead = Lead.objects.get()
    assert (lead.owner, lead.pool) == (None, pool)


def test_a_lead_cannot_be_put_into_a_pool_of_others(alice):
    strange = PoolFactory()
    assert alice.post(f"{NEW}?pool={strange.slug}", {"company": "Globex"}).status_code == 404
    assert Lead.objects.count() == 0


def test_a_marketers_lead_waits_in_the_default_pool(cast, client, pool):
    client.force_login(cast.mia)
    client.post(NEW, {"company": "Globex"})
    lead = Lead.objects.get()
    assert (lead.owner, lead.pool) == (None, pool)


def test_an_auditor_creates_nothing(cast, client):
    client.force_login(cast.auditor)
    assert (client.post(NEW, {"company": "Globex"}).status_code, Lead.objects.count()) == (403, 0)


def test_an_empty_lead_is_refused_in_words(alice):
    response = alice.post(NEW, {"city": "Bonn"})
    assert response.status_code == 422
    assert "at least one of name, company" in response.content.decode()
    assert response.context["form"]["city"].value() == "Bonn"


def test_every_field_of_the_form_is_taken_over(cast, alice):
    direction = SalesDirection.objects.create(code="crm", label="CRM")
    product = Product.objects.create(code="cloud", label="Cloud", direction=direction)
    account = Account.objects.create(name="Acme Group", owner=cast.alice)
    contact = Contact.objects.create(last_name="Li", account=account, owner=cast.alice)
    typed = {
        "subject": "Cloud for Acme", "salutation": "ms", "first_name": "Lin", "middle_name": "M.", "last_name": "Xia",
        "company": "Acme", "company_typed": "ACME ltd", "title": "CTO", "industry": "finance",
        "annual_revenue": "$ 1,250,000.50", "employees": "250", "website": "acme.example", "tin": "123456789",
        "account": f"Acme Group (#{account.pk})", "contact": f"Li (#{contact.pk})", "email": "lin@acme.example",
        "phone": "ask at the desk", "mobile": "+1 212 555 0123", "linkedin": "lin", "wechat": "linxia",
        "social_other": "x", "rating": "3", "budget": "20 000", "timeline": "Q3", "direction": "crm",
        "product": "cloud", "next_follow_up_on": "2026-12-01", "lead_source": "website", "source_detail": "ads",
        "channel": "blog", "external_id": "X1", "street": "Main 1", "city": "Bonn", "state": "NRW",
        "postal_code": "53111", "country": "Germany", "description": "Wants it", "tags": "big, hot， big",
        "notes": "n", "email_opt_out": "on", "do_not_call": "on", "consent_at": "2026-11-01T10:30",
        "consent_source": "fair",
    }  # fmt: skip
    alice.post(NEW, typed)
    lead = Lead.objects.get()
    assert set(EVERY_FIELD) - set(typed) == {"campaign", "agreement", "partner_contact"}
    assert (str(lead.annual_revenue), str(lead.budget), lead.tags) == ("1250000.50", "20000.00", ["big", "hot"])
    assert (lead.account, lead.contact, lead.product, lead.do_not_call) == (account, contact, product, True)
    assert (lead.phone, lead.phone_e164, lead.mobile_e164) == ("ask at the desk", "", "+12125550123")
    assert lead.website_url == "https://acme.example"


# Editing


def test_the_owner_edits_a_lead(cast, alice, lead):
    alice.post(edit_url(lead), {"city": "Köln", "version": lead.version})
    event = Event.objects.about(lead).first()
    assert (fresh(lead).city, event.verb, event.by, event.data) == ("Köln", "edit", cast.alice, {"fields": ["city"]})


def test_a_section_leaves_the_others_alone(alice, lead):
    alice.post(edit_url(lead, "address"), {"city": "Köln", "first_name": "Eve", "version": lead.version})
    assert (fresh(lead).city, fresh(lead).first_name) == ("Köln", "Ann")


def test_what_was_not_on_the_page_is_not_emptied(alice, lead):
    alice.post(edit_url(lead), {"title": "CTO", "version": lead.version})
    assert (fresh(lead).title, fresh(lead).city, fresh(lead).email) == ("CTO", "Bonn", "ann@acme.example")


def test_a_field_is_emptied(alice, lead):
    alice.post(edit_url(lead, "address"), {"city": "", "initial-city": "Bonn", "version": lead.version})
    assert fresh(lead).city == ""


def test_an_unticked_box_is_taken_over(alice, cast):
    lead = make_lead(owner=cast.alice, do_not_call=True)
    alice.post(edit_url(lead, "preferences"), {"initial-do_not_call": "True", "version": lead.version})
    assert fresh(lead).do_not_call is False


def test_nothing_changed_is_no_history(alice, lead):
    before = Event.objects.count()
    alice.post(edit_url(lead, "address"), {"city": "Bonn", "version": lead.version})
    assert (Event.objects.count(), fresh(lead).version) == (before, lead.version)


@pytest.mark.parametrize(("person", "status"), [("bob", 404), ("mallory", 404), ("mia", 403), ("dave", 302)])
def test_who_may_edit(cast, client, lead, person, status):
    client.force_login(getattr(cast, person))
    assert client.post(edit_url(lead), {"city": "X", "version": 1}).status_code == status
    assert fresh(lead).city == ("X" if status == 302 else "Bonn")


def test_the_verb_itself_refuses_strangers_and_readers(cast, lead):
    with pytest.raises(NotFound):
        lead.edit(by=cast.mallory, changes={"city": "X"})
    with pytest.raises(NotAllowed):
        lead.edit(by=cast.mia, changes={"city": "X"})


def test_a_converted_lead_keeps_its_company_but_takes_notes(cast, alice, lead):
    Lead.objects.filter(pk=lead.pk).update(status=Status.CONVERTED)
    assert alice.post(edit_url(lead), {"company": "Other", "version": 1}).status_code == 409
    assert alice.post(edit_url(lead), {"notes": "Still here", "version": 1}).status_code == 302
    assert (fresh(lead).company, fresh(lead).notes) == ("Acme", "Still here")


def test_a_discarded_lead_is_not_edited(cast, lead):
    lead.discard(by=cast.alice)
    with pytest.raises(Refused) as refusal:
        lead.edit(by=cast.admin, changes={"city": "X"})
    assert refusal.value.status == 409


BAD = [
    ("employees", "99999999999999999999"),
    ("employees", "-1"),
    ("annual_revenue", "1e400"),
    ("annual_revenue", "NaN"),
    ("annual_revenue", "-5"),
    ("budget", "99999999999999999"),
    ("tin", "12345678"),
    ("tin", "12345678901"),
    ("tin", "12345678a"),
    ("tin", "1234567890123"),
    ("email", "no address"),
    ("company", "x" * 100_000),
    ("phone", "1" * 100_000),
    ("tags", ",".join(map(str, range(40)))),
    ("next_follow_up_on", "0000-01-01"),
    ("next_follow_up_on", "99999-01-01"),
    ("next_follow_up_on", "0001-01-01"),
    ("consent_at", "0001-01-01T00:00"),
    ("consent_at", "9999-12-31T23:59"),
    ("rating", "6"),
    ("rating", "-1"),
    ("rating", "9" * 30),
    ("industry", "nonsense"),
    ("account", "Nobody knows"),
    ("account", f"(#{'9' * 18})"),
    ("campaign", "(#1)"),
    ("version", "x"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_what_cannot_be_is_said_at_its_field(alice, lead, name, value):
    response = alice.post(edit_url(lead), {"version": lead.version, name: value})
    assert (response.status_code, name in errors(response)) == (422, True)
    assert fresh(lead).version == lead.version


@pytest.mark.parametrize("value", ["\x00", "a\x00b", "\ufffd", "9" * 400, "-" * 50, "'\"<script>", "公海" * 200])
def test_no_input_breaks_a_form(alice, lead, value):
    typed = dict.fromkeys(EVERY_FIELD, value)
    statuses = [
        alice.post(NEW, typed).status_code,
        alice.post(edit_url(lead), {"version": lead.version, **typed}).status_code,
        alice.post(edit_url(lead), {"version": lead.version, "initial-city": value, "choose-city": value}).status_code,
    ]
    assert [status for status in statuses if status >= 500] == []


@pytest.mark.parametrize("digits", ["123456789", "1234567890", "123456789012"])
def test_tax_numbers_of_9_10_or_12_digits_are_taken(alice, lead, digits):
    alice.post(edit_url(lead), {"tin": digits, "version": lead.version})
    assert fresh(lead).tin == digits


def test_a_product_belongs_to_its_direction(cast, alice, lead):
    crm, training = (SalesDirection.objects.create(code=code, label=code) for code in ("crm", "training"))
    Product.objects.create(code="cloud", label="Cloud", direction=crm)
    response = alice.post(edit_url(lead), {"direction": "training", "product": "cloud", "version": lead.version})
    assert errors(response) == {"product"}
    response = alice.post(edit_url(lead), {"product": "cloud", "version": lead.version})
    assert errors(response) == {"product"}
    with pytest.raises(Refused) as refusal:
        lead.edit(by=cast.alice, changes={"direction": training, "product": Product.objects.get()})
    assert refusal.value.field == "product"


def test_a_contact_belongs_to_the_account(cast, alice, lead):
    acme, other = (Account.objects.create(name=name, owner=cast.alice) for name in ("Acme", "Other"))
    contact = Contact.objects.create(last_name="Li", account=other, owner=cast.alice)
    typed = {"account": f"#{acme.pk}", "contact": f"#{contact.pk}", "version": lead.version}
    assert errors(alice.post(edit_url(lead), typed)) == {"contact"}


def test_a_retired_value_stays_while_it_stands(alice, cast):
    retail = Industry.objects.get(code="retail")
    lead = make_lead(owner=cast.alice, industry=retail)
    Industry.objects.filter(pk="retail").update(retired_at=lead.created_at)
    Industry.objects.filter(pk="media").update(retired_at=lead.created_at)
    offered = set(alice.get(edit_url(lead)).context["form"].fields["industry"].queryset.values_list("pk", flat=True))
    assert (retail.pk in offered, "media" in offered) == (True, False)


def test_accounts_out_of_sight_cannot_be_chosen_nor_found(cast, alice, lead):
    hidden = Account.objects.create(name="Hidden Inc", owner=cast.mallory)
    mine = Account.objects.create(name="Hideaway", owner=cast.alice)
    response = alice.post(edit_url(lead), {"account": f"Hidden Inc (#{hidden.pk})", "version": lead.version})
    assert errors(response) == {"account"}
    found = alice.get(reverse("lead_suggest", args=["account"]), {"q": "hid"}).json()
    assert found == {"suggestions": [f"Hideaway (#{mine.pk})"]}


def test_an_account_is_found_by_its_name_alone(cast, alice, lead):
    account = Account.objects.create(name="Acme Group", owner=cast.alice)
    alice.post(edit_url(lead), {"account": "acme group", "version": lead.version})
    assert fresh(lead).account == account


@pytest.mark.parametrize("typed", ["javascript:alert(1)", "ftp://acme.example", "data:text/html,x"])
def test_a_website_links_to_http_only(alice, lead, typed):
    alice.post(edit_url(lead), {"website": typed, "version": lead.version})
    page = alice.get(lead.get_absolute_url()).content.decode()
    assert (fresh(lead).website, f'href="{typed}' in page) == (typed, False)


def test_stars_are_set_by_one_click(alice, cast, lead):
    alice.post(edit_url(lead, "rating"), {"rating": "5"})
    assert (fresh(lead).rating, fresh(lead).next_follow_up_on, Notice.objects.count()) == (5, cast.alice.today(), 1)


# Two at once


def test_a_stale_save_shows_both_values_and_writes_nothing(cast, alice, lead):
    lead.edit(by=cast.dave, changes={"city": "Mainz"})
    typed = {"city": "Köln", "initial-city": "Bonn", "first_name": "Anna", "initial-first_name": "Ann", "version": 1}
    response = alice.post(edit_url(lead), typed)
    rows = {row.name: (row.mine.value, row.theirs.value, row.takes_mine) for row in response.context["rows"]}
    assert response.status_code == 412
    assert rows == {"city": ("Köln", "Mainz", True), "first_name": ("Anna", "Ann", True)}
    assert (fresh(lead).city, fresh(lead).first_name) == ("Mainz", "Ann")


def test_what_only_a_colleague_changed_is_left_to_them(cast, alice, lead):
    lead.edit(by=cast.dave, changes={"city": "Mainz"})
    typed = {"city": "Bonn", "initial-city": "Bonn", "first_name": "Anna", "initial-first_name": "Ann", "version": 1}
    rows = {row.name: row.takes_mine for row in alice.post(edit_url(lead), typed).context["rows"]}
    assert rows == {"city": False, "first_name": True}


def test_the_choice_is_saved_on_top_of_the_new_version(cast, alice, lead):
    lead.edit(by=cast.dave, changes={"city": "Mainz", "title": "CEO"})
    chosen = {
        "city": "Köln", "choose-city": "theirs", "title": "CTO", "choose-title": "mine", "version": lead.version,
    }  # fmt: skip
    response = alice.post(edit_url(lead), chosen)
    after = fresh(lead)
    assert (response.status_code, after.city, after.title, after.first_name) == (302, "Mainz", "CTO", "Ann")


def test_a_choice_that_is_stale_again_asks_again(cast, alice, lead):
    lead.edit(by=cast.dave, changes={"city": "Mainz"})
    seen = lead.version
    lead.edit(by=cast.dave, changes={"city": "Trier"})
    response = alice.post(edit_url(lead), {"city": "Köln", "choose-city": "mine", "version": seen})
    assert (response.status_code, fresh(lead).city) == (412, "Trier")


def test_a_save_by_the_present_version_is_not_stale(cast, lead):
    lead.edit(by=cast.alice, changes={"city": "Mainz"}, version=1)
    with pytest.raises(Stale):
        lead.edit(by=cast.alice, changes={"city": "Trier"}, version=1)
    assert fresh(lead).city == "Mainz"


def test_the_form_of_a_converted_lead_offers_what_stays_open(alice, lead):
    Lead.objects.filter(pk=lead.pk).update(status=Status.CONVERTED)
    assert set(alice.get(edit_url(lead)).context["form"].fields) == {"description", "notes", "version"}
    sections = alice.get(lead.get_absolute_url()).context["sections"]
    assert [shown.section.slug for shown in sections if shown.can_be_edited] == ["additional"]


def test_a_lead_created_hot_on_the_page_is_followed_up_today(cast, client):
    client.force_login(cast.alice)
    assert client.post("/leads/new/", {"last_name": "Hot", "rating": "5", "next_follow_up_on": ""}).status_code == 302
    lead = Lead.objects.get(last_name="Hot")
    assert (lead.rating, lead.next_follow_up_on) == (5, cast.alice.today())
