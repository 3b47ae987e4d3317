"""The members of campaigns over JSON: listed, added one by one or many at once, moved on, removed."""

import secrets
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from campaigns.adding.forms import lists_to_enrol
from campaigns.models import Campaign, Member, MemberStatus
from campaigns.models.running import STILL_OPEN
from campaigns.views.members import MemberList
from campaigns.views.seen import campaign_seen_by
from campaigns.views.sources import leads_of_view, people_of_list
from hotcrm.pages.runs.execution import breathe, chunk_size
from hotcrm.pages.runs.starting import start
from hotcrm.records.refusals import NotFound, Stale
from hotcrm.sales.models import Contact
from leads.models import Lead

from .bulk import ANSWER, MOST_IDS, BulkOutput
from .errors import WHOLE
from .idempotency import idempotent
from .inputs import LARGEST_KEY, UNKNOWN, Input
from .listing import Paged
from .operations import IF_MATCH, filters_of, page_of
from .outputs import Output
from .records import Kind, refuse, version_of, versioned
from .runs import RunOutput
from .views import Address, Operation, said

PEOPLE: dict[str, Any] = {"lead": Lead, "contact": Contact}


class CampaignMemberOutput(Output):
    group = serializers.CharField(source="arm", read_only=True, help_text=_("Of the campaign's experiment."))

    class Meta:
        model = Member
        fields = (
            "id", "lead", "contact", "status", "reached", "responded_at", "group", "is_held_out", "value", "added_by",
            "created_at", "updated_at", "version",
        )  # fmt: skip


def key(**kwargs):
    return serializers.IntegerField(min_value=1, max_value=LARGEST_KEY, required=False, **kwargs)


def keys(**kwargs):
    child = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY)
    return serializers.ListField(child=child, allow_empty=False, max_length=MOST_IDS, required=False, **kwargs)


class CampaignMemberNew(Input):
    lead = key(help_text=_("Give a lead or a contact."))
    contact = key()


class CampaignMemberChange(Input):
    status = serializers.ChoiceField(choices=MemberStatus.choices)


class CampaignEnrolInput(Input):
    ids = keys(help_text=_("Leads, by their keys."))
    contacts = keys(help_text=_("Contacts, by their keys."))
    view = serializers.CharField(
        max_length=40, required=False, help_text=_("All leads of a view, shipped or saved (v and its key).")
    )
    list = key(help_text=_("Everybody on a marketing list."))


class StartedOutput(serializers.Serializer):
    runs = RunOutput(many=True, help_text=_("One for the leads, and one for the contacts where there are some."))


class Members(Kind):
    name, tag, model, output, page = "member", "campaigns", Member, CampaignMemberOutput, MemberList


class MembersAddress(Address):
    tag = Members.tag

    def campaign(self, pk) -> Campaign:
        return campaign_seen_by(self.request.user, pk)

    def open_campaign(self, pk) -> Campaign:
        """One that this person may enrol somebody in now."""
        campaign = self.campaign(pk)
        if refusal := campaign.closed_to(self.request.user) or STILL_OPEN.refusal_of(campaign):
            raise refusal
        return campaign


class CampaignMembers(MembersAddress):
    operations = {
        "get": Operation(
            "campaign_member_list",
            _("List members of a campaign"),
            _("The leads and contacts that you see, with the filters and orders of the page."),
            answer=page_of(CampaignMemberOutput),
            parameters=filters_of(MemberList),
            refusals=(400, 404),
        ),
        "post": Operation(
            "campaign_member_create",
            _("Add a member to a campaign"),
            _("A lead or a contact, once."),
            request=CampaignMemberNew,
            answer=CampaignMemberOutput,
            status=201,
            has_version=True,
            refusals=(404, 409),
            example={"lead": 5},
        ),
    }

    def get(self, request, pk):
        page = MemberList.for_person(request.user, pk)
        return Paged(type("Members", (Members,), {"page": page}), request).response(CampaignMemberOutput)

    @idempotent
    def post(self, request, pk):
        campaign = self.open_campaign(pk)
        kind, person = self.person(*CampaignMemberNew().read(request.data))
        for _pk, refusal in PEOPLE[kind].enrol.apply([person], by=request.user, campaign=campaign).refused:
            raise refusal
        member = Member.objects.select_related("added_by").get(campaign=campaign, **{kind: person})
        location = request.build_absolute_uri(f"{request.path}{member.pk}/")
        return said(member, CampaignMemberOutput(member).data, status=201, Location=location)

    def person(self, values, errors) -> tuple[str, int]:
        if not errors and len(values) != 1:
            errors = {WHOLE: [_t("Give a lead or a contact: exactly one of them.")]}
        if errors:
            raise ValidationError(errors)
        [(kind, pk)] = values.items()
        if not PEOPLE[kind].objects.visible_to(self.request.user).filter(pk=pk).exists():
            raise ValidationError({kind: [UNKNOWN % {"value": pk}]})
        return kind, pk


class CampaignMember(MembersAddress):
    http_method_names = ["get", "patch", "delete", "head"]
    operations = {
        "get": Operation(
            "campaign_member_read",
            _("Read: campaign member"),
            answer=CampaignMemberOutput,
            has_version=True,
            refusals=(404,),
        ),
        "patch": Operation(
            "campaign_member_change",
            _("Change the status of a campaign member"),
            _("Whoever is unsubscribed is opted out of e-mail for good."),
            request=versioned(CampaignMemberChange),
            answer=CampaignMemberOutput,
            has_version=True,
            parameters=(IF_MATCH,),
            refusals=(404, 409, 412),
            example={"status": "responded", "version": 1},
        ),
        "delete": Operation(
            "campaign_member_delete",
            _("Remove a member from a campaign"),
            status=204,
            refusals=(404, 409),
        ),
    }

    def member(self, pk, member) -> Member:
        members = Member.objects.visible_to(self.request.user).select_related("campaign", "added_by")
        found = members.filter(pk=member).first()
        if found is None or found.campaign_id != pk:
            raise NotFound
        return found

    def get(self, request, pk, member):
        found = self.member(pk, member)
        return said(found, CampaignMemberOutput(found).data)

    def patch(self, request, pk, member):
        found, version = self.member(pk, member), version_of(request)
        refuse(found, request.user, "set_status")
        data = {name: value for name, value in request.data.items() if name != "version"}
        values, errors = CampaignMemberChange().read(data, present=CampaignMemberOutput(found).data)
        if errors:
            raise ValidationError(errors)
        if version not in (None, found.version):
            raise Stale(found, values)
        if "status" in values:
            found.set_status(by=request.user, to=values["status"])
        return said(found, CampaignMemberOutput(found).data)

    def delete(self, request, pk, member):
        self.member(pk, member).remove(by=request.user)
        return Response(status=204)


class CampaignEnrol(MembersAddress):
    """As the verb for many: it takes no idempotency key, since asked again it refuses those who are in already."""

    def operation(self, method):
        return Operation(
            "campaign_enrol",
            _("Add members to a campaign, many at once"),
            _t(
                "Leads (“ids”) or contacts, at most %(most)d, at once; or everybody of a view or a marketing list: "
                "202, in runs that go on in the background."
            )
            % {"most": MOST_IDS},
            request=CampaignEnrolInput,
            answer=BulkOutput,
            also=((202, StartedOutput),),
            example={"ids": [1, 2, 3]},
            example_answer=ANSWER,
            refusals=(404, 409),
            is_repeatable=True,
        )

    def post(self, request, pk):
        campaign = self.open_campaign(pk)
        values, errors = CampaignEnrolInput().read(request.data)
        if not errors and len(values) != 1:
            errors = {WHOLE: [_t("Give one of these: ids, contacts, view, list.")]}
        if errors:
            raise ValidationError(errors)
        [(name, value)] = values.items()
        if name in ("ids", "contacts"):
            return Response(self.at_once(Lead if name == "ids" else Contact, value, campaign))
        runs = [
            start(rows.model.enrol, by=request.user, rows=rows, campaign=campaign) for rows in self.rows(name, value)
        ]
        return Response({"runs": RunOutput(runs, many=True, context={"request": request}).data}, status=202)

    def at_once(self, model, ids, campaign) -> dict:
        ids, done, refused = list(dict.fromkeys(ids)), set(), {}
        size, occasion = chunk_size(), f"request:{secrets.token_hex(8)}"
        for first in range(0, len(ids), size):
            if first:
                breathe()
            some = ids[first : first + size]
            results = model.enrol.apply(some, by=self.request.user, occasion=occasion, campaign=campaign)
            done |= {record.pk for record in results.done}
            refused |= dict(results.refused)
        told = [{"id": pk, "reason": str(refused[pk]), "code": refused[pk].code} for pk in ids if pk in refused]
        return {"done": [pk for pk in ids if pk in done], "refused": told}

    def rows(self, name, value) -> list:
        """Those of a view; of a list the leads, and the contacts."""
        if name == "view":
            try:
                return [leads_of_view(urlencode({"view": value}), self.request.user).rows()]
            except Http404:
                raise ValidationError({"view": [UNKNOWN % {"value": value}]})
        chosen = lists_to_enrol(self.request.user).select_related("view").filter(pk=value).first()
        if chosen is None:
            raise ValidationError({"list": [UNKNOWN % {"value": value}]})
        return [rows for rows in people_of_list(chosen, self.request.user) if rows.exists()]
