"""A record is made, and what is known about it is changed. `page` is the `RecordPage` of its kind."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views import View

from hotcrm.pages.actions import done, into, refused, way_back
from hotcrm.pages.conflict import Conflict
from hotcrm.pages.runs.views import number
from hotcrm.records.refusals import Invalid, NotAllowed, Refused, Stale
from hotcrm.records.verbs import verbs_for

from .sections import shown


class RecordCreate(LoginRequiredMixin, View):
    """It belongs to whoever makes it. The address may fill in what it is made for (`?account=`)."""

    page: Any = None

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not self.page.list_page.may_create(request.user):
            raise NotAllowed(self.page.list_page.create_refusal)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self.show(self.form(initial=self.start()))

    def post(self, request):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            record = self.page.model().add(values, by=request.user)
        except ValidationError as error:
            put_errors(form, error)
            return self.show(form, status=422)
        said = _t("%(name)s was created.") % {"name": record}
        return done(request, record.get_absolute_url(), *with_doubt(said, self.page.doubt(record)))

    def form(self, data=None, **kwargs):
        return self.page.form(data, user=self.request.user, **kwargs)

    def start(self) -> dict:
        found = {}
        for word, (name, model) in self.page.starts_with.items():
            pk = number(self.request.GET.get(word))
            if pk is not None:
                found[name] = model.objects.visible_to(self.request.user).filter(pk=pk).first()
        return {name: record for name, record in found.items() if record is not None}

    def show(self, form, status=200):
        page = self.page.list_page
        context = {"form": form, "title": page.create_label, "list_label": page.title(), "list_url": page.address()}
        return render(self.request, "sales/create.html", context, status=status)


class RecordEdit(LoginRequiredMixin, View):
    """All fields, or one section (`?section=address`)."""

    page: Any = None

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.record = get_object_or_404(self.page.model().objects.visible_to(request.user), pk=kwargs["pk"])
        self.section = request.GET.get("section", "")
        if self.section and self.section not in self.page.form.sections:
            raise Http404
        if refusal := verbs_for([self.record], request.user, ["edit"])[self.record.pk]["edit"]:
            return refused(request, refusal, self.record.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, pk):
        return self.show(self.form())

    def post(self, request, pk):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        show = partial(shown, kinds=self.page.kinds)
        conflict = Conflict(form, request.POST, show=show, tidy=self.page.model().normalize)
        try:
            self.record.edit(by=request.user, changes=conflict.changes, version=form.cleaned_data.get("version"))
        except Stale as stale:
            return self.show_conflict(conflict, stale)
        except (Invalid, ValidationError) as error:
            put_errors(form, error)
            return self.show(form, status=422)
        except Refused as refusal:
            return refused(request, refusal, self.record.get_absolute_url())
        said = _t("Saved.") if conflict.changes else _t("Nothing was changed.")
        url = way_back(request, self.record.get_absolute_url())
        return done(request, url, *with_doubt(said, self.page.doubt(self.record)))

    def form(self, data=None):
        return self.page.form(data, instance=self.record, user=self.request.user, section=self.section or None)

    def show(self, form, status=200):
        part = self.request.htmx and self.section
        context = {"form": form, "record": self.record, "url": self.url, "section": self._section}
        context |= {"next": way_back(self.request, self.record.get_absolute_url())}
        context |= {"list_label": self.page.list_page.title(), "list_url": self.page.list_page.address()}
        template = "sales/_section_form.html" if part else "sales/edit.html"
        response = render(self.request, template, context, status=status)
        return into(response, f"#section-{self.section} .section-body") if part and status == 422 else response

    def show_conflict(self, conflict, stale):
        theirs = get_object_or_404(self.page.model().objects.visible_to(self.request.user), pk=self.record.pk)
        context = {"record": theirs, "rows": conflict.rows(theirs), "url": self.url, "refusal": stale}
        context["next"] = way_back(self.request, theirs.get_absolute_url())
        template = "pages/_conflict.html" if self.request.htmx else "pages/conflict.html"
        response = render(self.request, template, context, status=stale.status)
        return into(response, "#record", "innerHTML show:window:top") if self.request.htmx else response

    @property
    def _section(self):
        return self.page.form.sections.get(self.section)

    @property
    def url(self):
        url = reverse(f"{self.page.kind()}_edit", args=[self.record.pk])
        return f"{url}?section={self.section}" if self.section else url


def with_doubt(said, doubt) -> tuple:
    """What is said after something was done, and how: a doubt about it is a warning."""
    return (f"{said} {doubt}", messages.WARNING) if doubt else (said, messages.SUCCESS)


def put_errors(form, error):
    """Show what a verb or a constraint refused at its field, or above the form where it has none there."""
    if isinstance(error, Invalid):
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return
    for name, said in error.message_dict.items():
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, said)
