"""Why leads came back to their pool, as their history tells."""

from django.utils.translation import gettext as _t

from hotcrm.records.models import Event
from pools.models import ReturnReason

CAME_BACK = ("return_to_pool", "reclaim", "recycle", "retrieve")


def return_reasons(leads) -> dict[int, str]:
    """By key, why each of these leads came back the last time; those that nobody had are left out. Two queries."""
    back = [lead for lead in leads if lead.released_at]
    if not back:
        return {}
    codes = last_reasons(back)
    words = words_of(codes.values())
    return {pk: words[code] for pk, code in codes.items()}


def last_reasons(leads) -> dict[int, str]:
    """By key what was given as the reason, a code or words. One query."""
    events = Event.objects.about(*leads).filter(verb__in=CAME_BACK).order_by("at", "pk")
    return {pk: data.get("reason") or verb for pk, verb, data in events.values_list("object_id", "verb", "data")}


def words_of(codes) -> dict[str, str]:
    """What each of these codes says to people. One query."""
    codes = set(codes)
    labels = ReturnReason.labels_of(codes)
    return {code: labels.get(code) or _in_words(code) for code in codes}


def _in_words(code) -> str:
    known = {
        "reclaim": _t("Taken back by an administrator"),
        "retrieve": _t("Its owner left"),
        "owner inactive": _t("Its owner left"),
        "recycle": _t("Taken back by a rule"),
        "system": _t("Taken back by a rule"),
        "return_to_pool": "",
    }
    return known.get(code, code)
