"""Requests made up from the OpenAPI document, good ones and bad ones, sent as everybody there is."""

import contextlib
import json
import os
import random
from functools import cache

import schemathesis
from django.core.cache import cache as counts
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from rest_framework.renderers import JSONOpenAPIRenderer
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core import NotSet
from schemathesis.core.failures import FailureGroup

from hotcrm.people.models import ApiToken

PEOPLE = {
    "rep": "alice",
    "pool administrator": "carol",
    "manager": "dave",
    "marketer": "mia",
    "partner": "pat",
    "auditor": "auditor",
    "administrator": "admin",
    "visitor": None,
}
EXAMPLES = int(os.environ.get("API_EXAMPLES", "2"))  # for each address and method, good ones and as many bad ones
SEED = 20_300_102
CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
    "negative_data_rejection",
)
VERSIONS = ('"1"', '"2"')  # that records of a fresh world have
REPLACED = 0.8  # of the made-up keys give way to one of something that is there


@cache
def document():
    """The whole OpenAPI document, as schemathesis reads it."""
    raw = SchemaGenerator().get_schema(request=None, public=True)
    schema = schemathesis.openapi.from_dict(json.loads(JSONOpenAPIRenderer().render(raw)))
    schema.config.generation.with_security_parameters = False  # who asks is our business
    schema.app = served(get_wsgi_application())
    return schema


def served(app):
    """A server closes what it has sent, a file among others; the client that asks here leaves that to others."""

    def answer(environ, start_response):
        with contextlib.closing(app(environ, start_response)) as body:
            return [b"".join(body)]

    return answer


def operations(resource: str):
    found = [result.ok() for result in document().get_all_operations()]
    return [operation for operation in found if resource_of(operation.path) == resource]


def resource_of(path: str) -> str:
    return path.removeprefix("/api/v1/").split("/")[0]


def resources() -> set[str]:
    return {resource_of(result.ok().path) for result in document().get_all_operations()}


def cases(operation, mode, examples=EXAMPLES):
    """The same ones every time."""
    found = []

    @seed(SEED)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def collect(case):
        found.append(case)

    with contextlib.suppress(Unsatisfiable):  # where nothing can be wrong
        collect()
    return found


class Callers:
    """Everybody with a token, and a visitor; whatever a request changes is taken back."""

    def __init__(self, cast, things):
        self.headers = {who: header_of(getattr(cast, name)) if name else {} for who, name in PEOPLE.items()}
        self.things, self.chance = things, random.Random(SEED)
        load_all_checks()
        self.checks = CHECKS.get_by_names(CHECKED)

    def troubles(self, operation) -> list[str]:
        """What is wrong, each thing once, with a request that shows it."""
        found: dict[str, str] = {}
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            for case in cases(operation, mode):
                self.aim(case)
                for who, header in self.headers.items():
                    for what, shown in self.trouble(who, header, case):
                        found.setdefault(what, f"{operation.label}: {what}\n as {who}: {shown}")
        return list(found.values())

    def aim(self, case):
        """Let it hit something, and on the version that is there; what is wrong about it stays wrong."""
        keys = list(self.things.get(resource_of(case.operation.path), {}).values())
        for name in case.path_parameters or {}:
            case.path_parameters[name] = self.perhaps(keys, case.path_parameters[name])
        if case.meta.generation.mode.is_positive:
            if "If-Match" in (case.headers or {}):
                case.headers["If-Match"] = self.perhaps(VERSIONS, case.headers["If-Match"])
            if isinstance(case.body, dict) and "ids" in case.body:
                case.body["ids"] = [self.perhaps(keys, key) for key in case.body["ids"]]

    def perhaps(self, known, made_up):
        return self.chance.choice(known) if known and self.chance.random() < REPLACED else made_up

    def trouble(self, who, header, case):
        """(what, a request and its answer) for everything that is wrong with one answer."""
        counts.clear()  # nobody is to be told to wait
        with transaction.atomic():
            response = case.call(headers=header)
            transaction.set_rollback(True)
        body = "" if isinstance(case.body, NotSet) else case.body
        sent = f"{case.method} {case.formatted_path} {case.query} {body!r:.400}"
        shown = f"{sent} → {response.status_code} {response.text:.300}"
        if who == "visitor" and response.status_code < 400:
            yield "a visitor was let in", shown
        try:
            case.validate_response(response, checks=self.checks, headers=header)
        except FailureGroup as group:
            for failure in group.exceptions:
                yield " ".join(f"{failure.title}: {failure.message}".split())[:500], shown


@contextlib.contextmanager
def one_connection():
    """A request closes what connection it finds in the middle of a transaction; ours stands around all of them."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def header_of(person) -> dict[str, str]:
    return {"Authorization": f"Bearer {ApiToken.issue(person, name='fuzzing')[1]}"}
