"""Members are added: one by one, from a view of leads, from a marketing list. Many are added by a background run."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext
from django.views import View

from campaigns.adding.forms import ListForm, lists_to_enrol
from campaigns.adding.people import people_found
from campaigns.adding.preview import preview_of
from campaigns.models import Use
from campaigns.models.running import STILL_OPEN
from hotcrm.pages.actions import done, refused, way_back
from hotcrm.pages.filters import LONGEST
from hotcrm.pages.runs.starting import start
from hotcrm.pages.runs.views import number
from hotcrm.records.refusals import Refused
from hotcrm.sales.models import Contact
from leads.models import Lead

from .seen import OpenToEditors
from .sources import leads_of_view, people_of_list

KINDS: dict[str, Any] = {"lead": Lead, "contact": Contact}


class Adding(OpenToEditors, View):
    """For those who edit the campaign, while it is not over."""

    def refusal(self) -> Refused | None:
        return super().refusal() or STILL_OPEN.refusal_of(self.campaign)

    @property
    def members_url(self) -> str:
        return reverse("member_list", args=[self.campaign.pk])

    def show(self, template, *, status=200, **context):
        context = {"campaign": self.campaign, "members_url": self.members_url, **context}
        return render(self.request, f"campaigns/members/{template}", context, status=status)

    def enrol(self, *parts):
        """A run for the leads, one for the contacts; to the first that has somebody."""
        token = self.request.POST.get("token", "").replace("\x00", "")[:48] or get_random_string(32)
        runs = [run for rows in parts if (run := self._run(rows, f"{token}:{rows.model._meta.model_name}")).total]
        if not runs:
            messages.warning(self.request, _t("There is nobody to add."))
            return redirect("member_add", self.campaign.pk)
        for other in runs[1:]:
            said = ngettext("%(count)d contact as well", "%(count)d contacts as well", other.total)
            messages.info(self.request, link_to(other, said % {"count": other.total}))
        return redirect(runs[0])

    def _run(self, rows, token):
        return start(rows.model.enrol, by=self.request.user, rows=rows, token=token, campaign=self.campaign)


class MemberAdd(Adding):
    """One by one, and the ways to many. `?q=` looks for a lead or contact; POST `lead` or `contact` adds it."""

    def get(self, request, campaign):
        text = request.GET.get("q", "").replace("\x00", "")[:200]
        found = people_found(text, self.campaign, request.user)
        if request.headers.get("HX-Target") == "found":
            return self.show("_found.html", found=found, text=text)
        views = leads_of_view("", request.user).views
        targets = lists_to_enrol(request.user).filter(campaigns__campaign=self.campaign, campaigns__use=Use.TARGET)
        return self.show(
            "add.html",
            found=found,
            text=text,
            views=[*views.shipped.values(), *views.saved.values()],
            list_form=ListForm(user=request.user),
            targets=targets.select_related("view"),
        )

    def post(self, request, campaign):
        person, text = self.person(), request.POST.get("q", "")[:200]
        back = way_back(request, f"{reverse('member_add', args=[campaign])}?{urlencode({'q': text})}")
        try:
            type(person).objects.get(pk=person.pk).enrol(by=request.user, campaign=self.campaign)
        except Refused as refusal:
            return refused(request, refusal, back)
        return done(request, back, _t("%(name)s is a member now.") % {"name": person})

    def person(self):
        """As they may read it."""
        kind = next((kind for kind in KINDS if kind in self.request.POST), "lead")
        seen = KINDS[kind].objects.visible_to(self.request.user)
        return get_object_or_404(seen, pk=number(self.request.POST.get(kind)) or 0)


class MemberAddView(Adding):
    """From a view of leads, narrowed as the list of leads can be: who it is, and who would be left out and why."""

    def get(self, request, campaign):
        listing = leads_of_view(request.META.get("QUERY_STRING", "")[:LONGEST], request.user)
        part = request.headers.get("HX-Target") == "list-part"
        return self.show(
            "_preview.html" if part else "add_view.html",
            listing=listing,
            filter=listing.filter,
            views=[*listing.views.shipped.values(), *listing.views.saved.values()],
            preview=preview_of([listing.rows()], self.campaign, request.user),
            token=get_random_string(32),
            query=listing.state.query,
            first=listing.selection.first(5),
            action=request.path,
        )

    def post(self, request, campaign):
        return self.enrol(leads_of_view(request.POST.get("query", "")[:LONGEST], request.user).rows())


class MemberAddList(Adding):
    """From the marketing list `pk`. `?list=` leads to it from a form that offers several."""

    def get(self, request, campaign, pk=None):
        if pk is None:
            chosen = self.list(number(request.GET.get("list")))
            return redirect("member_add_list", campaign, chosen.pk)
        marketing_list = self.list(pk)
        return self.show(
            "add_list.html",
            list=marketing_list,
            preview=preview_of(people_of_list(marketing_list, request.user), self.campaign, request.user),
            token=get_random_string(32),
            action=request.path,
        )

    def post(self, request, campaign, pk=None):
        return self.enrol(*people_of_list(self.list(pk), request.user))

    def list(self, pk):
        return get_object_or_404(lists_to_enrol(self.request.user).select_related("view"), pk=pk or 0)


class MemberAddTargets(Adding):
    """From all the lists that the campaign is for, with one click: whoever is on several of them is asked once."""

    http_method_names = ["post"]

    def post(self, request, campaign):
        targets = lists_to_enrol(request.user).filter(campaigns__campaign=self.campaign, campaigns__use=Use.TARGET)
        parts: dict = {Lead: [], Contact: []}
        for one in targets.select_related("view"):
            for rows in people_of_list(one, request.user):
                parts[rows.model].append(rows.order_by().values("pk"))
        return self.enrol(*(self.together(model, some) for model, some in parts.items() if some))

    def together(self, model, parts):
        on_any = Q(*(Q(pk__in=keys) for keys in parts), _connector=Q.OR)
        return model.objects.visible_to(self.request.user).filter(on_any)


def link_to(run, words):
    return format_html('<a href="{}">{}</a>', run.get_absolute_url(), words)
