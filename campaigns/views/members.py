"""The members of a campaign: a list like any other, and what is done to one or many of them."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views import View

from campaigns.member_list.exporting import FIELDS, headers, rows_of
from campaigns.member_list.filters import MemberFilter
from campaigns.member_list.forms import form_of
from campaigns.member_list.panel import may_enrol, panel
from campaigns.member_list.shipped_views import LATEST_RESPONSE, NEWEST, views_of
from campaigns.member_list.tables import MemberTable
from campaigns.models import Campaign, Member
from hotcrm.pages.actions import done, refused, way_back
from hotcrm.pages.bulk import BulkVerb
from hotcrm.pages.counts import CountsPage
from hotcrm.pages.export_view import ListExport
from hotcrm.pages.verb_list import VerbList
from hotcrm.records.refusals import Invalid, Refused
from hotcrm.records.verbs import verbs_for, verbs_of

from .seen import campaign_seen_by

VERBS = ("set_status", "remove")
ASKED_FIRST = ("remove",)  # asks for no value, and still is not done by one click


class MemberList(VerbList):
    """`for_person` makes the list of one campaign of this."""

    campaign: Campaign

    model, table_class, filter_class = Member, MemberTable, MemberFilter
    row_verbs, verbs_for_many = VERBS, VERBS
    shipped_views: tuple = ()
    first_view = "all"
    orders = {"created_at": NEWEST, "responded_at": LATEST_RESPONSE}
    columns = ("company", "email", "status", "responded_at", "group", "created_at", "added_by")
    related = ("added_by",)
    url_name, counts_url_name, bulk_url_name = "member_list", "member_counts", "member_bulk"
    template_name = "campaigns/members/list.html"
    keeps_views = False

    @classmethod
    def for_person(cls, user, campaign):
        campaign = campaign_seen_by(user, campaign)
        own = {"campaign": campaign, "shipped_views": views_of(campaign)}
        own["filter_class"] = type("MemberFilter", (cls.filter_class,), {"campaign": campaign})
        return type(cls.__name__, (cls,), own)

    @classmethod
    def address(cls):
        return reverse(cls.url_name, args=[cls.campaign.pk])

    @classmethod
    def counts_address(cls):
        return reverse(cls.counts_url_name, args=[cls.campaign.pk])

    @classmethod
    def title(cls):
        return _t("Members")

    def bulk_address(self, word):
        return reverse(self.bulk_url_name, args=[self.kwargs["campaign"], word])

    def asks(self, name):
        return True

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        campaign = self.listing.page.campaign
        return context | {
            "campaign": campaign,
            "export_url": reverse("member_export", args=[campaign.pk]),
            "may_enrol": may_enrol(campaign, self.request.user),
        }


class MemberCounts(CountsPage):
    page = MemberList


class OfACampaign:
    """`page` becomes the list of the campaign that the address names."""

    page: Any = None

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.page = MemberList.for_person(request.user, kwargs.pop("campaign"))
        return super().dispatch(request, *args, **kwargs)


class MemberBulk(OfACampaign, BulkVerb):
    verbs, asked_first = VERBS, ASKED_FIRST

    def form(self, data):
        return form_of(self.verb.name)(data)


class MemberExport(OfACampaign, ListExport):
    fields = FIELDS

    def headers(self):
        return headers()

    def rows(self, chosen):
        return rows_of(chosen, self.request.user)


class MemberPanel(LoginRequiredMixin, View):
    """The members on the page of the campaign, which fetches them when it is there already."""

    def get(self, request, campaign):
        campaign = campaign_seen_by(request.user, campaign)
        return render(request, "campaigns/_members.html", panel(campaign, request.user))


class MemberView(LoginRequiredMixin, View):
    """One member that this person sees, in the campaign of the address."""

    def member(self, campaign, pk, **kwargs) -> Member:
        members = Member.objects.visible_to(self.request.user).select_related("campaign")
        member = get_object_or_404(members, pk=pk)
        if member.campaign_id != campaign:  # not asked of the database: SQLite cannot be asked for any number
            raise Http404
        return member


class MemberDetail(MemberView):
    """A member is known on the page of the lead or contact it is."""

    def get(self, request, **kwargs):
        return redirect(self.member(**kwargs).person)


class MemberVerb(MemberView):
    """A verb's own page: GET asks, POST does."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.name = kwargs["verb"].replace("-", "_")
        if self.name not in VERBS:
            raise Http404
        self.record = self.member(**kwargs)
        self.next_url = way_back(request, reverse("member_list", args=[self.record.campaign_id]))
        if refusal := verbs_for([self.record], request.user, [self.name])[self.record.pk][self.name]:
            return refused(request, refusal, self.next_url)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, **kwargs):
        return self.show(form_of(self.name)(initial={"to": self.record.status}))

    def post(self, request, **kwargs):
        form = form_of(self.name)(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        name = str(self.record)
        try:
            getattr(self.record, self.name)(by=request.user, **form.kwargs)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self.show(form, status=422)
        except Refused as refusal:
            return refused(request, refusal, self.next_url)
        return done(request, self.next_url, self.said(name, form))

    def said(self, name, form):
        if self.name == "remove":
            return _t("%(name)s is not a member any more.") % {"name": name}
        return _t("%(name)s: %(status)s.") % {"name": name, "status": self.record.get_status_display()}

    def show(self, form, status=200):
        verb = verbs_of(Member)[self.name]
        context = {"form": form, "verb": verb, "record": self.record, "url": self.request.path, "next": self.next_url}
        template = "pages/_verb_form.html" if self.request.htmx else "pages/verb.html"
        return render(self.request, template, context, status=status)
