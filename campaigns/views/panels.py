"""The parts of a campaign's page that other rooms of campaigns draw: each from what its own module says of it."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from campaigns import figures_panel
from campaigns.experiments import panel as experiment
from campaigns.lists import panel as lists
from campaigns.member_list import panel as members

PANELS = {"figures": figures_panel, "members": members, "lists": lists, "experiment": experiment}


def panels_of(campaign, request) -> dict[str, SafeString]:
    """The drawn parts by name."""
    return {
        name: render_to_string(f"campaigns/_{name}.html", module.panel(campaign, request.user), request)
        for name, module in PANELS.items()
    }
