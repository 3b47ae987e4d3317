"""A verb for many records: for those that were ticked, or for all that a list shows."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME as TICKED_IN_ADMIN
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext
from django.views import View

from hotcrm.records.conditions import When
from hotcrm.records.refusals import Invalid
from hotcrm.records.verbs import CHUNK

from .actions import way_back
from .filters import LONGEST
from .listing import Listing
from .runs.preview import preview
from .runs.starting import start
from .runs.views import number


class BulkVerb(LoginRequiredMixin, View):
    """POST `ids`, or `all` with what stands behind the question mark of the list's own address as `query`.

    A verb that asks for something, or that is meant for all, is asked back on a page of its own; `sure` comes from
    there. Its `token` makes that a second click starts nothing.

    A domain gives the list page, the names of its verbs for many, which of them are not done by one click although
    they ask for nothing, and `form`, `name_of` and `rules` as it needs them.
    """

    http_method_names = ["get", "head", "post"]
    page: Any = None
    verbs: Any = ()
    asked_first: tuple[str, ...] = ()

    def form(self, data):
        """What the verb asks for; a form without fields where it asks for nothing."""
        raise NotImplementedError

    def name_of(self, word) -> str:
        """The verb behind the last word of an address."""
        return word.replace("-", "_")

    def rules(self) -> tuple[When, ...]:
        """What else keeps a record from it, for the preview."""
        return ()

    def get(self, request, verb):
        """Whoever comes back to its page, having chosen another language there, has nothing ticked any more."""
        return redirect(self.page.address())

    def post(self, request, verb):
        self.verb = self.verb_named(self.name_of(verb))
        self.query = request.POST.get("query", "")[:LONGEST]
        self.list_url = way_back(request, f"{self.page.address()}?{self.query}")
        if not self.takes_all and not self.ids:
            messages.warning(request, _t("Select some rows first."))
            return redirect(self.list_url)
        sure = "sure" in request.POST
        form = self.form(request.POST if sure else None)
        if not sure and (form.fields or self.takes_all or self.verb.name in self.asked_first):
            return self.ask(form)
        if form.fields and not form.is_valid():
            return self.ask(form, status=422)
        return self.start({} if not form.fields else form.kwargs)

    def verb_named(self, name):
        if name not in self.verbs:
            raise Http404
        return getattr(self.page.model, name)

    @property
    def takes_all(self) -> bool:
        return "all" in self.request.POST

    @cached_property
    def ids(self) -> list[int]:
        ticked = (*self.request.POST.getlist("ids"), *self.request.POST.getlist(TICKED_IN_ADMIN))
        ids = {pk for text in ticked if (pk := number(text)) is not None}
        if len(ids) > CHUNK:
            raise Invalid(_t("Select fewer rows, or all that match."), field="ids")
        return sorted(ids)

    @cached_property
    def rows(self):
        if self.takes_all:
            return Listing(self.page, self.request.user, QueryDict(self.query)).rows()
        return self.page.model.objects.visible_to(self.request.user).filter(pk__in=self.ids)

    def ask(self, form, status=200):
        missing = 0 if self.takes_all else len(self.ids) - self.rows.count()
        context = {
            "form": form,
            "verb": self.verb,
            "preview": preview(self.verb, self.rows, self.request.user, missing=missing, rules=self.rules()),
            "ids": () if self.takes_all else self.ids,
            "token": self.request.POST.get("token") or get_random_string(32),
            "query": self.query,
            "list_url": self.list_url,
            "list_label": self.page.title(),
        }
        return render(self.request, "pages/bulk.html", context, status=status)

    def start(self, values):
        chosen = {"rows": self.rows} if self.takes_all else {"ids": self.ids}
        token = self.request.POST.get("token", "").replace("\x00", "")[:64]
        run = start(self.verb, by=self.request.user, token=token, **chosen, **values)
        if run.is_live or run.refused or not run.done:
            return redirect(run)
        messages.success(self.request, said_of(run))
        return redirect(self.list_url)


def said_of(run):
    done = ngettext("%(verb)s: %(count)d done.", "%(verb)s: %(count)d done.", run.done)
    onward = _t("See or undo") if run.may_be_undone else _t("See the results")
    done %= {"verb": run, "count": run.done}
    return format_html('{} <a href="{}">{}</a>', done, run.get_absolute_url(), onward)
