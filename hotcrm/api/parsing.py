"""Bodies are JSON in UTF-8, of a size a person could have meant; files come in parts, as browsers send them."""

import json

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.utils.translation import gettext as _t
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.renderers import JSONRenderer


class TooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"

    def __init__(self):
        super().__init__(_t("The request is too large."))


class JSONBody(BaseParser):
    """Whatever cannot be read is a bad request: broken UTF-8, NaN, numbers of a thousand digits, a bottomless nest."""

    media_type = "application/json"
    renderer_class = JSONRenderer

    def parse(self, stream, media_type=None, parser_context=None):
        length = int(parser_context["request"].META.get("CONTENT_LENGTH") or 0)
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge
        try:
            return _read(stream.read().decode("utf-8-sig"))
        except (ValueError, RecursionError):
            raise ParseError(_t("The body is not JSON in UTF-8."))


class FilesBody(MultiPartParser):
    """How large it may be, the view says: see `hotcrm.pages.body_limit`."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            return super().parse(stream, media_type, parser_context)
        except (SuspiciousOperation, ValueError):  # too many parts, letters of no alphabet
            raise ParseError(_t("The body cannot be read in its parts."))


def _read(text):
    data = json.loads(text, parse_constant=_no_number)
    if "\\ud" in text.casefold():  # halves of letters, which no UTF-8 can hold
        json.dumps(data, ensure_ascii=False).encode()
    return data


def _no_number(text):
    raise ValueError(text)
