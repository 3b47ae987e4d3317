"""The OpenAPI document, out of what each address says of itself with `Operation`."""

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from .idempotency import PARAMETER

COMPONENTS = {
    "Refusal": {
        "type": "object",
        "required": ["detail", "code"],
        "properties": {
            "detail": {"type": "string", "description": "A sentence for people, in their language."},
            "code": {"type": "string", "description": "A word for programs."},
            "field": {"type": "string", "description": "The field of the body that it is about, if one is."},
            "limit": {"type": "integer", "description": "Of a limit: how much it allows."},
            "claimed": {"type": "integer", "description": "How many were claimed today."},
            "held": {"type": "integer", "description": "How many open leads are held."},
            "left": {"type": "integer"},
            "until": {"type": "string", "format": "date-time", "description": "From when it may be done."},
        },
    },
    "BadInput": {
        "type": "object",
        "description": "For each field the messages about it; `non_field_errors` those about the whole. "
        "A body that cannot be read at all has `detail` and `code`.",
        "additionalProperties": {"oneOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}]},
    },
    "Conflict": {
        "type": "object",
        "required": ["detail", "code", "version", "conflicts"],
        "properties": {
            "detail": {"type": "string"},
            "code": {"type": "string", "enum": ["stale"]},
            "version": {"type": "integer", "description": "The version that is there now."},
            "conflicts": {
                "type": "object",
                "description": "For each field that differs both values.",
                "additionalProperties": {
                    "type": "object",
                    "required": ["yours", "theirs"],
                    "properties": {"yours": {"nullable": True}, "theirs": {"nullable": True}},
                },
            },
        },
    },
}
REFUSALS = {
    400: ("BadInput", "Bad input: a message for each field."),
    401: ("Refusal", "Nobody is signed in, or the token does not work."),
    403: ("Refusal", "Seen, and not allowed."),
    404: ("Refusal", "Not there, or not visible to you."),
    406: ("Refusal", "Answers are JSON."),
    409: ("Refusal", "In the wrong state, taken, or busy."),
    412: ("Conflict", "The record has moved on: both values."),
    413: ("Refusal", "The body is too large."),
    415: ("Refusal", "Bodies are JSON, and those that bring files multipart/form-data."),
    422: ("Refusal", "The idempotency key was used for something else."),
    429: ("Refusal", "Too many requests (see Retry-After), or more than a limit allows."),
    503: ("Refusal", "The file could not be stored. Try again."),
}
ALWAYS, WITH_BODY = (401, 406, 429), (400, 403, 413, 415)
EXAMPLES = {
    400: {"email": ["Enter a valid email address."]},
    403: {"detail": "Only an administrator of the lead's pool may do this.", "code": "not_allowed"},
    404: {"detail": "Not found.", "code": "not_found"},
    409: {"detail": "This lead was already taken by Alice.", "code": "taken"},
    412: {
        "detail": "Somebody changed this while you were editing. Nothing of yours was saved yet.",
        "code": "stale",
        "version": 4,
        "conflicts": {"company": {"yours": "Acme Ltd", "theirs": "Acme Inc"}},
    },
}


class Schema(AutoSchema):
    @property
    def told(self):
        return self.view.operation(self.method.lower())

    def get_operation_id(self):
        return self.told.name

    def get_summary(self):
        return str(self.told.summary)

    def get_description(self):
        return str(self.told.description)

    def get_tags(self):
        return [self.view.tag]

    def get_request_serializer(self):
        return self.told.request

    def get_response_serializers(self):
        status, media_type = str(self.told.status), self.told.media_type
        told = OpenApiResponse(self.told.answer, description=str(self.told.summary))
        answers: dict = {(status, media_type) if media_type else status: told}
        answers |= {
            str(code): OpenApiResponse(answer, description=str(self.told.summary)) for code, answer in self.told.also
        }
        for status in sorted({*ALWAYS, *self.told.refusals, *self._refusals_of_writing()}):
            component, words = REFUSALS[status]
            shown = [OpenApiExample(words, value=EXAMPLES[status])] if status in EXAMPLES else []
            answers[str(status)] = OpenApiResponse(ref(component), description=words, examples=shown)
        return answers

    def get_override_parameters(self):
        status = int(self.told.status)
        found = [*self.told.parameters]
        if self.told.has_version:
            found.append(OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[status]))
        if status == 201 and not self.told.is_repeatable:
            found.append(OpenApiParameter("Location", str, OpenApiParameter.HEADER, response=[201]))
        if self._is_idempotent:
            found.append(PARAMETER)
        return found

    def get_examples(self):
        told, found = self.told, []
        if told.example is not None:
            found.append(OpenApiExample("Request", value=told.example, request_only=True))
        if told.example_answer is not None:
            status = [str(told.status)]
            found.append(OpenApiExample("Answer", value=told.example_answer, response_only=True, status_codes=status))
        return found

    def get_serializer_name(self, serializer, direction):
        return type(serializer).__name__.removesuffix("Output").removesuffix("Input")

    @property
    def _is_idempotent(self):
        return self.method == "POST" and not self.told.is_repeatable

    def _refusals_of_writing(self):
        if self.method == "GET":
            return ()
        if self.method == "DELETE":
            return (403,)
        return (*WITH_BODY, 409, 422) if self._is_idempotent else WITH_BODY

    def _is_list_view(self, serializer=None):
        return False

    def _map_basic_serializer(self, serializer, direction):
        """What may be sent is all there is: another field is refused."""
        schema = super()._map_basic_serializer(serializer, direction)
        if direction == "request":
            schema["additionalProperties"] = False
        return schema


def ref(component) -> dict:
    return {"$ref": f"#/components/schemas/{component}"}


def add_components(result, generator, request, public):
    """The schemas of refusals, which no serializer writes."""
    result["components"].setdefault("schemas", {}).update(COMPONENTS)
    result["components"]["schemas"] = dict(sorted(result["components"]["schemas"].items()))
    return result
