"""Rights of roles: given once, asked everywhere alike."""

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS
from django.urls import reverse

from hotcrm.pages.models import Run
from hotcrm.people.apps import seed_rights
from hotcrm.people.models import User
from hotcrm.people.rights import FIRST_HOLDERS, Right, may
from hotcrm.people.roles import Role
from hotcrm.records.models import Event
from hotcrm.records.refusals import NotAllowed, NotFound
from leads.models import Lead, Status
from pools.models import Pool
from tests.campaigns.making import make_campaign
from tests.factories import UserFactory, make_lead

pytestmark = pytest.mark.django_db
EXPORTS = ("lead_export", "account_export", "contact_export", "opportunity_export", "campaign_export")


def permission(right):
    return Permission.objects.get(content_type__app_label="people", codename=right)


def take(right, role=Role.SALES_REP):
    Group.objects.get(name=role).permissions.remove(permission(right))


def give(right, role=Role.SALES_REP):
    Group.objects.get(name=role).permissions.add(permission(right))


def anew(person):
    return User.objects.get(pk=person.pk)


@pytest.fixture
def browse(cast, client):
    def signed_in(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


# Who holds what -------------------------------------------------------------------------------


def test_an_installation_starts_with_what_everybody_could_do(cast):
    found = {right: {role for role in Role.values if may(UserFactory(roles=[role]), right)} for right in Right}
    assert found == {right: {*holders, Role.CRM_ADMIN} for right, holders in FIRST_HOLDERS.items()}


def test_seeding_again_leaves_alone_what_an_administrator_changed(cast):
    take(Right.EXPORT)
    give(Right.RESTORE, Role.SALES_MANAGER)
    seed_rights(apps.get_app_config("people"), using=DEFAULT_DB_ALIAS)
    assert not may(anew(cast.alice), Right.EXPORT)
    assert may(anew(cast.dave), Right.RESTORE)
    assert Permission.objects.filter(codename__in=Right.values).count() == len(Right)


def test_roles_and_rights_are_read_together(cast, django_assert_num_queries):
    alice = anew(cast.alice)
    with django_assert_num_queries(1):
        assert (alice.roles, may(alice, Right.EXPORT), may(alice, Right.RESTORE)) == ({Role.SALES_REP}, True, False)


def test_may_says_what_django_says_of_the_permission(cast):
    cast.alice.user_permissions.add(permission(Right.RESTORE))
    take(Right.IMPORT)
    for name in ("alice", "dave", "mia", "pat", "auditor", "admin"):
        person = anew(getattr(cast, name))
        assert {right for right in Right if may(person, right)} == {
            right for right in Right if person.has_perm(f"people.{right}")
        }
    assert may(anew(cast.alice), Right.RESTORE)
    assert not may(anew(cast.bob), Right.IMPORT)


def test_the_system_may_everything():
    assert all(may(None, right) for right in Right)


def test_programs_read_which_rights_they_have(cast, browse):
    take(Right.IMPORT)
    assert browse(cast.alice).get("/api/v1/me/").json()["rights"] == ["discard", "export"]


# Each in its place ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXPORTS)
def test_no_list_goes_out_without_the_right(cast, browse, name):
    assert browse(cast.alice).get(reverse(name)).status_code == 200
    take(Right.EXPORT)
    answer = browse(cast.alice).get(reverse(name))
    assert (answer.status_code, "Your role does not take lists out as files." in answer.text) == (403, True)


@pytest.mark.parametrize("name", EXPORTS)
def test_the_button_goes_with_the_right(cast, browse, name):
    page = reverse(name.replace("_export", "_list"))
    assert reverse(name) in browse(cast.alice).get(page).text
    take(Right.EXPORT)
    assert reverse(name) not in browse(cast.alice).get(page).text


def test_no_campaign_is_made_or_changed_without_the_right(cast, browse):
    campaign = make_campaign(owner=cast.alice)
    edit = reverse("campaign_edit", args=[campaign.pk])
    for url in (reverse("campaign_create"), edit):
        answer = browse(cast.alice).get(url)
        assert (answer.status_code, "Your role does not run campaigns." in answer.text) == (403, True)
    give(Right.CAMPAIGNS)
    assert [browse(cast.alice).get(url).status_code for url in (reverse("campaign_create"), edit)] == [200, 200]


def test_nothing_comes_in_without_the_right(cast, browse):
    url = reverse("lead_import")
    assert browse(cast.alice).get(url).status_code == 200
    take(Right.IMPORT)
    for answer in (browse(cast.alice).get(url), browse(cast.alice).post(url)):
        assert (answer.status_code, "You may not import leads." in answer.text) == (403, True)
    assert url not in browse(cast.alice).get(reverse("lead_list")).text


def test_partner_employees_import_nothing_whatever_their_role_may(cast, browse):
    give(Right.IMPORT, Role.PARTNER)
    assert browse(cast.pat).get(reverse("lead_import")).status_code == 403
    assert reverse("lead_import") not in browse(cast.pat).get(reverse("lead_list")).text


@pytest.mark.parametrize("person", ["alice", "carol"])
def test_owner_and_pool_administrator_discard_only_with_the_right(cast, pool, browse, person):
    lead = make_lead(owner=cast.alice, pool=pool, status=Status.WORKING)
    take(Right.DISCARD)
    person = anew(getattr(cast, person))
    client, url = browse(person), reverse("lead_verb", args=[lead.pk, "discard"])
    shown = [action.name for action in client.get(lead.get_absolute_url()).context["actions"]]
    assert ("nurture" in shown, "discard" in shown) == (True, False)
    assert reverse("lead_bulk", args=["discard"]) not in client.get(reverse("lead_list")).text
    for answer in (client.get(url), client.post(url, {"reason": ""})):
        assert (answer.status_code, "if their role has the right to" in answer.text) == (403, True)
    api = client.post(f"/api/v1/leads/{lead.pk}/discard/", {}, content_type="application/json")
    assert (api.status_code, api.json()["code"]) == (403, "not_allowed")
    with pytest.raises(NotAllowed):
        lead.discard(by=person)
    client.post(reverse("lead_bulk", args=["discard"]), {"ids": lead.pk, "sure": "1", "reason": ""})
    run = Run.objects.get()
    assert (run.done, run.refused) == (0, 1)
    give(Right.DISCARD)
    lead.discard(by=anew(person))
    assert lead.status == Status.DISCARDED


def test_who_may_restore_sees_what_was_discarded_where_they_see_the_rest(cast, browse):
    pooled, elsewhere = make_lead(last_name="Junk"), make_lead(owner=cast.mallory, last_name="Elsewhere")
    pooled.discard(by=None)
    elsewhere.discard(by=None)
    Lead.objects.filter(pk=elsewhere.pk).update(pool=None)
    assert not Lead.objects.visible_to(anew(cast.carol)).exists()
    with pytest.raises(NotFound):
        pooled.restore(by=anew(cast.carol))
    give(Right.RESTORE)
    carol = anew(cast.carol)
    assert list(Lead.objects.visible_to(carol)) == [pooled]
    assert "Junk" in browse(cast.carol).get(reverse("lead_list") + "?view=discarded").text
    assert browse(cast.carol).post(reverse("lead_verb", args=[pooled.pk, "restore"])).status_code == 302
    pooled.refresh_from_db()
    assert pooled.status == Status.NEW


def test_whoever_reads_all_does_not_thereby_see_the_discarded(cast):
    make_lead().discard(by=None)
    assert not Lead.objects.visible_to(anew(cast.mia)).exists()
    give(Right.RESTORE, Role.MARKETER)
    assert Lead.objects.visible_to(anew(cast.mia)).count() == 1


def test_many_are_deleted_for_good_with_a_trace(cast, browse):
    leads = [make_lead() for _ in range(3)]
    for lead in leads[:2]:
        lead.discard(by=None)
    url = reverse("lead_bulk", args=["delete-for-good"])
    asked = browse(cast.admin).post(url, {"ids": [lead.pk for lead in leads]})
    assert (asked.status_code, Run.objects.count()) == (200, 0)
    browse(cast.admin).post(url, {"ids": [lead.pk for lead in leads], "sure": "1"})
    run = Run.objects.get()
    assert (run.done, run.refused, run.may_be_undone) == (2, 1, False)
    assert list(Lead.objects.all()) == [leads[2]]
    told = Event.objects.filter(verb="delete_for_good").order_by("object_id").values_list("object_id", "by")
    assert list(told) == [(lead.pk, cast.admin.pk) for lead in leads[:2]]
    assert browse(cast.admin).get(run.get_absolute_url()).status_code == 200


def test_deleting_for_good_is_a_right_of_its_own(cast, browse):
    lead = make_lead()
    lead.discard(by=None)
    give(Right.RESTORE)
    url = reverse("lead_verb", args=[lead.pk, "delete-for-good"])
    assert url not in browse(cast.carol).get(lead.get_absolute_url()).text
    assert browse(cast.carol).post(url).status_code == 403
    give(Right.BULK_DELETE)
    assert url in browse(cast.carol).get(lead.get_absolute_url()).text
    answer = browse(cast.carol).post(url, {"next": lead.get_absolute_url()})
    assert (answer.status_code, answer["Location"]) == (302, reverse("lead_list"))
    assert not Lead.objects.filter(pk=lead.pk).exists()


# The table ------------------------------------------------------------------------------------


@pytest.fixture
def table(cast, browse):
    cast.admin.is_superuser = False
    cast.admin.save()
    client, url = browse(cast.admin), reverse("admin:auth_group_rights")

    def shown():
        form = client.get(url).context["form"]
        values = {name: "on" for name in form.fields if form[name].initial}
        return values | {form[name].html_initial_name: str(form[name].initial) for name in form.fields}

    def box(role, right):
        return f"{Group.objects.get(name=role).pk}.{right}"

    client.shown, client.box, client.rights = shown, box, url
    return client


def test_an_administrator_gives_and_takes_rights_in_one_table(cast, table):
    typed = table.shown() | {table.box(Role.SALES_MANAGER, Right.RESTORE): "on"}
    del typed[table.box(Role.SALES_REP, Right.EXPORT)]
    assert table.post(table.rights, typed).status_code == 302
    assert may(anew(cast.dave), Right.RESTORE)
    assert not may(anew(cast.alice), Right.EXPORT)
    assert may(anew(cast.alice), Right.IMPORT)
    told = {entry.object_repr: entry.change_message for entry in LogEntry.objects.filter(user=cast.admin)}
    assert told == {"sales_manager": "Rights given: restore", "sales_rep": "Rights taken: export"}


def test_of_two_who_save_at_once_neither_takes_back_what_the_other_gave(cast, table):
    first, second = table.shown(), table.shown()
    table.post(table.rights, first | {table.box(Role.SALES_MANAGER, Right.RESTORE): "on"})
    table.post(table.rights, second | {table.box(Role.MARKETER, Right.RESTORE): "on"})
    assert may(anew(cast.dave), Right.RESTORE)
    assert may(anew(cast.mia), Right.RESTORE)


def test_an_auditor_can_be_given_nothing_that_changes(cast, table):
    assert table.box(Role.AUDITOR, Right.EXPORT) in table.shown()
    table.post(table.rights, table.shown() | {table.box(Role.AUDITOR, Right.IMPORT): "on"})
    assert not may(anew(cast.auditor), Right.IMPORT)
    give(Right.IMPORT, Role.AUDITOR)
    assert anew(cast.auditor).rights == {Right.EXPORT}
    table.post(table.rights, {})
    assert may(anew(cast.admin), Right.IMPORT)


def test_other_groups_stand_in_the_table_while_they_hold_a_right(table):
    group = Group.objects.create(name="Campaign team")
    assert "Campaign team" not in table.get(table.rights).text
    group.permissions.add(permission(Right.EXPORT))
    assert "Campaign team" in table.get(table.rights).text


@pytest.mark.parametrize("name", ["alice", "dave", "mia", "auditor"])
def test_the_table_is_for_administrators(cast, browse, name):
    person = getattr(cast, name)
    url = reverse("admin:auth_group_rights")
    assert browse(person).get(url).status_code == 302
    person.is_staff = True
    person.save()
    assert [browse(person).get(url).status_code, browse(person).post(url).status_code] == [403, 403]


def test_a_pool_administrator_without_a_role_has_no_rights(cast):
    stranger = UserFactory()
    Pool.default().administrators.add(stranger)
    assert anew(stranger).rights == frozenset()
