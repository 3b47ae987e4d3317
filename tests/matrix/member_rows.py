"""Members of campaigns and marketing lists: all seen by those who see everything, worked on by who runs campaigns."""

from .row import Row, found, only
from .world import ALL_SEEING, CAMPAIGN, MARKETING_LIST, MISSING, SEES

SEES_CAMPAIGN = {"mias": ALL_SEEING}
READS = ("auditor",)
RUNS = frozenset({"mia", "admin"})
HERE = {"campaign": CAMPAIGN}


def of_campaign(status, forbidden=READS):
    """An address below a campaign: nothing is there for those who do not see it."""
    return found(SEES_CAMPAIGN, status, forbidden)


def below(status, otherwise=404):
    """Below the one campaign there is: `status` to who runs campaigns; 403 to who only reads."""
    return lambda person, state: (
        403 if person in READS else otherwise if person not in RUNS else 404 if state == "missing" else status
    )


def list_verb(word, status, data=None) -> Row:
    return Row(of_campaign(200), of_campaign(status), "marketing_list", args={"verb": word}, data=data or {})


SEES_CONTACT = {"alices": ALL_SEEING | {"alice", "dave"}, "mallorys": ALL_SEEING | {"mallory"}}

MEMBER_ROWS: dict[str, list[Row]] = {
    **{
        name: [Row(of_campaign(200, ()), kind="campaign", named="campaign")]
        for name in ("member_list", "member_counts", "member_panel")
    },
    "member_export": [Row(of_campaign(200, ()), of_campaign(405, ()), "campaign", "campaign")],
    "member_bulk": [
        Row(of_campaign(302, ()), of_campaign(302, ()), "campaign", "campaign", args={"verb": "set-status"}),
        Row(of_campaign(302, ()), of_campaign(302, ()), "campaign", "campaign", args={"verb": "remove"}),
        Row(of_campaign(302, ()), of_campaign(404, ()), "campaign", "campaign", args={"verb": "edit"}),
    ],
    "member_add": [Row(of_campaign(200), of_campaign(404), "campaign", "campaign")],
    "member_add_view": [Row(of_campaign(200), of_campaign(302), "campaign", "campaign", data={"query": "view=all"})],
    "member_add_from_list": [Row(of_campaign(404), of_campaign(404), "campaign", "campaign")],
    "member_add_list": [Row(below(200), below(302), "marketing_list", args=HERE)],
    "member_add_targets": [Row(of_campaign(405), of_campaign(302), "campaign", "campaign")],
    "member_import": [Row(of_campaign(200), of_campaign(422), "campaign", "campaign")],
    "member_import_run": [Row(below(404), below(405), args={**HERE, "pk": MISSING})],
    "member_import_map": [Row(below(404), below(404), args={**HERE, "pk": MISSING})],
    "member_import_cancel": [Row(below(405), below(404), args={**HERE, "pk": MISSING})],
    "member_import_rejects": [Row(below(404), below(405), args={**HERE, "pk": MISSING})],
    "member_detail": [Row(of_campaign(302, ()), kind="member", args=HERE)],
    "member_verb": [
        Row(of_campaign(200), of_campaign(302), "member", args={**HERE, "verb": "set-status"}, data={"to": "opened"}),
        Row(of_campaign(200), of_campaign(302), "member", args={**HERE, "verb": "remove"}),
        Row(404, 404, "member", args={**HERE, "verb": "record"}),
    ],
    "campaigns_of_lead": [Row(found(SEES, 200), kind="lead", left_out=("auditor", "terminated"))],
    "campaigns_of_contact": [Row(found(SEES_CONTACT, 200), kind="contact")],
    "marketing_list_list": [Row(200)],
    "marketing_list_counts": [Row(200)],
    "marketing_list_bulk": [
        Row(302, 302, args={"verb": "change-owner"}),
        Row(302, 404, args={"verb": "edit"}),
    ],
    "marketing_list_create": [Row(only(RUNS, 200), only(RUNS, 422))],
    "marketing_list_detail": [Row(of_campaign(200, ()), kind="marketing_list")],
    "marketing_list_edit": [Row(of_campaign(200), of_campaign(302), "marketing_list", data={"description": "Seen"})],
    "marketing_list_why": [Row(of_campaign(200, ()), kind="marketing_list")],
    "marketing_list_enrol": [Row(of_campaign(200, ()), kind="marketing_list")],
    "marketing_list_verb": [
        list_verb("change-owner", 302, {"to": "carol"}),
        list_verb("take-off", 422),
        Row(of_campaign(409), of_campaign(409), "marketing_list", args={"verb": "suppress"}),
        Row(404, 404, args={"pk": MARKETING_LIST, "verb": "edit-all"}),
    ],
}
