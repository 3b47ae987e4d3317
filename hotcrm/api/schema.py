"""The OpenAPI schema, out of what each address says of itself."""

from drf_spectacular.openapi import AutoSchema


class Schema(AutoSchema):
    pass
