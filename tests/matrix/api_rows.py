"""The addresses of the API: the same rights as the pages, in JSON."""

from datetime import timedelta
from functools import partial

from django.utils import timezone

from leads.views.actions import word_of
from leads.views.listing import BULK_VERBS

from . import rights
from .row import LOGIN, Row, Sent, found, only
from .world import ALL_SEEING, DEALS, EDITS, EVERYBODY, MISSING, REPS, SEES

ALIKE = ("auditor", "terminated")  # as the marketer; as Mallory's
Row = partial(Row, is_json=True, visitor=(401, 401))
SEES_POOL = {"public": ALL_SEEING | REPS, "kept": ALL_SEEING | {"carol"}}
SEES_DEAL = {"alices": ALL_SEEING | {"alice", "dave"}, "mallorys": ALL_SEEING | {"mallory"}}
READERS = ("mia", "auditor")
SEES_CAMPAIGN = {"mias": ALL_SEEING}
OWN_RUN = {"bobs": {"bob", "admin"}}
MARKETERS = {"mia", "admin"}
OWN_NOTICE = {"alices": {"alice"}}
SELLERS = REPS | {"dave", "admin"}
ON_HOLD = {"until": str(timezone.localdate() + timedelta(days=30)), "reason": "They are on leave"}
BODIES = {
    "assign": {"to": "carol"},
    "change-owner": {"to": "carol"},
    "return": {"reason": "other", "pool": "public"},
    "transfer": {"to": "target"},
    "disqualify": {"reason": "no_budget"},
    "log": {"kind": "call", "body": "Spoke with them"},
    "task": {"title": "Call back", "priority": "normal", "assignee": "me"},
    "comment": {"body": "Seen"},
    "hold": ON_HOLD,
    "add-to-team": {"person": "carol", "access": "read"},
    "change-access": {"person": "bob", "access": "write"},
    "remove-from-team": {"person": "bob"},
    "start": {"starts_on": "2030-01-31", "ends_on": "2030-02-28"},
    "add-cost": {"spent_on": "2030-01-31", "amount": "10.00"},
    "move": {"to": "proposal"},
    "lose": {"reason": "price"},
}
FOR_MARKETING = ("enrol", "add_to_list")
OF_DEALS = {"account": (), "contact": (), "opportunity": ("move", "win", "lose")}


def lead_verb(verb) -> Row:
    def post(person, state):
        if verb == "claim" and rights.member(person, state) and state in rights.OWNER:
            return 409  # also out of sight: who was quicker
        if verb == "return" and (person, state) == ("dave", "shared"):
            return 400  # no pool of his to return it to
        if verb == "convert" and state == "converted" and person in SEES[state]:
            return 200  # the first result
        return rights.outcome(person, verb, state, 400 if rights.lacks_bob(verb, state) else 200)

    return Row(405, post, "lead", data=BODIES.get(verb, {}), left_out=ALIKE)


def attach(person, state):
    return rights.outcome(person, "attach", state, 201)


def by_marketers(sees, refused=()):
    """They are asked for a campaign or a list, which nobody names here; of what is `refused` they hear why first."""

    def wanted(person, state):
        if person not in sees.get(state, ()):
            return 404
        return 403 if person not in MARKETERS else 409 if state in refused else 400

    return wanted


def bulk(verb):
    """Refusals stand in the answer; but a pool that one does not administer cannot be named as the target."""
    if verb in FOR_MARKETING:
        return 400
    return only({"carol", "admin"}, 200, 400) if verb == "transfer" else 200


def on_task(person, state):
    """A task is ticked off by whom it is for, and by those who edit its lead."""
    assignee = {"alices": "alice", "watched": "bob", "converted": "dave"}.get(state)
    if person not in SEES.get(state, ()):
        return 404
    return 200 if person == assignee or person in EDITS[state] else 403


def deal_rows(kind) -> dict[str, list]:
    seen, worked_on = found(SEES_DEAL, 200), found(SEES_DEAL, 200, READERS)
    verbs = ("log", "task", "change-owner", "comment", "add-to-team", *OF_DEALS[kind])
    of_bob = found(SEES_DEAL, 400, READERS)  # who is on no team of these
    rows = {
        f"api_{kind}_list": [Row(200, only(SELLERS, 400))],
        f"api_{kind}_detail": [Row(seen, 405, kind)],
        f"api_{kind}_why": [Row(seen, 405, kind)],
        f"api_{kind}_team": [Row(seen, 405, kind)],
        f"api_{kind}_files": [Row(seen, found(SEES_DEAL, 201, READERS), kind, data={"file": Sent()}, is_json=False)],
        **{f"api_{kind}_{verb}": [Row(405, worked_on, kind, data=BODIES.get(verb, {}))] for verb in verbs},
        **{
            f"api_{kind}_{word_of(verb)}": [Row(405, by_marketers(SEES_DEAL), kind)]
            for verb in FOR_MARKETING
            if kind == "contact"
        },
        **{
            f"api_{kind}_{verb}": [Row(405, of_bob, kind, data=BODIES[verb])]
            for verb in ("change-access", "remove-from-team")
        },
    }
    if kind == "opportunity":
        rows["api_opportunity_reopen"] = [Row(405, found(SEES_DEAL, 409, READERS), kind)]
    return rows


def campaign_rows() -> dict[str, list]:
    seen, read_only = found(SEES_CAMPAIGN, 200), ("auditor",)

    def post(status, word) -> list:
        return [Row(405, found(SEES_CAMPAIGN, status, read_only), "campaign", data=BODIES.get(word, {}))]

    done = ("log", "task", "change-owner", "comment", "add-to-team", "start", "complete", "cancel", "add-cost")
    of_nothing = ("change-access", "remove-from-team", "change-cost", "remove-cost", "use-list", "drop-list")
    attached = found(SEES_CAMPAIGN, 201, read_only)
    return {
        "api_campaign_list": [Row(200, only(MARKETERS, 400))],
        "api_campaign_files": [Row(seen, attached, "campaign", data={"file": Sent()}, is_json=False)],
        "api_campaign_members": [Row(seen, found(SEES_CAMPAIGN, 400, read_only), "campaign")],
        "api_campaign_member": [Row(404, 405, args={"pk": MISSING, "member": MISSING})],
        **{
            f"api_campaign_{part}": [Row(seen, 405, "campaign")]
            for part in ("detail", "why", "team", "costs", "figures")
        },
        **{f"api_campaign_{word}": post(200, word) for word in done},
        **{f"api_campaign_{word}": post(409, word) for word in ("hold", "reopen")},
        **{f"api_campaign_{word}": post(400, word) for word in (*of_nothing, "enrol")},
    }


def best_next(person, state):
    if person not in SEES_POOL.get(state, ()):
        return 404
    return 403 if person in READERS else 409 if state == "kept" else 200


API_ROWS: dict[str, list] = {
    "api_root": [Row(200)],
    "api_schema": [Row(200)],
    "api_docs": [Row(200, visitor=(LOGIN, LOGIN))],
    "api_me": [Row(200)],
    "api_user_list": [Row(200)],
    "api_picklist_list": [Row(200)],
    "api_picklist_detail": [Row(200, args={"slug": "lead_source"}), Row(404, args={"slug": "no-such-list"})],
    "api_marketing_list_list": [Row(200, only(MARKETERS, 400))],
    "api_marketing_list_detail": [Row(404, 405, args={"pk": MISSING})],
    "api_marketing_list_why": [Row(404, 405, args={"pk": MISSING})],
    "api_marketing_list_change-owner": [Row(405, 404, args={"pk": MISSING})],
    "api_marketing_list_entries": [Row(404, 404, args={"pk": MISSING})],
    "api_marketing_list_entry": [Row(405, 405, args={"pk": MISSING, "entry": MISSING})],  # DELETE
    "api_run_detail": [Row(found(OWN_RUN, 200), 405, "run")],
    "api_pool_list": [Row(200)],
    "api_pool_detail": [Row(found(SEES_POOL, 200), kind="pool", named="slug")],
    "api_pool_claim_next": [Row(405, best_next, "pool", "slug")],
    "api_activity_list": [Row(400, 400)],  # of what? see tests/api/test_activities.py
    "api_task_list": [Row(200, 400)],
    "api_task_done": [Row(405, on_task, "task")],
    "api_task_reopen": [Row(405, on_task, "task")],
    "api_notice_list": [Row(200)],
    "api_notice_read_all": [Row(405, 200)],
    "api_notice_read": [Row(405, found(OWN_NOTICE, 200), "notice")],
    "api_notice_unread": [Row(405, found(OWN_NOTICE, 200), "notice")],
    "api_lead_list": [Row(200, only(EVERYBODY - {"auditor"}, 400))],
    "api_lead_detail": [Row(found(SEES, 200), 405, "lead")],
    "api_lead_qualification": [Row(found(SEES, 200), 405, "lead")],
    "api_lead_why": [Row(found(SEES, 200), 405, "lead")],
    "api_lead_team": [Row(found(SEES, 200), 405, "lead")],
    "api_lead_files": [
        Row(found(SEES, 200), attach, "lead", data={"file": Sent()}, is_json=False, left_out=ALIKE),
    ],
    "api_file_detail": [Row(405, 405, "file_link")],  # DELETE: see tests/api/test_files.py
    "api_file_content": [Row(found(SEES, 200), 405, "file_link")],
    **{f"api_lead_{verb}": [lead_verb(verb)] for verb in rights.DOORS if verb not in ("attach", "delete-for-good")},
    **{
        f"api_leads_{word_of(verb)}": [
            Row(405, bulk(verb), "lead", named="", data={"ids": "state", **BODIES.get(word_of(verb), {})})
        ]
        for verb in BULK_VERBS
    },
}
API_ROWS |= campaign_rows()
API_ROWS["api_lead_enrol"] = [Row(405, by_marketers(SEES, ("converted", "discarded")), "lead", left_out=ALIKE)]
API_ROWS["api_lead_add-to-list"] = [Row(405, by_marketers(SEES, ("discarded",)), "lead", left_out=ALIKE)]
for one in DEALS:
    API_ROWS |= deal_rows(one)
