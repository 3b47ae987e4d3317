"""The OpenAPI document is valid, whole, and read on a page that asks no other host."""

import pytest
from django.core.management import call_command
from django.test import Client

from hotcrm.api.docs import document

pytestmark = pytest.mark.django_db


def operations():
    for path, methods in document("en")["paths"].items():
        yield from ((path, method, told) for method, told in methods.items())


def test_it_is_valid_and_nothing_of_it_is_guessed(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", file=str(tmp_path / "schema.yml"))


def test_every_operation_says_what_it_takes_and_answers():
    lacking = []
    for path, method, told in operations():
        statuses = set(told["responses"])
        success = min(statuses)
        has_content = "content" in told["responses"][success]
        if not (told["summary"] and (success in ("200", "201") and has_content) != (success == "204")):
            lacking.append((path, method))
        refused = {"get": {"401"}, "delete": {"403"}}.get(method, {"400", "403", "415"})
        if not {"401", "429", *refused} <= statuses:
            lacking.append((path, method, sorted(statuses)))
    assert lacking == []
    names = [told["operationId"] for _path, _method, told in operations()]
    assert len(names) == len(set(names))


def test_what_takes_a_body_shows_one():
    lacking = [
        (path, method)
        for path, method, told in operations()
        for content in [told.get("requestBody", {}).get("content", {}).get("application/json")]
        if content
        and document("en")["components"]["schemas"][content["schema"]["$ref"].split("/")[-1]].get("required")
        if not content.get("examples")
    ]
    assert lacking == []


def test_it_comes_as_json_and_yaml(cast, call):
    assert call("alice").get("schema/").json()["info"]["title"] == "HotCRM"
    yaml = call("alice").client.get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi"})
    assert yaml.content.startswith(b"openapi: 3")
    assert Client().get("/api/v1/schema/").status_code == 401


def test_its_page_keeps_the_policy_of_all_pages(cast):
    client = Client()
    assert client.get("/api/v1/docs/")["Location"].startswith("/login/")
    client.force_login(cast.alice, backend="django.contrib.auth.backends.ModelBackend")
    docs, other = client.get("/api/v1/docs/"), client.get("/profile/")

    def policy(answer):
        return sorted(answer["Content-Security-Policy"].split("; "))

    assert policy(docs) == policy(other)
    assert "<style" not in docs.text
    assert "style=" not in docs.text
    assert "//" not in docs.text.replace("<!doctype html>", "")
