import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from hotcrm.pages.models import Run
from hotcrm.people.models import Department, PartnerCompany, User
from hotcrm.people.roles import Role
from hotcrm.records.models import Event
from hotcrm.records.reach import Reach
from hotcrm.sales.models import PartnershipAgreement, Product, SalesDirection
from leads.models import Lead, Status
from pools.models import Pool
from tests.factories import DepartmentFactory, PoolFactory, make_lead


def form_of(client, person):
    form = client.get(reverse("admin:people_user_change", args=[person.pk])).context["adminform"].form
    values = {name: form[name].value() for name in form.fields if name != "password"}
    values["groups"] = list(person.groups.values_list("pk", flat=True))
    return {name: value for name, value in values.items() if value is not None and value is not False}


def save(client, person, **changes):
    return client.post(reverse("admin:people_user_change", args=[person.pk]), {**form_of(client, person), **changes})


def leave(client, person, **typed):
    return client.post(reverse("admin:people_user_leave", args=[person.pk]), typed)


def test_an_administrator_sets_manager_department_and_roles(admin_pages, cast):
    manager_role = Group.objects.get(name=Role.SALES_MANAGER)
    other = DepartmentFactory()
    response = save(
        admin_pages, cast.bob, manager=cast.alice.pk, department=other.pk, groups=[manager_role.pk], holding_limit=7
    )
    bob = User.objects.get(pk=cast.bob.pk)
    assert response.status_code == 302
    assert (bob.manager, bob.department, bob.roles, bob.holding_limit) == (
        cast.alice,
        other,
        {Role.SALES_MANAGER},
        7,
    )
    assert Reach.of(User.objects.get(pk=cast.dave.pk)).subordinates == (cast.alice.pk, cast.bob.pk)


@pytest.mark.parametrize("who", ["dave", "alice"])
def test_nobody_stands_below_themselves(admin_pages, cast, who):
    response = save(admin_pages, cast.dave, manager=getattr(cast, who).pk)
    assert list(response.context["adminform"].form.errors) == ["manager"]
    assert User.objects.get(pk=cast.dave.pk).manager is None


def test_a_department_does_not_stand_below_itself(admin_pages, cast):
    below = DepartmentFactory(parent=cast.sales)
    url = reverse("admin:people_department_change", args=[cast.sales.pk])
    response = admin_pages.post(url, {"name": "Sales", "parent": below.pk})
    assert list(response.context["adminform"].form.errors) == ["parent"]


def test_departments_stand_as_a_tree(admin_pages, cast):
    DepartmentFactory(name="Alpha", parent=cast.sales)
    rows = admin_pages.get(reverse("admin:people_department_changelist")).context["cl"].result_list
    assert [row.name for row in rows] == ["Other sales", "Sales", "Alpha"]
    assert Department.tree()[-1][1] == 1


def test_only_a_superuser_makes_superusers(admin_pages, cast):
    save(admin_pages, cast.bob, is_superuser="on", user_permissions="1")
    bob = User.objects.get(pk=cast.bob.pk)
    assert (bob.is_superuser, bob.user_permissions.count()) == (False, 0)
    User.objects.filter(pk=cast.dave.pk).update(is_superuser=True)
    assert save_status(admin_pages, cast.dave) == 403
    password = reverse("admin:auth_user_password_change", args=[cast.dave.pk])
    assert admin_pages.post(password, {"password1": "x", "password2": "x"}).status_code == 403


def save_status(client, person):
    return client.post(reverse("admin:people_user_change", args=[person.pk]), {"username": "x"}).status_code


def test_activity_cannot_be_ticked_off_past_the_leaving(admin_pages, cast):
    save(admin_pages, cast.alice, is_active="")
    assert User.objects.get(pk=cast.alice.pk).is_active


def test_roles_keep_their_names_and_are_not_deleted(admin_pages):
    role = Group.objects.get(name=Role.SALES_REP)
    admin_pages.post(reverse("admin:auth_group_change", args=[role.pk]), {"name": "renamed"})
    assert Group.objects.get(pk=role.pk).name == Role.SALES_REP
    url = reverse("admin:auth_group_delete", args=[role.pk])
    assert admin_pages.post(url, {"post": "yes"}).status_code == 403


def test_nobody_is_deleted(admin_pages, cast):
    url = reverse("admin:people_user_delete", args=[cast.bob.pk])
    assert admin_pages.post(url, {"post": "yes"}).status_code == 403


# Leaving ------------------------------------------------------------------------------------


def test_open_leads_of_somebody_who_leaves_go_back_to_their_pools(admin_pages, cast, pool):
    other = PoolFactory()
    pooled = make_lead(owner=cast.alice, pool=other, status=Status.WORKING)
    poolless = make_lead(owner=cast.alice, status=Status.QUALIFIED)
    closed = make_lead(owner=cast.alice, status=Status.CONVERTED)
    response = leave(admin_pages, cast.alice, way="pools")
    assert response["Location"] == Run.objects.get().get_absolute_url()
    found = {lead.pk: (lead.owner, lead.status, lead.pool) for lead in Lead.objects.select_related("owner", "pool")}
    assert found == {
        pooled.pk: (None, Status.NEW, other),
        poolless.pk: (None, Status.NEW, pool),
        closed.pk: (cast.alice, Status.CONVERTED, None),
    }
    event = Event.objects.about(pooled).first()
    assert (event.verb, event.by, event.data["reason"]) == ("retrieve", cast.admin, "owner inactive")
    assert not User.objects.get(pk=cast.alice.pk).is_active


def test_or_to_a_colleague(admin_pages, cast):
    lead = make_lead(owner=cast.alice, pool=Pool.default(), status=Status.WORKING)
    leave(admin_pages, cast.alice, way="colleague", to=cast.bob.pk)
    lead.refresh_from_db()
    assert (lead.owner, lead.status) == (cast.bob, Status.WORKING)


def test_what_a_colleague_has_no_room_for_is_listed(admin_pages, cast):
    cast.bob.holding_limit = 1
    cast.bob.save()
    for _ in range(3):
        make_lead(owner=cast.alice)
    leave(admin_pages, cast.alice, way="colleague", to=cast.bob.pk)
    run = Run.objects.get()
    assert (run.done, run.refused) == (1, 2)


@pytest.mark.parametrize("to", ["", "alice", "pat"])
def test_the_colleague_must_be_one(admin_pages, cast, to):
    typed = getattr(cast, to).pk if to else ""
    response = leave(admin_pages, cast.alice, way="colleague", to=typed)
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["to"])
    assert User.objects.get(pk=cast.alice.pk).is_active


def test_somebody_without_leads_just_leaves_and_may_come_back(admin_pages, cast):
    leave(admin_pages, cast.bob, way="pools")
    assert (User.objects.get(pk=cast.bob.pk).is_active, Run.objects.count()) == (False, 0)
    admin_pages.post(reverse("admin:people_user_return", args=[cast.bob.pk]))
    assert User.objects.get(pk=cast.bob.pk).is_active


def test_nobody_deactivates_themselves(admin_pages, cast):
    assert leave(admin_pages, cast.admin, way="pools").status_code == 403


def test_leaving_is_an_administrators_matter(cast, client):
    client.force_login(cast.dave, backend="django.contrib.auth.backends.ModelBackend")
    assert leave(client, cast.alice, way="pools").status_code == 302
    assert User.objects.get(pk=cast.alice.pk).is_active


def test_a_lead_whose_owner_is_here_is_not_retrieved(cast):
    from hotcrm.records.refusals import Refused

    with pytest.raises(Refused):
        make_lead(owner=cast.alice).retrieve(by=cast.admin)


# Partner companies -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "place", "at"),
    [
        ([Role.PARTNER, Role.MARKETER], {}, "groups"),
        ([], {}, "groups"),
        ([Role.PARTNER], {"department": True}, "department"),
        ([Role.PARTNER], {"is_staff": "on"}, "is_staff"),
    ],
)
def test_people_of_a_partner_company_stand_outside_the_house(admin_pages, cast, roles, place, at):
    place = place | ({"department": cast.sales.pk} if "department" in place else {})
    groups = [Group.objects.get(name=role).pk for role in roles]
    page = save(admin_pages, cast.pat, groups=groups, **place)
    assert list(page.context["adminform"].form.errors) == [at]


def test_the_role_partner_is_for_people_of_partner_companies(admin_pages, cast):
    page = save(admin_pages, cast.bob, groups=[Group.objects.get(name=Role.PARTNER).pk])
    assert list(page.context["adminform"].form.errors) == ["partner_company"]


def test_a_partner_company_leaves_with_all_its_people(admin_pages, cast):
    lead = make_lead(owner=cast.pat)
    url = reverse("admin:people_partnercompany_changelist")
    admin_pages.post(url, {"action": "deactivate_people", "_selected_action": cast.company.pk})
    lead.refresh_from_db()
    assert (User.objects.get(pk=cast.pat.pk).is_active, lead.owner, lead.pool) == (False, None, Pool.default())
    assert User.objects.get(pk=cast.bob.pk).is_active


def test_an_agreement_covers_products_of_its_directions_and_keeps_its_partner(admin_pages, cast):
    SalesDirection.seed((("crm", "CRM", "CRM"), ("training", "Training", "培训")))
    Product.seed((("team", "Team", "Team"),), direction_id={"team": "crm"})
    agreement = PartnershipAgreement.objects.create(partner=cast.company, name="A", status="valid")
    url = reverse("admin:sales_partnershipagreement_change", args=[agreement.pk])
    typed = {"partner": cast.company.pk, "name": "A", "status": "valid", "products": ["team"]}
    page = admin_pages.post(url, typed | {"directions": ["training"]})
    assert list(page.context["adminform"].form.errors) == ["products"]
    assert admin_pages.post(url, typed | {"directions": ["crm"]}).status_code == 302
    make_lead(agreement=agreement)
    other = PartnerCompany.objects.create(name="Other")
    admin_pages.post(url, typed | {"directions": ["crm"], "partner": other.pk})
    assert PartnershipAgreement.objects.get().partner == cast.company
