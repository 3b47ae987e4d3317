"""A verb for many records at once."""

import secrets

from django.utils.translation import gettext as _t
from rest_framework import serializers
from rest_framework.response import Response

from hotcrm.pages.runs.execution import breathe, chunk_size
from hotcrm.records.refusals import Refused

from .inputs import LARGEST_KEY
from .records import RecordAddress
from .views import Operation

MOST_IDS = 1_000
ANSWER = {
    "done": [1, 3],
    "refused": [{"id": 2, "reason": "This lead was already taken by Alice.", "code": "taken"}],
}


class RefusedOutput(serializers.Serializer):
    id = serializers.IntegerField()
    reason = serializers.CharField()
    code = serializers.CharField()


class BulkOutput(serializers.Serializer):
    done = serializers.ListField(child=serializers.IntegerField())
    refused = RefusedOutput(many=True)


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

    def operation(self, method):
        verb = getattr(self.kind.model, self.verb)
        return Operation(
            f"{self.kind.name}s_{self.verb}",
            _t("%(verb)s, many at once") % {"verb": verb.label},
            _t("Done for those it may be done for; for each of the others the reason. At most %(most)d keys.")
            % {"most": MOST_IDS},
            request=self.kind.bulk_input(self.verb),
            answer=BulkOutput,
            example={"ids": [1, 2, 3], **self.kind.verb_examples.get(self.verb, {})},
            example_answer=ANSWER,
            is_repeatable=True,
        )

    def post(self, request):
        values, errors = self.kind.bulk_input(self.verb)().read(request.data)
        ids = list(dict.fromkeys(values.pop("ids", ())))
        if not ids:
            errors.setdefault("ids", [_t("Give the keys of the records.")])
        rows = self.kind.model.objects.visible_to(request.user).filter(pk__in=ids)
        kwargs = self.kind.bulk_values_for(self.verb, values, errors, user=request.user, records=rows)
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
        size, occasion = chunk_size(), f"request:{secrets.token_hex(8)}"
        for start in range(0, len(ids), size):
            if start:
                breathe()
            results = verb.apply(ids[start : start + size], by=self.request.user, occasion=occasion, **kwargs)
            done |= {record.pk for record in results.done}
            refused |= dict(results.refused)
        return done, refused
