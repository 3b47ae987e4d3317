"""Campaigns on their way out, each with its figures."""

import itertools
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .figures import figures_of
from .models import Campaign

CHUNK = 500
FIELDS = (
    "id", "name", "code", "type", "channel", "status", "starts_on", "ends_on", "owner", "parent", "budgeted_cost",
    "expected_revenue",
)  # fmt: skip
FIGURES = (
    "cost", "revenue", "roi", "members", "sent", "delivered", "opened", "clicked", "responded", "response_rate",
    "leads", "converted", "conversion_rate", "cost_per_lead", "opportunities", "won", "won_revenue", "budget_use",
)  # fmt: skip
COLUMNS = (*FIELDS, *FIGURES, "created_at", "updated_at")


def headers() -> list[str]:
    labels = {
        "id": _("number"), "cost": _("actual cost"), "revenue": _("actual revenue"), "roi": _("ROI (%)"),
        "members": _("members"), "sent": _("sent"), "delivered": _("delivered"), "opened": _("opened"),
        "clicked": _("clicked"), "responded": _("responded"), "response_rate": _("response rate (%)"),
        "leads": _("leads"), "converted": _("converted"), "conversion_rate": _("conversion rate (%)"),
        "cost_per_lead": _("cost per lead"), "opportunities": _("opportunities"), "won": _("won"),
        "won_revenue": _("won revenue"), "budget_use": _("budget use (%)"),
    }  # fmt: skip
    return [str(capfirst(labels.get(name) or Campaign._meta.get_field(name).verbose_name)) for name in COLUMNS]


def rows_of(chosen: QuerySet) -> Iterator[tuple]:
    """The rows one after another; a chunk of them costs five queries."""
    found = chosen.select_related("type", "owner", "parent").iterator(chunk_size=CHUNK)
    while chunk := list(itertools.islice(found, CHUNK)):
        figures = figures_of(chunk)
        for campaign in chunk:
            yield (
                *(written(campaign, name) for name in FIELDS),
                *(getattr(figures[campaign.pk], name) for name in FIGURES),
                campaign.created_at,
                campaign.updated_at,
            )


def written(campaign, name):
    value = getattr(campaign, name)
    if name == "status":
        return campaign.get_status_display()
    if name == "owner":
        return value and value.username
    if name == "parent":
        return value and value.code
    return str(value or "") if name == "type" else value
