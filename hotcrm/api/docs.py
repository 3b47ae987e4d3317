"""The OpenAPI document, and a page to read it with; nothing of it comes from another host."""

from functools import cache

from django.contrib.auth.mixins import LoginRequiredMixin
from django.utils.translation import get_language
from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer
from rest_framework.response import Response

from .views import Address, Operation


class OpenAPI(Address):
    """JSON, or YAML to those who ask for `application/vnd.oai.openapi`."""

    renderer_classes = (OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer)
    schema = None  # the document does not speak of itself
    operations: dict[str, Operation] = {}

    def get(self, request):
        return Response(document(get_language()))


class Docs(LoginRequiredMixin, TemplateView):
    template_name = "api/docs.html"


@cache
def document(language) -> dict:
    """The whole of it, in the language that is active; the same for everybody, and made once in a process."""
    return SchemaGenerator().get_schema(request=None, public=True)
