"""Programs that speak to the API as somebody, with a token of theirs."""

from django.test import Client

from hotcrm.people.models import ApiToken

LEADS = "/api/v1/leads/"


def program(person) -> Client:
    return bearing(ApiToken.issue(person, name="test")[1])


def bearing(secret, word="Bearer") -> Client:
    return Client(headers={"Authorization": f"{word} {secret}"})


def post(client, url, data, **headers):
    return client.post(url, data, content_type="application/json", headers=headers)
