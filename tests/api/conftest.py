"""Programs of the cast, which speak JSON."""

import pytest

from .programs import program


class Caller:
    """A program of somebody's: `alice.get("leads/")`, `alice.post("leads/", {…})`."""

    def __init__(self, person):
        self.client = program(person)

    def get(self, path, **query):
        return self.client.get(path if path.startswith("http") else f"/api/v1/{path}", query or None)

    def post(self, path, body=None, **headers):
        return self._send(self.client.post, path, body, headers)

    def patch(self, path, body=None, **headers):
        return self._send(self.client.patch, path, body, headers)

    def delete(self, path):
        return self.client.delete(f"/api/v1/{path}")

    @staticmethod
    def _send(method, path, body, headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return method(f"/api/v1/{path}", {} if body is None else body, content_type="application/json", headers=named)


@pytest.fixture
def call(cast):
    """`call("alice")` is a program of Alice's."""
    return lambda name: Caller(getattr(cast, name))
