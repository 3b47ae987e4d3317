"""The parts of a campaign's page that other rooms of campaigns draw: each from what its own module says of it."""

from importlib import import_module

from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

# Where it stands: (an address that it needs, the module whose `panel(campaign, user)` gives its context).
PANELS = {
    "figures": ("campaign_figures", "campaigns.figures_panel"),
    "members": ("member_list", "campaigns.member_list.panel"),
    "experiment": ("campaign_experiment", "campaigns.experiments.panel"),
}


def panels_of(campaign, request) -> dict[str, SafeString]:
    """Drawn parts by name; those whose address does not exist are left out."""
    found = {}
    for name, (address, module) in PANELS.items():
        if exists(address, campaign.pk):
            context = import_module(module).panel(campaign, request.user)
            found[name] = render_to_string(f"campaigns/_{name}.html", context, request)
    return found


def exists(name, *args) -> bool:
    try:
        reverse(name, args=args)
    except NoReverseMatch:
        return False
    return True
