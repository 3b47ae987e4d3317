"""How the tests of campaigns' pages browse, and where."""

from django.test import Client
from django.urls import reverse

from hotcrm.records.models import Event


def browser(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def url_of(campaign, word) -> str:
    return reverse("campaign_verb", args=[campaign.pk, word])


def listed(client, query="") -> list[str]:
    return [str(row) for row in client.get(reverse("campaign_list") + query).context["table"].data]


def last_event(campaign) -> tuple:
    event = Event.objects.about(campaign).first()
    return event.verb, event.by and event.by.username, event.data
