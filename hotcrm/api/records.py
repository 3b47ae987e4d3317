"""The addresses that every kind of record has: list and create, read and change, its verbs, its verbs for many."""

import re
from typing import Any

from django.utils.translation import gettext as _t
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from hotcrm.pages.runs.execution import breathe, chunk_size
from hotcrm.records.refusals import NotFound, Refused, Stale
from hotcrm.records.verbs import verbs_for

from .errors import WHOLE, VersionRequired
from .idempotency import idempotent
from .inputs import LARGEST_KEY
from .listing import Paged
from .views import Address, said

MOST_IDS = 1_000
LARGEST_VERSION = 2**31 - 1
ETAG = re.compile(r'(?:W/)?"?([0-9]{1,10})"?')


class Kind:
    """A kind of record: what the addresses below must know of it."""

    name = ""  # of the model, in addresses and operations
    model: Any = None
    page: Any = None  # its list page
    output: Any = None
    change: Any = None  # the `Input` of a PATCH
    new: Any = None  # and of a POST to the list
    blank: dict = {}  # what may be said of the read-only fields of something new, since it is so anyway
    related: tuple[str, ...] = ()
    named_in_filters: dict[str, type] = {}  # filters whose value may be a username, slug, code or label

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


class RecordAddress(Address):
    kind: type[Kind] = Kind

    @property
    def tag(self):
        return self.kind.name

    def record(self, pk):
        record = self.kind.seen_by(self.request.user).filter(pk=pk).first()
        if record is None:
            raise NotFound
        return record

    def shown(self, record) -> dict:
        return self.kind.output(record, context={"request": self.request}).data


class RecordList(RecordAddress):
    def get(self, request):
        return Paged(self.kind, request).response(self.kind.output)

    @idempotent
    def post(self, request):
        values, errors = self.kind.new().read(request.data, present=self.kind.blank)
        record = self.kind.create(values, errors, user=request.user)
        location = request.build_absolute_uri(f"{request.path}{record.pk}/")
        return said(record, self.shown(record), status=201, Location=location)


class RecordDetail(RecordAddress):
    def get(self, request, pk):
        record = self.record(pk)
        return said(record, self.shown(record))

    def patch(self, request, pk):
        record = self.record(pk)
        refuse(record, request.user, "edit")
        version = version_of(request)
        data = {name: value for name, value in request.data.items() if name != "version"}
        if is_stale := version != record.version:  # then what cannot be written is old news, no mistake
            data = {name: value for name, value in data.items() if name in self.kind.change().fields}
        values, errors = self.kind.change().read(data, present=self.shown(record))
        changes = self.kind.change_of(record, values, errors, user=request.user)
        if is_stale:
            record.refresh_from_db()
            raise Stale(record, {name: value for name, value in changes.items() if getattr(record, name) != value})
        record.edit(by=request.user, changes=changes, version=version)
        return said(record, self.shown(record))


class RecordVerb(RecordAddress):
    verb = ""

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


class BulkInput(serializers.Serializer):
    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_KEY), allow_empty=False, max_length=MOST_IDS
    )


class RecordBulk(RecordAddress):
    """A verb for many: done for those it may be done for, and for each of the others the reason why not.

    At most `MOST_IDS` keys; in chunks, each a transaction with a constant number of queries. It takes no idempotency
    key, which would make one long transaction of them: asked again, a verb refuses what it has done.
    """

    verb = ""

    def post(self, request):
        values, errors = self.kind.bulk_input(self.verb)().read(request.data)
        ids = list(dict.fromkeys(values.pop("ids", ())))
        if not ids:
            errors.setdefault("ids", [_t("Give the keys of the records.")])
        rows = self.kind.model.objects.visible_to(request.user).filter(pk__in=ids)
        kwargs = self.kind.values_for(self.verb, values, errors, user=request.user, records=rows)
        done, refused = self.apply(ids, kwargs)
        return Response(
            {
                "done": [pk for pk in ids if pk in done],
                "refused": [
                    {"id": pk, "reason": str(refused[pk]), "code": refused[pk].code} for pk in ids if pk in refused
                ],
            }
        )

    def apply(self, ids, kwargs) -> tuple[set, dict[int, Refused]]:
        verb, done, refused = getattr(self.kind.model, self.verb), set(), {}
        size = chunk_size()
        for start in range(0, len(ids), size):
            if start:
                breathe()
            results = verb.apply(ids[start : start + size], by=self.request.user, **kwargs)
            done |= {record.pk for record in results.done}
            refused |= dict(results.refused)
        return done, refused


def refuse(record, user, verb):
    """Raise what stands in the way of a verb, if anything does."""
    if refusal := verbs_for([record], user, [verb]).get(record.pk, {}).get(verb):
        raise refusal


def version_of(request) -> int:
    """The version a change was made on: `If-Match`, or `version` in the body."""
    if not isinstance(request.data, dict):
        raise ValidationError({WHOLE: [_t("The body must be a JSON object.")]})
    found = set()
    if header := request.headers.get("If-Match", "").strip():
        match = ETAG.fullmatch(header)
        found.add(int(match[1]) if match else None)
    if (typed := request.data.get("version")) is not None:
        found.add(typed if isinstance(typed, int) and not isinstance(typed, bool) else None)
    if not found:
        raise VersionRequired
    version = found.pop()
    if found or version is None or not 0 < version <= LARGEST_VERSION:
        raise ValidationError({"version": [_t("One number: the version that you read.")]})
    return version
