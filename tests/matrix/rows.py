"""Every address of the product, and what it answers to whom. An address without a row fails the suite.

`get` and `post` are functions of a person and of the state of what the address names; a number where all get the
same. `LOGIN` stands for the way to the sign-in page: what visitors get unless a row says otherwise.
"""

from . import rights
from .api_rows import API_ROWS, ON_HOLD
from .member_rows import MEMBER_ROWS
from .row import LOGIN, Row, Sent, found, only
from .world import (
    ALL_SEEING,
    CAMPAIGN,
    DEALS,
    EDITS,
    EVERYBODY,
    MARKETING_LIST,
    MISSING,
    REPS,
    SAID_BY,
    SEES,
)

ALIKE = ("auditor", "terminated")  # as the marketer; as Mallory's
POST_ONLY = (405, LOGIN)
OWN_VIEW = {"private": {"alice"}, "shared": {"alice"}}
OWN_TOKEN = {"alices": {"alice"}}
OWN_RUN = {"bobs": {"bob", "admin"}}
OWN_IMPORT = {"choosing": {"alice", "admin"}}
SEES_POOL = {"public": ALL_SEEING | REPS, "kept": ALL_SEEING | {"carol"}}
RUNS_POOL = {pool: {"carol", "admin"} for pool in SEES_POOL}
SEES_CAMPAIGN = {"mias": ALL_SEEING}
NO_VARIANTS = {"holdout_percent": 10, "variants-TOTAL_FORMS": 0, "variants-INITIAL_FORMS": 0}
AUDIT_READERS = {"auditor", "admin"}
IMPORTERS = EVERYBODY - {"pat", "auditor"}


SEES_DEAL = {"alices": ALL_SEEING | {"alice", "dave"}, "mallorys": ALL_SEEING | {"mallory"}}
SELLERS = REPS | {"dave", "admin"}
READERS = ("mia", "auditor")
STILL = {  # what is asked of a deal that is open
    "log": {"kind": "call", "body": "Spoke with them"},
    "task": {"title": "Call back", "priority": "normal", "assignee": "me"},
    "change-owner": {"to": "carol"},
    "comment": {"body": "@dave should know"},
    "add-to-team": {"person": "carol", "access": "read"},
}
OF_A_MEMBER = {"change-access": {"person": "bob", "access": "read"}, "remove-from-team": {"person": "bob"}}
STAGES = {"move": {"to": "proposal"}, "win": {}, "lose": {"reason": "price"}}
EDITED = {
    "account": ("additional", {"description": "Seen"}),
    "contact": ("reach", {"mobile": "030 1"}),
    "opportunity": ("additional", {"description": "Seen"}),
}


def deal_rows(kind) -> dict[str, list[Row]]:
    """The addresses that accounts, contacts and opportunities have alike."""
    seen, worked_on = found(SEES_DEAL, 200), found(SEES_DEAL, 302, READERS)
    asked = found(SEES_DEAL, 200, READERS)
    section, changes = EDITED[kind]
    verbs = STILL | (STAGES if kind == "opportunity" else {})
    rows = {
        "list": [Row(200)],
        "counts": [Row(200)],
        "create": [Row(only(SELLERS, 200), only(SELLERS, 422))],
        "detail": [Row(seen, kind=kind)],
        "timeline": [Row(seen, kind=kind)],
        "why": [Row(seen, kind=kind)],
        "edit": [Row(asked, worked_on, kind, query=f"?section={section}", data=changes)],
        "verb": [Row(asked, worked_on, kind, args={"verb": verb}, data=data) for verb, data in verbs.items()]
        + [
            Row(asked, found(SEES_DEAL, 422, READERS), kind, args={"verb": verb}, data=data)
            for verb, data in OF_A_MEMBER.items()  # nobody is one
        ]
        + [Row(404, 404, args={"pk": MISSING, "verb": verb}) for verb in ("edit", "attach", "claim", "add")],
        "export": [Row(200)],
        "bulk": [
            Row(302, 200, kind, named="", args={"verb": "change-owner"}, data={"ids": "state"}),
            Row(302, 302, args={"verb": "change-owner"}),
            Row(302, 404, args={"verb": "edit"}),
        ],
        "view_save": [Row(200, 302, data={"name": "Mine"})],
        "view_default": [Row(405, 302, data={"view": "all"})],
        "view_update": [Row(405, 404, "view")],
        "view_rename": [Row(404, 404, "view")],
        "view_delete": [Row(405, 404, "view")],
    }
    if kind == "opportunity":
        closed = found(SEES_DEAL, 409, READERS)
        rows["verb"].append(Row(closed, closed, kind, args={"verb": "reopen"}))
    return {f"{kind}_{name}": found_rows for name, found_rows in rows.items()}


CAMPAIGN_VERBS = STILL | {
    "start": {"starts_on": "2030-03-01", "ends_on": "2030-03-31"},
    "complete": {},
    "cancel": {},
    "add-cost": {"spent_on": "2030-03-01", "amount": "100"},
    "use-list": {"list": MARKETING_LIST, "use": "target"},
    "drop-list": {"list": MARKETING_LIST},
}
OF_A_COST = {"change-cost": {"spent_on": "2030-03-01", "amount": "1"}, "remove-cost": {}}


def campaign_rows() -> dict[str, list[Row]]:
    """Everybody who sees it reads; the marketer and the administrator work on it. It is planned, and costs nothing."""
    seen, only_read = found(SEES_CAMPAIGN, 200), ("auditor",)
    asked, worked_on, closed, amiss = (found(SEES_CAMPAIGN, status, only_read) for status in (200, 302, 409, 422))
    verb_rows = [
        *(Row(asked, worked_on, "campaign", args={"verb": word}, data=data) for word, data in CAMPAIGN_VERBS.items()),
        *(
            Row(asked, amiss, "campaign", args={"verb": word}, data=data)
            for word, data in (OF_A_MEMBER | OF_A_COST).items()
        ),
        *(Row(closed, closed, "campaign", args={"verb": word}) for word in ("hold", "reopen")),
        *(Row(404, 404, args={"pk": MISSING, "verb": word}) for word in ("edit", "attach", "complete-when-past")),
    ]
    rows = {
        **{name: [Row(200)] for name in ("list", "counts", "board", "export")},
        "calendar": [Row(200), Row(200, query="?month=2030-03"), Row(200, query="?month=x")],
        "create": [Row(only({"mia", "admin"}, 200), only({"mia", "admin"}, 422))],
        **{name: [Row(seen, kind="campaign")] for name in ("detail", "timeline", "why")},
        "edit": [Row(asked, worked_on, "campaign", query="?section=additional", data={"description": "Seen"})],
        "verb": verb_rows,
        "bulk": [
            Row(302, 200, "campaign", named="", args={"verb": "change-owner"}, data={"ids": "state"}),
            *(Row(302, 302, args={"verb": verb}) for verb in ("start", "hold", "complete", "cancel")),
            *(Row(302, 404, args={"verb": verb}) for verb in ("edit", "reopen", "use-list")),
        ],
        "view_save": [Row(200, 302, data={"name": "Mine"})],
        "view_default": [Row(405, 302, data={"view": "all"})],
        "view_update": [Row(405, 404, "view")],
        "view_rename": [Row(404, 404, "view")],
        "view_delete": [Row(405, 404, "view")],
    }
    return {f"campaign_{name}": found_rows for name, found_rows in rows.items()}


def of_import(status):
    """403 to those who may not import at all; the way of asking is looked at before the run."""
    sees = OWN_IMPORT if status != 405 else dict.fromkeys(("choosing", "missing"), IMPORTERS)
    return lambda person, state: found(sees, status)(person, state) if person in IMPORTERS else 403


def on_task(person, state):
    """A task is ticked off by whom it is for, and by those who edit its lead."""
    assignee = {"alices": "alice", "watched": "bob", "converted": "dave"}.get(state)
    if person not in SEES.get(state, ()):
        return 404
    return 302 if person == assignee or person in EDITS[state] else 403


def said(status, *, own=False, administrators=True):
    """Of a comment or a file: 404 to those who do not see its record; where it is one's `own`, 403 to the others."""

    def wanted(person, state):
        if person not in SEES.get(state, ()):
            return 404
        mine = person == SAID_BY[state] or (administrators and person == "admin")
        return status if mine or not own else 403

    return wanted


def edited(done):
    def wanted(person, state):
        if person not in SEES[state]:
            return 404
        if person not in EDITS[state]:
            return 403
        return 409 if state == "discarded" else done

    return wanted


VALUES = {
    "assign": {"to": "carol"},
    "change-owner": {"to": "carol"},
    "return": {"reason": "other", "pool": "public"},
    "transfer": {"to": "target"},
    "disqualify": {"reason": "no_budget"},
    "log": {"kind": "call", "body": "Spoke with them"},
    "task": {"title": "Call back", "priority": "normal", "assignee": "me"},
    "comment": {"body": "@dave should know"},
    "hold": ON_HOLD,
    "add-to-team": {"person": "carol", "access": "read"},
    "change-access": {"person": "bob", "access": "write"},
    "remove-from-team": {"person": "bob"},
    "enrol": {"campaign": CAMPAIGN},
    "add-to-list": {"to": MARKETING_LIST},
}


def verb_row(verb) -> Row:
    def get(person, state):
        return rights.outcome(person, verb, state, 200)

    def post(person, state):
        if verb == "claim" and rights.member(person, state) and state in rights.OWNER:
            return 409  # also out of sight: who was quicker
        if verb == "return" and (person, state) == ("dave", "shared"):
            return 422  # no pool of his to return it to
        return rights.outcome(person, verb, state, 422 if rights.lacks_bob(verb, state) else 302)

    return Row(get, post, "lead", args={"verb": verb}, data=VALUES.get(verb, {}), left_out=ALIKE)


def convert(done):
    """A converted lead shows what it became, to all who see it."""

    def wanted(person, state):
        if state == "converted" and person in SEES[state]:
            return 302
        return rights.outcome(person, "convert", state, done)

    return wanted


def converted(person, state):
    if person not in SEES[state]:
        return 404
    return 200 if state == "converted" else 302


ROWS: dict[str, list[Row]] = {
    # People
    "home": [Row(302, 302, visitor=(302, 302))],
    "login": [Row(302, 302, visitor=(200, 200))],
    **{name: [Row(LOGIN, LOGIN)] for name in ("sign_in_code", "sign_in_set_up", "sign_in_password")},
    **{name: [Row(405, LOGIN, visitor=(405, LOGIN))] for name in ("logout", "admin_sign_out")},
    "admin_sign_in": [Row(only({"admin"}, LOGIN), only({"admin"}, LOGIN))],
    "admin_password": [Row(302, 302, visitor=(302, 302))],
    "confirm": [Row(200, 200)],
    "kept": [Row(302, 302)],
    "kept_forget": [Row(405, 302, visitor=POST_ONLY)],
    "profile": [Row(200, 200)],
    "password_change": [Row(200, 200)],
    "second_factor": [Row(200, 200)],
    "second_factor_off": [Row(302, 302)],
    "recovery_codes": [Row(405, 302)],
    "session_end": [Row(405, found(OWN_TOKEN, 302), "session", visitor=POST_ONLY)],
    "sessions_end_others": [Row(405, 302, visitor=POST_ONLY)],
    "token_create": [Row(200, 200)],
    "token_revoke": [Row(405, found(OWN_TOKEN, 302), "token", visitor=POST_ONLY)],
    "notice_list": [Row(200), Row(200, query="?show=unread&kind=assigned"), Row(200, query="?kind=none&after=x")],
    "notice_bell": [Row(200)],
    "notice_panel": [Row(200)],
    "notice_settings": [Row(200, 200)],
    "notice_read_all": [Row(405, 302, visitor=POST_ONLY)],
    "notice_open": [Row(found(OWN_TOKEN, 302), kind="notice", visitor=(LOGIN, 405))],
    "notice_read": [Row(405, found(OWN_TOKEN, 302), "notice", visitor=POST_ONLY)],
    "notice_unread": [Row(405, found(OWN_TOKEN, 302), "notice", visitor=POST_ONLY)],
    "set_theme": [Row(405, 302, data={"theme": "dark"}, visitor=POST_ONLY)],
    "set_language": [Row(405, 302, data={"language": "en"}, visitor=(405, 302))],
    "healthz": [Row(200, 405, visitor=(200, 405))],
    "search": [Row(302, 302)],
    # Leads
    "lead_list": [Row(200)],
    "lead_counts": [Row(200)],
    "lead_export": [Row(200)],
    "lead_create": [Row(only(EVERYBODY - {"auditor"}, 200), only(EVERYBODY - {"auditor"}, 422))],
    "lead_suggest": [
        Row(200, args={"field": "account"}),
        Row(200, args={"field": "survivor"}),
        Row(404, args={"field": "owner"}),
    ],
    "lead_detail": [Row(found(SEES, 200), kind="lead")],
    "lead_timeline": [Row(found(SEES, 200), kind="lead", left_out=ALIKE)],
    "lead_edit": [
        Row(edited(200), edited(302), "lead", query="?section=additional", data={"notes": "Seen"}, left_out=ALIKE),
        Row(edited(200), edited(422), "lead", query="?section=reach", data={"email": "nonsense"}, left_out=ALIKE),
    ],
    "lead_qualification": [
        Row(edited(200), edited(302), "lead", data={"goal": "Fewer lost leads"}, left_out=(*ALIKE, "converted")),
        Row(edited(200), edited(422), "lead", data={"contact_level": "no_part"}, left_out=(*ALIKE, "converted")),
    ],
    "lead_qualification_field": [
        Row(found(SEES, 200), kind="lead", args={"field": "estimated_closing_on"}, query="?terms=up_to_1_month"),
        Row(found(SEES, 200), kind="lead", args={"field": "decision_maker"}, query="?contact_level=no_part"),
        Row(404, kind="lead", args={"field": "goal"}),
    ],
    "lead_products": [Row(200, query="?direction=none")],
    "lead_known_company": [Row(200, query="?tin=123456789")],
    "lead_verb": [verb_row(verb) for verb in rights.DOORS if verb not in ("convert", "attach")]
    + [Row(404, 404, args={"pk": MISSING, "verb": verb}) for verb in ("edit-all", "take-back")]
    + [Row(404, 404, "lead", args={"verb": "attach"}, left_out=ALIKE)],
    "lead_convert": [
        Row(
            convert(200),
            convert(302),
            "lead",
            data={"account": "new", "account_name": "New Ltd", "contact": "none", "opportunity": "none"},
            left_out=ALIKE,
        )
    ],
    "lead_converted": [Row(converted, kind="lead")],
    "lead_holdings": [Row(found(SEES, 200), kind="lead", left_out=ALIKE)],
    "lead_why": [Row(found(SEES, 200), kind="lead", left_out=ALIKE)],
    "lead_bulk": [
        Row(302, 302, "lead", named="", args={"verb": "claim"}, data={"ids": "state"}),
        Row(302, 404, args={"verb": "edit"}),
    ],
    # Saved views
    "lead_view_save": [Row(200, 302, data={"name": "Mine"})],
    "lead_view_default": [Row(405, 302, data={"view": "all"})],
    "lead_view_update": [Row(405, found(OWN_VIEW, 302), "view", data={"query": "status=new"})],
    "lead_view_rename": [Row(found(OWN_VIEW, 200), found(OWN_VIEW, 302), "view", data={"name": "Better"})],
    "lead_view_delete": [Row(405, found(OWN_VIEW, 302), "view")],
    # Import
    "lead_import": [Row(only(IMPORTERS, 200), only(IMPORTERS, 422))],
    "lead_import_run": [Row(of_import(302), of_import(405), "import")],
    "lead_import_map": [Row(of_import(200), of_import(302), "import", data={"mode": "create", "column_0": "company"})],
    "lead_import_cancel": [Row(of_import(405), of_import(302), "import")],
    "lead_import_rejects": [Row(of_import(200), of_import(405), "import")],
    # The audit
    "audit_list": [Row(only(AUDIT_READERS, 200, 404), only(AUDIT_READERS, 405, 404))],
    "audit_export": [Row(only(AUDIT_READERS, 200, 404), only(AUDIT_READERS, 405, 404))],
    # Runs, tasks, pools
    "run_list": [Row(200)],
    "run_detail": [Row(found(OWN_RUN, 200), kind="run")],
    "run_cancel": [Row(405, found(OWN_RUN, 302), "run", visitor=POST_ONLY)],
    "run_undo": [Row(405, found(OWN_RUN, 302), "run", visitor=POST_ONLY)],
    "task_done": [Row(405, on_task, "task")],
    "task_reopen": [Row(405, on_task, "task")],
    "campaign_attribution": [Row(200), Row(200, query="?by=type&begin=x")],
    "campaign_attribution_export": [Row(200)],
    "campaign_attribution_behind": [Row(404), Row(200, query="?model=even&key=~none")],
    "campaign_experiment": [
        Row(found(SEES_CAMPAIGN, 200), found(SEES_CAMPAIGN, 302, ("auditor",)), "campaign", data=NO_VARIANTS)
    ],
    "campaign_follow_up": [Row(200), Row(200, query="?after=x")],
    "pool_list": [Row(200)],
    "pool_detail": [Row(found(SEES_POOL, 200), kind="pool", named="slug")],
    "pool_counts": [Row(found(SEES_POOL, 200), kind="pool", named="slug")],
    "pool_claim_best": [Row(405, found(SEES_POOL, 302), "pool", "slug")],
    "pool_bulk": [
        Row(found(SEES_POOL, 302), found(SEES_POOL, 302), "pool", "slug", args={"verb": "claim"}),
        Row(found(SEES_POOL, 302), found(SEES_POOL, 404), "pool", "slug", args={"verb": "edit"}),
    ],
    "pool_transfer": [Row(found(RUNS_POOL, 200), found(RUNS_POOL, 302), "pool", "slug", data={"to": "target"})],
    "pool_recycling": [Row(found(RUNS_POOL, 200), found(RUNS_POOL, 302), "pool", "slug")],
    "pool_settings": [Row(found(RUNS_POOL, 200), found(RUNS_POOL, 422), "pool", "slug")],
    "entry_rules": [Row(only({"admin"}, 200, 404), only({"admin"}, 422, 404))],
    "pool_health": [Row(found(RUNS_POOL, 200), kind="pool", named="slug")],
}
# Comments, files
ROWS |= {
    "comment_edit": [
        Row(*[said(s, own=True, administrators=False) for s in (200, 302)], "comment", data={"body": "Better"})
    ],
    "comment_delete": [Row(said(405), said(302, own=True), "comment")],
    "mention_suggest": [Row(found(SEES, 200), found(SEES, 405), "lead", args={"kind": "lead"}, query="?q=d")],
    "file_download": [Row(said(200), kind="file")],
    "file_delete": [Row(405, said(302, own=True), "file_link")],
    "record_files": [
        Row(found(SEES, 200), edited(302), "lead", args={"kind": "lead"}, data={"files": Sent()}, left_out=ALIKE),
        Row(found(SEES, 200), edited(422), "lead", args={"kind": "lead"}, left_out=ALIKE),
        Row(404, 404, args={"kind": "user", "pk": MISSING}),
        Row(
            found(SEES_CAMPAIGN, 200),
            found(SEES_CAMPAIGN, 302, ("auditor",)),
            "campaign",
            args={"kind": "campaign"},
            data={"files": Sent()},
        ),
        *(
            Row(
                found(SEES_DEAL, 200),
                found(SEES_DEAL, 302, READERS),
                kind,
                args={"kind": kind},
                data={"files": Sent()},
            )
            for kind in DEALS
        ),
    ],
}
for one in DEALS:
    ROWS |= deal_rows(one)
ROWS["opportunity_board"] = [Row(200)]
ROWS |= campaign_rows()
ROWS |= API_ROWS
ROWS |= MEMBER_ROWS
