"""The addresses that every kind of record has: list and create, read and change, its verbs, its verbs for many."""

import re
from functools import cache
from typing import Any

from django.utils.translation import gettext as _t
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from hotcrm.records.refusals import NotFound, Stale
from hotcrm.records.verbs import verbs_for
from hotcrm.texts import Text

from .errors import WHOLE
from .idempotency import idempotent
from .listing import Paged
from .operations import IF_MATCH, filters_of, page_of
from .views import Address, Operation, said

LARGEST_VERSION = 2**31 - 1
ETAG = re.compile(r'(?:W/)?"?([1-9][0-9]{0,8})"?')


class Kind:
    """A kind of record: what the addresses below must know of it."""

    name = ""  # of the model, in addresses and operations
    tag = ""  # under which the document lists it
    model: Any = None
    page: Any = None  # its list page
    output: Any = None
    change: Any = None  # the `Input` of a PATCH
    new: Any = None  # and of a POST to the list
    blank: dict = {}  # what may be said of the read-only fields of something new, since it is so anyway
    related: tuple[str, ...] = ()
    named_in_filters: dict[str, type] = {}  # filters whose value may be a username, slug, code or label

    on_creation: Text = ""
    example: dict = {}  # of a body that makes one,
    example_change: dict = {}  # that changes one,
    verb_examples: dict[str, dict] = {}  # and that a verb takes

    @classmethod
    def seen_by(cls, user):
        return cls.model.objects.visible_to(user).select_related(*cls.related)

    @classmethod
    def create(cls, values, errors, *, user):
        """A new record out of what an `Input` has read."""
        raise NotImplementedError

    @classmethod
    def change_of(cls, record, values, errors, *, user) -> dict:
        """The clean values that a PATCH wants to save."""
        return cls.change.filled(values, errors, instance=record, user=user).changes

    @classmethod
    def verb_input(cls, verb: str):
        raise NotImplementedError

    @classmethod
    def values_for(cls, verb, values, errors, *, user, records) -> dict:
        """What the verb takes beside `by`, out of what its `Input` has read."""
        raise NotImplementedError

    @classmethod
    def bulk_input(cls, verb: str):
        raise NotImplementedError

    @classmethod
    def bulk_values_for(cls, verb, values, errors, *, user, records) -> dict:
        """The same for many of them."""
        raise NotImplementedError


class RecordAddress(Address):
    kind: type[Kind] = Kind

    @property
    def tag(self):
        return self.kind.tag

    def record(self, pk):
        record = self.kind.seen_by(self.request.user).filter(pk=pk).first()
        if record is None:
            raise NotFound
        return record

    def shown(self, record) -> dict:
        return self.kind.output(record, context={"request": self.request}).data


class RecordList(RecordAddress):
    def operation(self, method):
        kind = self.kind
        many, one = kind.model._meta.verbose_name_plural, kind.model._meta.verbose_name
        if method == "get":
            return Operation(
                f"{kind.name}_list",
                _t("List %(records)s") % {"records": many},
                _t("The list of the page: the same views, filters, search and order, in pages by cursor."),
                answer=page_of(kind.output),
                parameters=filters_of(kind.page),
                refusals=(400, 404),
            )
        return Operation(
            f"{kind.name}_create",
            _t("Create: %(record)s") % {"record": one},
            kind.on_creation,
            request=kind.new,
            answer=kind.output,
            status=201,
            has_version=True,
            example=kind.example,
        )

    def get(self, request):
        return Paged(self.kind, request).response(self.kind.output)

    @idempotent
    def post(self, request):
        values, errors = self.kind.new().read(request.data, present=self.kind.blank)
        record = self.kind.create(values, errors, user=request.user)
        location = request.build_absolute_uri(f"{request.path}{record.pk}/")
        return said(record, self.shown(record), status=201, Location=location)


class RecordDetail(RecordAddress):
    def operation(self, method):
        kind, one = self.kind, {"record": self.kind.model._meta.verbose_name}
        told = {"answer": kind.output, "has_version": True}
        if method == "get":
            return Operation(f"{kind.name}_read", _t("Read: %(record)s") % one, refusals=(404,), **told)
        return Operation(
            f"{kind.name}_change",
            _t("Change: %(record)s") % one,
            _t("What is sent is changed, the rest left alone. With a version, nothing is changed that moved since."),
            request=versioned(kind.change),
            refusals=(404, 409, 412),
            parameters=(IF_MATCH,),
            example=kind.example_change,
            **told,
        )

    def get(self, request, pk):
        record = self.record(pk)
        return said(record, self.shown(record))

    def patch(self, request, pk):
        record = self.record(pk)
        refuse(record, request.user, "edit")
        version = version_of(request)
        data = {name: value for name, value in request.data.items() if name != "version"}
        if is_stale := version not in (None, record.version):  # then what cannot be written is old news, no mistake
            data = {name: value for name, value in data.items() if name in self.kind.change().fields}
        values, errors = self.kind.change().read(data, present=self.shown(record))
        changes = self.kind.change_of(record, values, errors, user=request.user)
        if is_stale:
            now = self.as_it_is_now(record)
            raise Stale(now, {name: value for name, value in changes.items() if getattr(now, name) != value})
        record.edit(by=request.user, changes=changes, version=version)
        return said(record, self.shown(record))

    def as_it_is_now(self, record):
        """What a late change is held against."""
        record.refresh_from_db()
        return record


class RecordVerb(RecordAddress):
    verb = ""

    def operation(self, method):
        verb = getattr(self.kind.model, self.verb)
        return Operation(
            f"{self.kind.name}_{self.verb}",
            verb.label,
            _t("Answers with the record as it is afterwards."),
            request=self.kind.verb_input(self.verb),
            answer=self.kind.output,
            has_version=True,
            refusals=(404,),
            example=self.kind.verb_examples.get(self.verb),
        )

    @idempotent
    def post(self, request, pk):
        record = self.record(pk)
        values, errors = self.kind.verb_input(self.verb)().read(request.data)
        try:
            kwargs = self.kind.values_for(self.verb, values, errors, user=request.user, records=[record])
        except ValidationError:
            refuse(record, request.user, self.verb)  # whoever may not do it hears that first
            raise
        getattr(record, self.verb)(by=request.user, **kwargs)
        return said(record, self.shown(record))

    def record(self, pk):
        """Not found, unless the verb may say more: who was quicker at claiming."""
        try:
            return super().record(pk)
        except NotFound:
            verb = getattr(self.kind.model, self.verb)
            if verb.unseen and self.kind.model.objects.filter(pk=pk).exists():
                for _pk, refusal in verb.apply([pk], by=self.request.user).refused:
                    raise refusal
            raise


@cache
def versioned(change) -> type[serializers.Serializer]:
    """The body of a PATCH: what may be changed, and the version."""
    version = serializers.IntegerField(min_value=1, max_value=LARGEST_VERSION, required=False)
    return type(change.__name__, (change,), {"version": version})


def refuse(record, user, verb):
    """Raise what stands in the way of a verb, if anything does."""
    if refusal := verbs_for([record], user, [verb]).get(record.pk, {}).get(verb):
        raise refusal


def version_of(request) -> int | None:
    """The version a change was made on: `If-Match`, or `version` in the body; None where none is named."""
    if not isinstance(request.data, dict):
        raise ValidationError({WHOLE: [_t("The body must be a JSON object.")]})
    found = set()
    if header := request.headers.get("If-Match", "").strip():
        match = ETAG.fullmatch(header)
        found.add(int(match[1]) if match else None)
    if (typed := request.data.get("version")) is not None:
        found.add(typed if isinstance(typed, int) and not isinstance(typed, bool) else None)
    if not found:
        return None
    version = found.pop()
    if found or version is None or not 0 < version <= LARGEST_VERSION:
        raise ValidationError({"version": [_t("One number: the version that you read.")]})
    return version
