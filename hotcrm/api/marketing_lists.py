"""Marketing lists over JSON, and who is on them."""

from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from campaigns.lists.entries import entries_seen_by
from campaigns.lists.forms import MarketingListForm
from campaigns.lists.verbs import LIST_FORMS, SuppressForm
from campaigns.models import ListEntry, MarketingList
from campaigns.views.lists import MarketingListList
from hotcrm.pages.keyset import Order
from hotcrm.people.models import User
from hotcrm.people.rights import REFUSALS, Right
from hotcrm.records.refusals import NotAllowed, NotFound, Refused
from hotcrm.sales.forms import VerbForm

from .errors import WHOLE, errors_of
from .idempotency import idempotent
from .inputs import UNKNOWN, Input, input_of
from .listing import Walk
from .members import PEOPLE, key
from .operations import PAGING, page_of
from .outputs import Output
from .records import RecordAddress, refuse
from .sales import TOLD, SalesKind
from .views import Operation

NEWEST = Order("pk", descending=True)
ENTRIES = ("lead", "contact", "address", "domain")


class MarketingListOutput(Output):
    class Meta:
        model = MarketingList
        fields = ("id", "name", "kind", "view", "description", *TOLD)


class ListedLists(MarketingListList):
    related = ("owner",)


UNWRITABLE = frozenset(MarketingListOutput.Meta.fields) - frozenset(MarketingListForm.base_fields)


class MarketingLists(SalesKind):
    tag, name, model, page = "marketing lists", "marketing_list", MarketingList, ListedLists
    output = MarketingListOutput
    change: Any = input_of(MarketingListForm, "MarketingListChange", partial=True, unwritable=UNWRITABLE)
    new: Any = input_of(MarketingListForm, "MarketingListNew", unwritable=UNWRITABLE)
    related = ListedLists.related
    named_in_filters = {"owner": User}
    example = {"name": "Customer advisory board", "kind": "static"}
    example_change = {"description": "Whom we ask first", "version": 1}

    @classmethod
    def create(cls, values, errors, *, user):
        if not MarketingListList.may_create(user):
            raise NotAllowed(REFUSALS[Right.CAMPAIGNS])
        return cls.added(values, errors, user=user)

    @staticmethod
    def form_of(verb):
        return LIST_FORMS.get(verb, VerbForm)


class ListEntryOutput(Output):
    class Meta:
        model = ListEntry
        fields = ("id", *ENTRIES, "added_by", "added_at")


class ListEntryNew(Input):
    lead = key(help_text=_("Give one of the four."))
    contact = key()
    address = serializers.EmailField(max_length=254, required=False)
    domain = serializers.CharField(max_length=253, required=False)


class OfAList(RecordAddress):
    kind = MarketingLists

    def operation(self, method):
        return self.operations[method]

    def entries(self, record):
        entries = entries_seen_by(self.request.user).filter(list=record)
        return entries.prefetch_related(None).select_related("added_by").order_by()


class ListEntries(OfAList):
    operations = {
        "get": Operation(
            "marketing_list_entries",
            _("List entries of a marketing list"),
            _("Those that you see. A dynamic list has none: its saved view says who is on it."),
            answer=page_of(ListEntryOutput),
            parameters=PAGING,
            refusals=(400, 404),
        ),
        "post": Operation(
            "marketing_list_entry_create",
            _("Put somebody on a marketing list"),
            _("A lead or a contact; on a suppression list also an e-mail address, or a domain for all its addresses."),
            request=ListEntryNew,
            answer=ListEntryOutput,
            status=201,
            refusals=(404, 409),
            example={"lead": 5},
        ),
    }

    def get(self, request, pk):
        walk = Walk(self.entries(self.record(pk)), NEWEST, request)
        return walk.response(lambda page: ListEntryOutput(page, many=True).data)

    @idempotent
    def post(self, request, pk):
        record = self.record(pk)
        name, value = self.what(*ListEntryNew().read(request.data))
        value = self.put(record, name, value)
        entry = self.entries(record).get(**{name: value})
        location = request.build_absolute_uri(f"{request.path}{entry.pk}/")
        return Response(ListEntryOutput(entry).data, status=201, headers={"Location": location})

    def what(self, values, errors) -> tuple[str, Any]:
        if not errors and len(values) != 1:
            errors = {WHOLE: [_t("An entry is one lead, contact, e-mail address or domain.")]}
        if errors:
            raise ValidationError(errors)
        [(name, value)] = values.items()
        if name in PEOPLE and not PEOPLE[name].objects.visible_to(self.request.user).filter(pk=value).exists():
            raise ValidationError({name: [UNKNOWN % {"value": value}]})
        return name, value

    def put(self, record, name, value):
        """What stands on the list then."""
        if name in PEOPLE:
            for _pk, refusal in PEOPLE[name].add_to_list.apply([value], by=self.request.user, to=record).refused:
                raise refusal
            return value
        refuse(record, self.request.user, "suppress")
        form = SuppressForm({"typed": value}, user=self.request.user, record=record)
        if not form.is_valid() or len(form.kwargs[WORDS[name]]) != 1:
            raise ValidationError({name: errors_of(form).get("typed", [UNKNOWN % {"value": value}])})
        if not record.suppress(by=self.request.user, **form.kwargs):
            raise Refused(_t("On this list already."), code="on_list_already")
        return form.kwargs[WORDS[name]][0]


WORDS = {"address": "addresses", "domain": "domains"}


class ListEntryDetail(OfAList):
    http_method_names = ["delete"]
    operations = {
        "delete": Operation(
            "marketing_list_entry_delete", _("Take off a marketing list"), status=204, refusals=(404, 409)
        )
    }

    def delete(self, request, pk, entry):
        record = self.record(pk)
        if not self.entries(record).filter(pk=entry).exists():
            raise NotFound
        record.take_off(by=request.user, entries=[entry])
        return Response(status=204)
