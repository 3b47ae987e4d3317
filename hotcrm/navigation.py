"""What stands in the left navigation, for whom."""

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from hotcrm.audit.readers import may_read

# (words, name of the address, icon, for whom); a place that does not exist yet is not shown.
PLACES = [
    (
        "",
        [
            (_("Leads"), "lead_list", "lead", lambda user: True),
            (_("Pools"), "pool_list", "pool", lambda user: not user.is_partner),
            (_("Responses"), "campaign_follow_up", "message-reply", lambda user: True),
        ],
    ),
    (
        _("Customers"),
        [
            (_("Accounts"), "account_list", "account", lambda user: not user.is_partner),
            (_("Contacts"), "contact_list", "contact", lambda user: not user.is_partner),
            (_("Opportunities"), "opportunity_list", "opportunity", lambda user: not user.is_partner),
        ],
    ),
    (
        _("Marketing"),
        [
            (_("Campaigns"), "campaign_list", "campaign", lambda user: not user.is_partner),
            (_("Marketing lists"), "marketing_list_list", "list-details", lambda user: not user.is_partner),
        ],
    ),
    (
        _("Insight"),
        [
            (_("Attribution"), "campaign_attribution", "chart-pie", lambda user: not user.is_partner),
            (_("Runs"), "run_list", "history", lambda user: not user.is_partner),
            (_("Audit"), "audit_list", "list-search", may_read),
            (_("Administration"), "admin:index", "settings", lambda user: user.is_staff),
        ],
    ),
]


def navigation(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    groups = [(label, list(_items(items, request))) for label, items in PLACES]
    _mark_the_nearest([item for _label, items in groups for item in items], request.path)
    return {"navigation": [{"label": label, "items": items} for label, items in groups if items]}


def _items(items, request):
    for label, name, icon, is_for in items:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        if is_for(request.user):
            yield {"label": label, "url": url, "icon": icon}


def _mark_the_nearest(items, path):
    """The place one is in: where one lies below another, the inner one."""
    around = [item["url"] for item in items if path.startswith(item["url"])]
    for item in items:
        item["active"] = item["url"] == max(around, key=len, default="")
