"""Who changed what somebody may do: old and new as codes, and never a word that was typed."""

import io
import json

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from hotcrm.audit.models import AuditEntry
from hotcrm.people.models import ApiToken, Department, User
from hotcrm.people.roles import Role
from hotcrm.records.models import Access, LeadSource, Policy, SharingRule
from hotcrm.sales.models import PartnershipAgreement
from leads.models import Lead
from pools.models import Pool
from tests.audit.protection import told
from tests.factories import make_lead


def filled(page) -> dict:
    """What the form of an administration page would send as it stands."""
    context = page.context
    forms = [context["adminform"].form]
    for formset in context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    typed = {}
    for form in forms:
        for bound in form:
            name, value = form.add_prefix(bound.name), bound.value()
            if hasattr(bound.field.widget, "widgets"):
                for part, one in zip(bound.subwidgets, bound.field.widget.decompress(value), strict=False):
                    typed[part.data["name"]] = one
            elif value is True:
                typed[name] = "on"
            elif value is not None and value is not False:
                typed[name] = [str(getattr(one, "pk", one)) for one in value] if isinstance(value, list) else value
    return typed


def save(client, model, pk, **changes):
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])
    typed = filled(client.get(url)) | changes
    typed = {name: value for name, value in typed.items() if value is not None}
    AuditEntry.objects.all().delete()
    answer = client.post(url, typed)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return AuditEntry.objects.get()


def test_roles_flags_and_places_of_a_person_are_told_old_and_new(as_, cast):
    rep, manager = (Group.objects.get(name=role) for role in (Role.SALES_REP, Role.SALES_MANAGER))
    other = Department.objects.get(name="Other sales")
    typed = {"groups": [manager.pk], "is_staff": "on", "department": other.pk, "manager": cast.alice.pk}
    entry = save(as_("admin"), User, cast.bob.pk, first_name="Robert", **typed)
    assert (entry.kind, entry.by, entry.object_id) == ("rights_changed", cast.admin, cast.bob.pk)
    assert sorted(entry.data["fields"]) == ["department", "first_name", "groups", "is_staff", "manager"]
    assert entry.data["changes"] == {
        "groups": [[rep.pk], [manager.pk]],
        "is_staff": [False, True],
        "department": [cast.sales.pk, other.pk],
        "manager": [cast.dave.pk, cast.alice.pk],
    }


def test_members_and_administrators_of_a_pool_are_told(as_, cast):
    pool = Pool.objects.create(name="North", slug="north")
    client = as_("admin")
    entry = save(
        client,
        Pool,
        pool.pk,
        administrators=[cast.carol.pk],
        **{"members-TOTAL_FORMS": "1", "members-0-user": cast.bob.pk},
    )
    assert entry.data["changes"] == {"administrators": [[], [cast.carol.pk]]}
    [row] = entry.data["rows"]
    assert (row["model"], row["what"], row["changes"]) == ("pools.poolmember", "added", {"user": [None, cast.bob.pk]})


def test_policies_agreements_and_sharing_rules_are_told(as_, cast):
    Policy.objects.get_or_create(pk=1)
    entry = save(as_("admin"), Policy, 1, qualify_by_owner_only="on")
    assert (entry.kind, entry.data["changes"]) == ("rights_changed", {"qualify_by_owner_only": [False, True]})
    agreement = PartnershipAgreement.objects.create(partner=cast.company, name="Secret pact", status="draft")
    entry = save(as_("admin"), PartnershipAgreement, agreement.pk, status="valid", name="Even more secret")
    assert (entry.data["changes"], sorted(entry.data["fields"])) == (
        {"status": ["draft", "valid"]},
        ["name", "status"],
    )
    client = as_("admin")
    url = reverse("admin:records_sharingrule_add")
    client.post(url, {"access": "read", "from_user": cast.alice.pk, "to_user": cast.bob.pk})
    rule = SharingRule.objects.get()
    assert told("rights_changed") == [("rights_changed", "admin", "sharingrule", rule.pk)]
    client.post(reverse("admin:records_sharingrule_delete", args=[rule.pk]), {"post": "yes"})
    assert [entry.data["what"] for entry in AuditEntry.objects.filter(kind="rights_changed")] == ["added", "deleted"]


def test_the_table_of_rights_is_told_by_codes(as_, cast):
    client = as_("admin")
    page = client.get(reverse("admin:auth_group_rights"))
    form = page.context["form"]
    typed = {bound.html_name: "on" for bound in form if bound.value()}
    typed |= {bound.html_initial_name: "on" for bound in form if bound.value()}
    rep = Group.objects.get(name=Role.SALES_REP)
    typed.pop(f"{rep.pk}.export")
    client.post(reverse("admin:auth_group_rights"), typed)
    [entry] = AuditEntry.objects.filter(kind="rights_changed")
    assert (entry.object_id, entry.data["said"]) == (rep.pk, "Rights taken: export")


def test_other_changes_in_the_administration_name_fields_and_no_values(as_, cast):
    lead = make_lead(owner=cast.alice, company="Before")
    entry = save(as_("admin"), Lead, lead.pk, company="Afterwards", employees="77")
    assert (entry.kind, entry.data["what"]) == ("administered", "changed")
    assert {"company", "employees"} <= set(entry.data["fields"])
    assert "changes" not in entry.data


def test_what_is_named_by_a_code_is_told_by_it(as_):
    entry = save(as_("admin"), LeadSource, "website", label="Our pages")
    assert (entry.type.model, entry.object_id, entry.data) == (
        "leadsource",
        None,
        {"what": "changed", "fields": ["label"], "code": "website"},
    )


def test_somebody_who_is_let_go_is_told(as_, cast):
    as_("admin").post(reverse("admin:people_user_leave", args=[cast.bob.pk]), {"way": "pools"})
    assert told("rights_changed") == [("rights_changed", "admin", "user", cast.bob.pk)]
    assert AuditEntry.objects.get(kind="rights_changed").data["said"] == "deactivated"


def test_a_password_somebody_else_sets_is_told_without_it(as_, cast):
    secret = "correct horse battery"
    as_("admin").post(
        reverse("admin:auth_user_password_change", args=[cast.bob.pk]), {"password1": secret, "password2": secret}
    )
    assert told("password_reset") == [("password_reset", "admin", "user", cast.bob.pk)]
    assert secret not in everything()


def test_a_new_password_of_one_s_own_is_told(as_, cast):
    typed = {"old_password": "demo", "new_password1": "a long new word", "new_password2": "a long new word"}
    as_("alice").post(reverse("password_change"), typed)
    assert told() == [("password_changed", "alice", "user", cast.alice.pk)]


def test_the_team_of_a_record_is_told_with_the_access_before_and_after(as_, cast):
    lead = make_lead(owner=cast.alice)
    lead.add_to_team(by=cast.alice, person=cast.bob, access=Access.READ)
    lead.change_access(by=cast.alice, person=cast.bob, access=Access.WRITE)
    lead.remove_from_team(by=cast.alice, person=cast.bob)
    assert told("team_changed") == [("team_changed", "alice", "lead", lead.pk)] * 3
    accesses = [entry.data["access"] for entry in AuditEntry.objects.filter(kind="team_changed").order_by("pk")]
    assert accesses == [["", "read"], ["read", "write"], ["write", ""]]


def test_a_token_that_the_administration_revokes_is_told(as_, cast):
    token, _secret = ApiToken.issue(cast.bob, name="Nightly")
    typed = {"action": "revoke", "_selected_action": [token.pk]}
    as_("admin").post(reverse("admin:people_apitoken_changelist"), typed)
    assert told() == [("token_revoked", "admin", "apitoken", token.pk)]


def test_making_tokens_is_told_by_page_and_command(as_, cast):
    alice = as_("alice")
    alice.post(reverse("token_create"), {"name": "My secret plan"})
    alice.post(reverse("token_revoke", args=[ApiToken.objects.get().pk]))
    call_command("create_token", "bob", stdout=io.StringIO())
    assert [(kind, who) for kind, who, *_target in told()] == [
        ("token_made", "alice"),
        ("token_revoked", "alice"),
        ("token_made", None),
    ]
    assert "secret plan" not in everything()
    assert "hot_" not in everything()


def test_the_second_factor_is_told(as_, cast):
    alice = as_("alice")
    device = TOTPDevice.objects.create(user=cast.alice, name="app", last_t=0)
    alice.post(reverse("second_factor_off"), {"password_again": "demo", "code": f"{totp(device.bin_key):06}"})
    TOTPDevice.objects.create(user=cast.bob, name="app")
    typed = {"action": "reset_second_factor", "_selected_action": [cast.bob.pk]}
    [off] = told("two_factor_off")
    assert off == ("two_factor_off", "alice", "user", cast.alice.pk)
    as_("admin").post(reverse("admin:people_user_changelist"), typed)
    assert told("two_factor_reset") == [("two_factor_reset", "admin", "user", cast.bob.pk)]


def everything() -> str:
    return json.dumps(list(AuditEntry.objects.values("data", "once")), default=str)


def test_the_log_of_django_is_written_as_well(as_, cast):
    save(as_("admin"), User, cast.bob.pk, first_name="Robert")
    assert LogEntry.objects.count() == 1
