"""Who works here: kept by CRM administrators. Nobody is deleted: what they did stays theirs."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Count, IntegerField, Value, When
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.admin import StaticDevice
from django_otp.plugins.otp_totp.admin import TOTPDevice

from hotcrm.audit.kinds import Kind

from .access_admin import AskingFirst, WaysIn
from .admin_forms import NewPersonForm, PersonForm
from .confirming import ask_first
from .forms import time_zones
from .models import ApiToken, Department
from .rights_table import RightsForm
from .roles import Role

POWERS = ("is_superuser", "user_permissions")

admin.site.unregister(Group)
for secret in (TOTPDevice, StaticDevice):  # nobody reads the second factor of another
    admin.site.unregister(secret)


class RolesField(forms.ModelMultipleChoiceField):
    """Groups to tick, the roles among them by their names instead of their codes."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, group):
        return dict(Role.choices).get(group.name, group.name)


class UserAdmin(WaysIn, DjangoUserAdmin):
    """Registered by `leads.admin`, which adds what becomes of somebody's leads when they leave."""

    audited_as = Kind.RIGHTS_CHANGED
    form, add_form = PersonForm, NewPersonForm
    list_display = ("username", "full_name", "role_names", "department", "manager", "partner_company", "is_active")
    list_select_related = ("department", "manager", "partner_company")
    list_filter = ("is_active", "groups", "is_staff")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    list_per_page = 50
    autocomplete_fields = ("manager", "department", "partner_company")
    readonly_fields = ("can_sign_in", "has_second_factor", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "can_sign_in")}),
        (_("Signing in"), {"fields": ("has_second_factor", "needs_second_factor", "must_change_password")}),
        (_("Person"), {"fields": (("first_name", "last_name"), "email")}),
        (_("Place"), {"fields": ("manager", "department", "partner_company", "holding_limit")}),
        (_("Roles"), {"fields": ("groups", "is_staff")}),
        (_("Preferences"), {"fields": (("language", "time_zone"), "theme", ("absent_from", "absent_until"))}),
        (_("Technical"), {"classes": ("collapse",), "fields": (*POWERS, "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2", "must_change_password")}),
        (_("Person"), {"fields": (("first_name", "last_name"), "email")}),
        (_("Place"), {"fields": ("manager", "department", "partner_company", "groups", "is_staff")}),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "time_zone":
            return forms.ChoiceField(label=db_field.verbose_name, choices=time_zones, initial=db_field.default)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            return RolesField(Group.objects.order_by("pk"), required=False, label=_("Roles"))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("can sign in"), boolean=True)
    def can_sign_in(self, person):
        return person.is_active

    @admin.display(description=_("name"))
    def full_name(self, person):
        return person.get_full_name()

    @admin.display(description=_("roles"))
    def role_names(self, person):
        labels = dict(Role.choices)
        return ", ".join(str(labels.get(group.name, group.name)) for group in person.groups.all()) or "–"

    def get_readonly_fields(self, request, obj=None):
        """Only a superuser makes superusers."""
        return (*self.readonly_fields, *(() if request.user.is_superuser else POWERS))

    def has_change_permission(self, request, obj=None):
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not is_above and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Group)
class GroupAdmin(AskingFirst, DjangoGroupAdmin):
    """Roles are groups with fixed names; other groups serve pools and sharing. What roles may do is one table."""

    audited_as = Kind.RIGHTS_CHANGED
    list_display = ("name", "label", "people")
    ordering = ("name",)

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(people=Count("user"))

    def get_urls(self):
        rights = path("rights/", self.admin_site.admin_view(self.rights_view), name="auth_group_rights")
        return [rights, *super().get_urls()]

    def rights_view(self, request):
        if not self.has_change_permission(request):
            raise PermissionDenied
        if answer := ask_first(request):
            return answer
        form = RightsForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            for group, words in form.save().items():
                self.log_change(request, group, words)
            messages.success(request, _t("The rights are as the table says, from the next request on."))
            return HttpResponseRedirect(request.path)
        context = {**self.admin_site.each_context(request), "title": _t("Rights"), "opts": self.opts, "form": form}
        return render(request, "admin/auth/group/rights.html", context)

    @admin.display(description=_("role"))
    def label(self, group):
        return dict(Role.choices).get(group.name, "–")

    @admin.display(description=_("people"), ordering="people")
    def people(self, group):
        return group.people

    def get_readonly_fields(self, request, obj=None):
        return ("name",) if is_role(obj) else ()

    def has_delete_permission(self, request, obj=None):
        return not is_role(obj) and super().has_delete_permission(request, obj)

    def get_actions(self, request):
        """No deleting of many: a role might be among them."""
        return {}


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    """The tree, each department below its parent."""

    audited_as = Kind.RIGHTS_CHANGED
    list_display = ("branch", "head", "people")
    list_display_links = ("branch",)
    list_select_related = ("head",)
    search_fields = ("name",)
    autocomplete_fields = ("parent", "head")
    list_per_page = 500

    def get_queryset(self, request):
        tree = [pk for pk, _depth in Department.tree()]
        place = Case(
            *(When(pk=pk, then=Value(place)) for place, pk in enumerate(tree)),
            default=Value(len(tree)),
            output_field=IntegerField(),
        )
        return Department.objects.annotate(place=place, number_of_people=Count("people"))

    def get_ordering(self, request):
        """The tree is the list's own; where a department is chosen they stand by name."""
        return ("place",) if request.resolver_match.url_name == "people_department_changelist" else ("name",)

    def changelist_view(self, request, extra_context=None):
        self.depths = dict(Department.tree())
        return super().changelist_view(request, extra_context)

    @admin.display(description=_("department"))
    def branch(self, department):
        return format_html("{}{}", "\N{EM SPACE}" * 2 * self.depths.get(department.pk, 0), department.name)

    @admin.display(description=_("people"))
    def people(self, department):
        return department.number_of_people


class PartnerCompanyAdmin(admin.ModelAdmin):
    """Registered by `leads.admin`, which adds what becomes of its people's leads when it leaves."""

    list_display = ("name", "people")
    search_fields = ("name",)

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(number_of_people=Count("people"))

    @admin.display(description=_("people"))
    def people(self, company):
        return company.number_of_people


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    """Whose programs may come in. Nobody makes a token for another, and what was revoked stays to be seen."""

    audited_as = Kind.TOKEN_REVOKED
    list_display = ("name", "user", "created_at", "last_used_at", "expires_on", "revoked_at")
    list_select_related = ("user",)
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    search_fields = ("name", "user__username")
    fields = readonly_fields = ("name", "user", "created_at", "last_used_at", "expires_on", "revoked_at")
    actions = ("revoke",)

    @admin.action(description=_("Revoke"), permissions=["change"])
    def revoke(self, request, tokens):
        for token in tokens:
            token.revoke()
            self.log_change(request, token, Kind.TOKEN_REVOKED)
        messages.success(request, _t("The chosen tokens work no more."))

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def is_role(group) -> bool:
    return group is not None and group.name in Role.values
