"""Write leads to a CSV or XLSX file."""

from pathlib import Path
from types import SimpleNamespace

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.http import Http404, QueryDict

from hotcrm.audit.exports import exported
from hotcrm.pages.exporting import WRITERS
from hotcrm.pages.listing import Listing
from hotcrm.people.models import User
from hotcrm.people.rights import Right
from hotcrm.people.roles import Role
from hotcrm.records.reach import Reach
from hotcrm.terminal import ProgressBar
from leads.exporting import FIELDS, headers_of, rows_of
from leads.models import Lead
from leads.shipped_views import SHIPPED_VIEWS
from leads.views.listing import LeadList

# Sees everything and is nobody: a view that asks who it is belongs to a person.
NOBODY = SimpleNamespace(sees_everything=True, is_crm_admin=True, is_partner=False, rights=frozenset(Right.values))


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="its ending says which format: .csv or .xlsx")
        parser.add_argument("--view", metavar="SLUG", help="only the leads of this view")
        parser.add_argument("--fields", metavar="A,B,C", help="these columns only")
        parser.add_argument("--as", metavar="USER", dest="person", help="what this person sees; by default everything")

    def handle(self, *, file, view, fields, person, **options):
        kind = file.suffix.lower().removeprefix(".")
        if kind not in WRITERS:
            raise CommandError("The file must end in .csv or .xlsx.")
        fields = fields_named(fields)
        leads = leads_of(view, person)
        told = {"command": "export_leads", "format": kind, "fields": list(fields), "view": view or ""}
        if person:
            told["as"] = User.objects.get(username=person).pk
        rows = exported(rows_of(leads, fields, spoken=False), by=None, model=Lead, **told)
        count = Counted(rows, leads.count(), ProgressBar(self.stderr))
        try:
            with file.open("wb") as opened:
                opened.writelines(WRITERS[kind](headers_of(fields, spoken=False), count))
        except OSError as fault:
            raise CommandError(f"{file}: {fault.strerror}.")
        finally:
            count.bar.clear()
        self.stdout.write(f"{count.number} leads written to {file}.")


class Counted:
    """Rows that are counted as they pass by."""

    def __init__(self, rows, total: int, bar: ProgressBar):
        self.rows, self.total, self.bar, self.number = rows, total, bar, 0

    def __iter__(self):
        for row in self.rows:
            self.number += 1
            if self.number % 500 == 0:
                self.bar.show(self.number / max(self.total, 1), f"{self.number:,} leads")
            yield row


def fields_named(text: str | None) -> tuple[str, ...]:
    if not text:
        return FIELDS
    fields = tuple(name.strip() for name in text.split(","))
    if unknown := [name for name in fields if name not in FIELDS]:
        raise CommandError(f"There is no field {', '.join(unknown)}. Fields: {', '.join(FIELDS)}.")
    return fields


def leads_of(slug: str | None, username: str | None):
    person = None
    if username and not (person := User.objects.filter(username=username).first()):
        raise CommandError(f"There is no person “{username}”.")
    if not slug:
        return Lead.objects.visible_to(person).filter(discarded_at__isnull=True).order_by("pk")
    view = next((view for view in SHIPPED_VIEWS if view.slug == slug), None)
    if view is None:
        raise CommandError(f"There is no view “{slug}”. Views: {', '.join(view.slug for view in SHIPPED_VIEWS)}.")
    person = person or administrator_for(view)
    try:
        return Listing(LeadList, person, QueryDict(f"view={slug}")).rows()
    except Http404:
        raise CommandError(f"{person} has no view “{slug}”.")


def administrator_for(view) -> User:
    """Somebody who sees everything, for the views that are the same for all of them."""
    try:
        view.rows(Lead.objects.all(), NOBODY)
        view.pin(NOBODY, Reach(NOBODY))
    except (AttributeError, TypeError, ValueError):
        raise CommandError(f"The view “{view.slug}” is a person's own: name one with --as.")
    administrators = User.objects.filter(Q(is_superuser=True) | Q(groups__name=Role.CRM_ADMIN), is_active=True)
    person = administrators.order_by("pk").first()
    if person is None:
        raise CommandError("There is no administrator to look for: name a person with --as.")
    return person
