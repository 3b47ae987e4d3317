"""Words and parameters that the operations of several addresses share."""

from functools import cache

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from .listing import LARGEST_PAGE, PAGE_SIZE


def query(name, description="", kind=OpenApiTypes.STR, *, enum=None) -> OpenApiParameter:
    return OpenApiParameter(name, kind, OpenApiParameter.QUERY, description=description, enum=enum)


PAGING = (
    query("cursor", _("A place in the list, out of “next” or “previous”.")),
    OpenApiParameter(
        "page_size",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE},
        OpenApiParameter.QUERY,
    ),
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "pattern": r'^(W/)?"?[1-9][0-9]{0,8}"?$'},
    OpenApiParameter.HEADER,
    description=_("The ETag of the version that is changed; “version” in the body says the same."),
)


def about_parameter(*, required=False) -> OpenApiParameter:
    return OpenApiParameter(
        "about",
        OpenApiTypes.STR,
        OpenApiParameter.QUERY,
        required=required,
        description=_("Kind and key of a record, such as lead:5."),
    )


@cache
def page_of(output) -> type[serializers.Serializer]:
    """The page of a list, for the document."""
    fields = {
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": output(many=True),
    }
    return type(output.__name__.removesuffix("Output") + "Page", (serializers.Serializer,), fields)


def filters_of(page) -> tuple[OpenApiParameter, ...]:
    """The view, order and filters of a list page, as parameters."""
    found = [
        query("view", _("A shipped view, or a saved one (v and its key)."), enum=None),
        query("sort", _("One of these; with a minus in front the other way round."), enum=sorts_of(page)),
        query("edited", _("Take no filters where the address has none, rather than the view's."), enum=["1"]),
    ]
    found += [
        query(name, str(field.label or ""), kind_of(field)) for name, field in page.filter_class.base_filters.items()
    ]
    return (*found, *PAGING)


def sorts_of(page) -> list[str]:
    return [sign + name for name in page.orders for sign in ("", "-")]


NUMBER_OR_NOTHING = {"oneOf": [{"type": "number"}, {"type": "string", "maxLength": 0}]}


def kind_of(field):
    """A filter without a value filters nothing."""
    return NUMBER_OR_NOTHING if type(field).__name__ == "NumberFilter" else OpenApiTypes.STR
