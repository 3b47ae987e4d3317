"""Marketing lists: the list of them, one of them with who is on it, how one is made and changed."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View

from campaigns.adding.forms import CampaignForm, campaigns_open_to
from campaigns.lists.entries import campaigns_of, entries_seen_by, people_on
from campaigns.lists.filters import MarketingListFilter
from campaigns.lists.forms import MarketingListForm
from campaigns.lists.shipped_views import LIST_VIEWS, NEWEST
from campaigns.lists.tables import MarketingListTable
from campaigns.lists.verbs import LIST_FORMS, SuppressForm
from campaigns.models import Campaign, ListKind, MarketingList
from hotcrm.pages.listing import capped
from hotcrm.pages.runs.views import number
from hotcrm.pages.verb_list import VerbList
from hotcrm.people.rights import Right, may
from hotcrm.sales.views.listing import RecordList
from hotcrm.sales.views.record_page import RecordPage

from .sources import leads_of_saved_view

PAGE = 50
MOST = 10  # campaigns named on the page of a list


class MarketingListList(RecordList):
    model, table_class, filter_class = MarketingList, MarketingListTable, MarketingListFilter
    shipped_views = LIST_VIEWS
    create_label = _("New marketing list")
    orders = {"created_at": NEWEST}
    columns = ("kind", "people", "owner", "campaigns", "created_at")
    related = ("owner", "view")
    row_verbs = ("change_owner",)
    verb_forms = LIST_FORMS
    url_name, counts_url_name, bulk_url_name = (
        "marketing_list_list",
        "marketing_list_counts",
        "marketing_list_bulk",
    )
    template_name = "campaigns/lists/list.html"
    keeps_views = False

    @staticmethod
    def may_create(user):
        return may(user, Right.CAMPAIGNS) and not user.is_partner

    def get_context_data(self, **kwargs):
        url = reverse("marketing_list_create") if self.may_create(self.request.user) else ""
        return VerbList.get_context_data(self, **kwargs, create_label=self.create_label, create_url=url)

    def table_options(self, rows):
        user = self.request.user
        return {"people": people_on(rows, user), "campaigns": campaigns_of(rows, user)} if rows else NOTHING


NOTHING: dict = {"people": {}, "campaigns": {}}


class MarketingListPage(RecordPage):
    list_page, form = MarketingListList, MarketingListForm
    facts_template = "campaigns/lists/_facts.html"
    kinds = {"view": "record", "description": "prose"}
    said = {
        "suppress": _("The addresses and domains are on the list."),
        "take_off": _("Taken off the list."),
    }
    not_in_menu = ("edit", "suppress", "take_off")

    @classmethod
    def kind(cls):
        return "marketing_list"


class MarketingListDetail(LoginRequiredMixin, View):
    """One list. Of a dynamic one the leads are shown by the list of leads, and only counted here."""

    def get(self, request, pk):
        record = list_seen_by(request.user, pk)
        page, user = MarketingListPage(record, request), request.user
        uses = record.campaigns.filter(campaign__in=Campaign.objects.visible_to(user)).select_related("campaign")
        context = {
            "page": page,
            "record": record,
            "uses": uses.order_by("-pk")[:MOST],
            "may_edit": page.is_open("edit"),
            "edit_url": reverse("marketing_list_edit", args=[pk]),
            "why_url": reverse("marketing_list_why", args=[pk]),
            "suppress_form": SuppressForm(user=user, record=record) if page.is_open("suppress") else None,
            "may_take_off": page.is_open("take_off"),
            "offers_campaigns": record.kind != ListKind.SUPPRESSION and campaigns_open_to(user).exists(),
            **self.people(record),
        }
        return render(request, "campaigns/lists/detail.html", context)

    def people(self, record) -> dict:
        user = self.request.user
        if record.kind == ListKind.DYNAMIC:
            found = leads_of_saved_view(record.view, user)
            query = f"view={record.view.base}&edited=1&{record.view.query}"
            return {"total": capped(found.order_by()[:1_001].count()), "leads_url": f"{reverse('lead_list')}?{query}"}
        entries = entries_seen_by(user).filter(list=record)
        shown = entries.select_related("added_by").order_by("-pk")
        if before := number(self.request.GET.get("before")):
            shown = shown.filter(pk__lt=before)
        shown = list(shown[: PAGE + 1])
        next_url = f"?before={shown[PAGE - 1].pk}" if len(shown) > PAGE else ""
        total = capped(entries.order_by()[:1_001].count())
        return {"entries": shown[:PAGE], "next_url": next_url, "is_first": before is None, "total": total}


class MarketingListEnrol(LoginRequiredMixin, View):
    """Into which campaign? From there it goes on on the campaign's own page."""

    def get(self, request, pk):
        record = list_seen_by(request.user, pk)
        form = CampaignForm(request.GET if "campaign" in request.GET else None, user=request.user)
        if form.is_bound and form.is_valid():
            return redirect("member_add_list", form.cleaned_data["campaign"].pk, record.pk)
        context = {"record": record, "form": form}
        return render(request, "campaigns/lists/enrol.html", context, status=422 if form.is_bound else 200)


def list_seen_by(user, pk) -> MarketingList:
    """Raises `Http404` for what they do not see."""
    return get_object_or_404(MarketingList.objects.visible_to(user).select_related("owner", "view"), pk=pk)
