"""What a lead says of accounts, contacts and agreements fits together, whichever door it comes by."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from hotcrm.people.models import PartnerCompany
from hotcrm.records.models import NewContact, Policy, RequiredFields
from hotcrm.records.refusals import Invalid
from hotcrm.sales.models import Account, Contact, PartnershipAgreement, Product, SalesDirection
from leads.matching import Matches
from leads.models import Lead
from leads.same_person import in_common
from tests.factories import make_lead

TIN = "123456789"


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def lead(cast):
    return make_lead(owner=cast.alice, first_name="Ann", email="ann@acme.example")


@pytest.fixture
def crm(db):
    return SalesDirection.objects.create(code="crm", label="CRM")


@pytest.fixture
def services(db):
    return SalesDirection.objects.create(code="services", label="Services")


@pytest.fixture
def cloud(crm):
    return Product.objects.create(code="cloud", label="Cloud", direction=crm)


@pytest.fixture
def agreement(cast, crm):
    made = PartnershipAgreement.objects.create(partner=cast.company, name="Reselling", status="valid")
    made.directions.add(crm)
    return made


@pytest.fixture
def acme(cast):
    return Account.objects.create(name="Acme Group", tin=TIN, owner=cast.alice)


def by_verb(cast, values) -> Lead:
    lead = make_lead(owner=cast.alice)
    lead.edit(by=cast.alice, changes=values)
    return Lead.objects.get(pk=lead.pk)


def by_capture(cast, values) -> Lead:
    return Lead.objects.capture([{"company": "Acme", **values}], by=cast.alice, owner=cast.alice)[0]


DOORS: list[Callable] = [by_verb, by_capture]


# Direction, product, agreement


@pytest.mark.parametrize("door", DOORS)
def test_an_agreement_fills_the_direction_where_none_is_set(cast, agreement, crm, door):
    assert door(cast, {"agreement": agreement}).direction == crm


@pytest.mark.parametrize("door", DOORS)
def test_of_several_directions_none_is_guessed(cast, agreement, services, door):
    agreement.directions.add(services)
    assert door(cast, {"agreement": agreement}).direction is None


@pytest.mark.parametrize("door", DOORS)
def test_an_agreement_that_does_not_cover_the_direction_is_refused(cast, agreement, services, door):
    with pytest.raises(Invalid) as refusal:
        door(cast, {"agreement": agreement, "direction": services})
    assert refusal.value.field == "agreement"


@pytest.mark.parametrize("door", DOORS)
def test_an_agreement_that_does_not_cover_the_product_is_refused(cast, agreement, crm, cloud, door):
    agreement.products.add(Product.objects.create(code="team", label="Team", direction=crm))
    with pytest.raises(Invalid) as refusal:
        door(cast, {"agreement": agreement, "direction": crm, "product": cloud})
    assert refusal.value.field == "agreement"


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("status", ["draft", "terminated"])
def test_an_agreement_that_is_not_valid_is_refused(cast, agreement, status, door):
    PartnershipAgreement.objects.update(status=status)
    agreement.refresh_from_db()
    with pytest.raises(Invalid) as refusal:
        door(cast, {"agreement": agreement})
    assert refusal.value.field == "agreement"


@pytest.mark.parametrize("door", DOORS)
def test_an_agreement_that_names_nothing_covers_everything(cast, crm, cloud, door):
    everything = PartnershipAgreement.objects.create(partner=cast.company, name="All", status="valid")
    assert door(cast, {"agreement": everything, "direction": crm, "product": cloud}).agreement == everything


@pytest.mark.parametrize("door", DOORS)
def test_a_product_outside_its_direction_is_refused(cast, services, cloud, door):
    with pytest.raises(Invalid) as refusal:
        door(cast, {"direction": services, "product": cloud})
    assert refusal.value.field == "product"


def test_a_change_of_direction_takes_an_agreement_off_and_says_so(cast, agreement, services):
    lead = by_verb(cast, {"agreement": agreement})
    notes = lead.edit(by=cast.alice, changes={"direction": services})
    assert (lead.agreement, lead.partner) == (None, None)
    assert notes == ["The partnership agreement was taken off: Reselling does not cover this direction and product."]


def test_the_page_says_so_too(cast, alice, agreement, services):
    lead = by_verb(cast, {"agreement": agreement})
    url = reverse("lead_edit", args=[lead.pk])
    page = alice.post(url, {"direction": "services", "version": lead.version}, follow=True)
    assert "The partnership agreement was taken off" in page.content.decode()
    assert Lead.objects.get(pk=lead.pk).agreement is None


def test_a_covered_change_keeps_the_agreement(cast, agreement, crm, cloud):
    lead = by_verb(cast, {"agreement": agreement})
    assert lead.edit(by=cast.alice, changes={"product": cloud}) == []
    assert lead.agreement == agreement


def test_a_partner_cannot_lose_the_own_agreement_that_way(cast, agreement, services):
    lead = by_verb(cast, {"agreement": agreement})
    with pytest.raises(Invalid) as refusal:
        lead.edit(by=cast.pat, changes={"direction": services})
    assert (refusal.value.field, Lead.objects.get(pk=lead.pk).agreement) == ("direction", agreement)


def test_only_agreements_that_cover_are_suggested(cast, alice, agreement, crm, services):
    def suggested(**given):
        url = reverse("lead_suggest", args=["agreement"])
        return alice.get(url, {"q": "", **given}).json()["suggestions"]

    told = f"Reselling (#{agreement.pk})"
    assert [suggested(), suggested(direction="crm"), suggested(direction="services")] == [[told], [told], []]
    assert suggested(direction="9" * 400, product="x") == []


def test_only_the_contacts_of_the_account_are_suggested(cast, alice, acme):
    url = reverse("lead_suggest", args=["contact"])
    other = Contact.objects.create(last_name="Li", owner=cast.alice)
    theirs = Contact.objects.create(last_name="Li", account=acme, owner=cast.alice)
    given = {"q": "Li", "account": f"Acme Group (#{acme.pk})"}
    assert alice.get(url, given).json()["suggestions"] == [f"Li (#{theirs.pk})"]
    assert f"Li (#{other.pk})" in alice.get(url, {"q": "Li", "account": "nonsense"}).json()["suggestions"]


def test_the_products_of_a_direction_are_offered(alice, cloud, services):
    url = reverse("lead_products")
    assert "Cloud" in alice.get(url, {"direction": "crm"}).content.decode()
    assert "Cloud" not in alice.get(url, {"direction": "services"}).content.decode()
    assert '<option value="cloud" selected>' in alice.get(url, {"product": "cloud"}).content.decode()


# The partner's contact


def test_a_partner_contact_belongs_to_the_partner_where_that_is_known(cast, agreement, acme):
    agreement.account = acme
    agreement.save()
    theirs = Contact.objects.create(last_name="Li", account=acme, owner=cast.alice)
    other = Contact.objects.create(last_name="Wu", owner=cast.alice)
    assert by_verb(cast, {"agreement": agreement, "partner_contact": theirs}).partner_contact == theirs
    with pytest.raises(Invalid) as refusal:
        by_verb(cast, {"agreement": agreement, "partner_contact": other})
    assert refusal.value.field == "partner_contact"


def test_a_partner_contact_goes_with_its_agreement(cast, agreement, services):
    contact = Contact.objects.create(last_name="Li", owner=cast.alice)
    lead = by_verb(cast, {"agreement": agreement, "partner_contact": contact})
    lead.edit(by=cast.alice, changes={"direction": services})
    assert (lead.agreement, lead.partner_contact) == (None, None)


def test_the_partner_follows_from_the_agreement(cast, agreement):
    other = PartnershipAgreement.objects.create(
        partner=PartnerCompany.objects.create(name="Other"), name="Other", status="valid"
    )
    lead = by_verb(cast, {"agreement": agreement})
    lead.edit(by=cast.alice, changes={"agreement": other})
    assert lead.partner.name == "Other"


# Account, TIN, contact


@pytest.mark.parametrize("door", DOORS)
def test_a_known_tax_number_links_the_account(cast, acme, door):
    assert door(cast, {"tin": TIN}).account == acme


@pytest.mark.parametrize("door", DOORS)
def test_a_hidden_account_is_not_linked(cast, acme, door):
    Account.objects.update(owner=cast.mallory)
    assert door(cast, {"tin": TIN}).account is None


def test_of_a_hidden_account_only_its_owner_is_told(cast, lead, acme):
    Account.objects.update(owner=cast.mallory)
    notes = lead.edit(by=cast.alice, changes={"tin": TIN})
    assert notes == ["An account of this tax number exists, owned by Mallory."]


def test_an_account_that_stands_there_is_not_replaced(cast, acme):
    other = Account.objects.create(name="Globex", owner=cast.alice)
    lead = by_verb(cast, {"account": other})
    notes = lead.edit(by=cast.alice, changes={"tin": TIN})
    assert (lead.account, notes) == (other, ["This tax number belongs to Acme Group."])


def test_of_two_accounts_the_one_in_sight_is_linked_and_the_older_first(cast):
    Account.objects.create(name="Hidden", tin=TIN, owner=cast.mallory)
    older = Account.objects.create(name="Older", tin=TIN, owner=cast.alice)
    Account.objects.create(name="Younger", tin=TIN, owner=cast.alice)
    assert by_verb(cast, {"tin": TIN}).account == older


@pytest.mark.parametrize(
    ("person", "said", "unsaid"),
    [("alice", "Acme Group", "owned by"), ("mallory", "owned by Alice", "Acme Group"), ("pat", "9, 10", "Alice")],
)
def test_a_tax_number_is_looked_up_while_typing(cast, client, acme, person, said, unsaid):
    client.force_login(getattr(cast, person))
    answer = client.get(reverse("lead_known_company"), {"tin": TIN}).content.decode()
    assert (said in answer, unsaid in answer) == (True, False)


@pytest.mark.parametrize("tin", ["", "9" * 5000, "<script>", "12345678"])
def test_a_tax_number_that_is_none_is_no_error(alice, tin):
    answer = alice.get(reverse("lead_known_company"), {"tin": tin})
    assert (answer.status_code, "9, 10 or 12 digits" in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("door", DOORS)
def test_a_contact_brings_its_account(cast, acme, door):
    contact = Contact.objects.create(last_name="Li", account=acme, owner=cast.alice)
    assert door(cast, {"contact": contact}).account == acme


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("is_elsewhere", [True, False])
def test_a_contact_of_another_account_is_refused(cast, acme, is_elsewhere, door):
    other = Account.objects.create(name="Globex", owner=cast.alice) if is_elsewhere else None
    contact = Contact.objects.create(last_name="Li", account=other, owner=cast.alice)
    with pytest.raises(Invalid) as refusal:
        door(cast, {"contact": contact, "account": acme})
    assert refusal.value.field == "contact"


def test_another_account_takes_the_contact_off(cast, acme):
    contact = Contact.objects.create(last_name="Li", account=acme, owner=cast.alice)
    other = Account.objects.create(name="Globex", owner=cast.alice)
    lead = by_verb(cast, {"contact": contact})
    notes = lead.edit(by=cast.alice, changes={"account": other})
    assert (lead.account, lead.contact, len(notes)) == (other, None, 1)


def test_an_account_gives_the_company_its_name(cast, acme):
    assert Lead.objects.capture([{"account": acme}], by=cast.alice, owner=cast.alice)[0].company == "Acme Group"


# A new contact


@pytest.mark.parametrize(
    ("values", "common"),
    [
        ({"first_name": "Li", "email": "LI@acme.example"}, 2),
        ({"first_name": "LI", "company": "acme  group"}, 2),
        ({"phone": "+1 212 555 0123", "email": "li@acme.example"}, 2),
        ({"middle_name": "M", "mobile": "+12125550123"}, 2),
        ({"first_name": "Li"}, 1),
        ({"last_name": "Wu", "first_name": "Li", "email": "li@acme.example"}, 0),
    ],
)
def test_the_same_last_name_and_two_more_make_a_possible_match(cast, acme, values, common):
    contact = Contact.objects.create(
        last_name="Xia",
        first_name="Li",
        middle_name="M",
        email="li@acme.example",
        phone="+1 212 555-0123",
        account=acme,
        owner=cast.alice,
    )
    lead = make_lead(owner=cast.alice, **{"last_name": "xia", "company": "", **values})
    assert len(in_common(lead, contact)) == common
    offered = [match.record for match in Matches(lead, cast.alice).contacts]
    assert (contact in offered) is (common >= 2 or "email" in values)


def test_a_match_out_of_sight_is_not_offered(cast):
    Contact.objects.create(last_name="Xia", first_name="Li", middle_name="M", owner=cast.mallory)
    lead = make_lead(owner=cast.alice, last_name="Xia", first_name="Li", middle_name="M")
    assert Matches(lead, cast.alice).contacts == []


def test_no_contact_is_made_before_conversion(cast):
    by_capture(cast, {"first_name": "Ann", "last_name": "Xia"})
    assert Contact.objects.count() == 0


def on_save():
    Policy.objects.update_or_create(pk=1, defaults={"new_contact": NewContact.ON_SAVE})


@pytest.mark.parametrize("door", DOORS)
def test_by_policy_a_contact_is_made_on_save(cast, door):
    on_save()
    values = {"first_name": "Ann", "last_name": "Xia", "email": "ann@acme.example", "phone": "030 12"}
    contact = door(cast, values).contact
    assert (contact.full_name, contact.email, contact.phone, contact.owner) == (
        "Ann Xia",
        "ann@acme.example",
        "030 12",
        cast.alice,
    )


@pytest.mark.parametrize("door", DOORS)
def test_no_contact_is_made_where_somebody_like_it_is_known(cast, door):
    on_save()
    Contact.objects.create(last_name="Xia", first_name="Ann", email="ann@acme.example", owner=cast.mallory)
    lead = door(cast, {"first_name": "Ann", "last_name": "Xia", "email": "ann@acme.example"})
    assert (lead.contact, Contact.objects.count()) == (None, 1)


def test_many_at_once_make_each_contact_once(cast):
    on_save()
    row = {"first_name": "Ann", "last_name": "Xia", "email": "ann@acme.example"}
    Lead.objects.capture([row, row, {**row, "last_name": "Wu"}], by=cast.alice)
    assert sorted(Contact.objects.values_list("last_name", flat=True)) == ["Wu", "Xia"]


def test_the_questions_do_not_grow_with_the_rows(cast, acme, agreement, django_assert_max_num_queries):
    on_save()

    def asked(count):
        rows = [
            {"last_name": f"Xia{n}", "first_name": "Ann", "company": f"C{n}", "tin": TIN, "agreement": agreement}
            for n in range(count)
        ]
        with django_assert_max_num_queries(40) as queries:
            Lead.objects.capture(rows, by=cast.alice)
        return len(queries)

    asked(1)
    assert asked(2) == asked(10)  # SQLite writes so many rows at once


# Required fields


ALL = {
    "subject": "Cloud", "lead_source_id": "website", "direction_id": "crm", "company": "Acme",
    "website": "acme.example", "tin": "999999999", "first_name": "Ann", "last_name": "Xia",
}  # fmt: skip
TYPED = {name.removesuffix("_id"): value for name, value in ALL.items()}


@pytest.fixture
def full(crm):
    Policy.objects.update_or_create(pk=1, defaults={"required_fields": RequiredFields.S2})


def test_minimal_asks_for_one_thing_only(alice):
    assert alice.post("/leads/new/", {"company": "Acme"}).status_code == 302


def test_the_full_policy_takes_a_lead_that_has_all(alice, full):
    assert alice.post("/leads/new/", TYPED).status_code == 302


@pytest.mark.parametrize("name", sorted(TYPED))
def test_the_full_policy_says_what_is_missing_at_its_field(alice, full, name):
    typed = {key: value for key, value in TYPED.items() if key != name}
    response = alice.post("/leads/new/", typed)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [name])


def test_an_account_and_a_contact_stand_for_their_fields(cast, alice, acme, full):
    contact = Contact.objects.create(last_name="Li", account=acme, owner=cast.alice)
    typed = {"subject": "Cloud", "lead_source": "website", "direction": "crm", "contact": f"Li (#{contact.pk})"}
    assert alice.post("/leads/new/", typed).status_code == 302


def test_a_section_of_an_old_lead_asks_for_its_own_fields_only(alice, lead, full):
    def save(section, **typed):
        url = f"{reverse('lead_edit', args=[lead.pk])}?section={section}"
        response = alice.post(url, {"version": Lead.objects.get(pk=lead.pk).version, **typed})
        return set(response.context["form"].errors) if response.status_code == 422 else response.status_code

    assert save("address", city="Bonn") == 302
    assert save("additional", notes="x") == 302
    company = {"title": "CTO", "company": "Acme", "website": "", "tin": "", "account": "", "contact": ""}
    assert save("company", **company) == {"website", "tin"}
    assert save("company", **{**company, "website": "acme.example", "tin": "999999999"}) == 302


def test_a_click_is_never_held_up(alice, lead, full):
    url = f"{reverse('lead_edit', args=[lead.pk])}?section=rating"
    assert alice.post(url, {"rating": "3", "version": lead.version}).status_code == 302


def test_what_is_required_cannot_be_taken_away_by_the_verb(cast, full):
    lead = Lead.objects.capture([ALL], by=cast.alice, owner=cast.alice)[0]
    with pytest.raises(ValidationError) as error:
        lead.edit(by=cast.alice, changes={"tin": ""})
    assert list(error.value.message_dict) == ["tin"]
    lead.edit(by=cast.alice, changes={"city": "Bonn"})


def test_what_comes_in_by_itself_or_out_of_the_past_is_kept(cast, full):
    Lead.objects.capture([{"email": "ann@acme.example"}], by=None)
    Lead.objects.capture([{"email": "eve@acme.example"}], by=cast.alice, is_history=True)
    assert Lead.objects.count() == 2


def test_the_admin_says_it_at_the_field_too(cast, client, full):
    client.force_login(cast.admin)
    response = client.post(
        reverse("admin:leads_lead_add"), {"company": "Acme", "rating": "0", "tags": "[]", "utm": "{}"}
    )
    assert response.status_code == 200
    errors = set(response.context["adminform"].form.errors)
    assert errors == {"subject", "lead_source", "direction", "website", "tin", "first_name", "last_name"}


def test_the_admin_says_a_contradiction_at_its_field(cast, client, services, cloud, agreement):
    lead = make_lead(owner=cast.alice)
    client.force_login(cast.admin)
    address = reverse("admin:leads_lead_change", args=[lead.pk])
    form = client.get(address).context["adminform"].form
    typed = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    typed |= {"tags": "[]", "utm": "{}", "email_opt_out": "", "do_not_call": ""}
    response = client.post(address, {**typed, "direction": "services", "agreement": agreement.pk})
    assert (response.status_code, set(response.context["adminform"].form.errors)) == (200, {"agreement"})
