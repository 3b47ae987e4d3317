from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from hotcrm.pages.tables import NOTHING, Cell, ListTable
from hotcrm.pages.templatetags.face import ago, email_link, kept_back, money, person, phone_link, pill
from leads.models import Lead


def company_of(one) -> str:
    """The company of a lead, the account of a contact."""
    return one.company if isinstance(one, Lead) else str(one.account or "")


class MemberTable(ListTable):
    """What a list of members can show. A row opens the page of who it is."""

    person = Cell(_("Member"), css="col-title")
    company = Cell(_("Company"))
    email = Cell(_("E-mail"))
    status = Cell(_("Status"))
    responded_at = Cell(_("First response"))
    group = Cell(_("Group"))
    created_at = Cell(_("Added"))
    added_by = Cell(_("By"))
    phone = Cell(_("Phone"))
    title = Cell(_("Job title"))
    reached = Cell(_("Reached"))
    value = Cell(_("Value"), css="numeric")
    kind = Cell(_("Lead or contact"))

    always = ("person",)

    def __init__(self, rows, *, opens, **kwargs):
        super().__init__(rows, opens=lambda member: opens(member.person), **kwargs)

    def render_person(self, record):
        return self.title_cell(record, str(record), "" if record.lead_id else _("Contact"))

    def render_company(self, record):
        return shown(record, "company", company_of(record.person) or NOTHING)

    def render_email(self, record):
        return shown(record, "email", email_link(record.person.email))

    def render_phone(self, record):
        return shown(record, "phone", phone_link(record.person.phone or record.person.mobile))

    def render_title(self, record):
        return shown(record, "title", record.person.title or NOTHING)

    def render_status(self, record):
        return pill(record.status, record.get_status_display()) if record.status else held_out()

    def render_responded_at(self, record):
        return ago(record.responded_at)

    def render_group(self, record):
        if not record.is_held_out:
            return record.arm or NOTHING
        return format_html("{} {}", record.arm, held_out()) if record.status else record.arm or NOTHING

    def render_created_at(self, record):
        return ago(record.created_at)

    def render_added_by(self, record):
        return person(record.added_by)

    def render_reached(self, record):
        return NOTHING if record.is_held_out else record.get_reached_display()

    def render_value(self, record):
        return money(record.value)

    def render_kind(self, record):
        return _("Lead") if record.lead_id else _("Contact")


def shown(member, name, drawn):
    """A value of the person, or the sign that a pool keeps it back."""
    return kept_back() if name in member.person.hidden_here else drawn


def held_out():
    return format_html('<span class="pill tone-grey">{}</span>', _("Held out"))
