"""The action table of PRODUCT 4, by hand: who may do what with the leads of `world`, and in which state."""

from .world import SEES

# Who a person is to a lead. CRM administrators may do everything and are not repeated.
OWNER = {"alices": "alice", "bobs": "bob", "unfit": "alice", "converted": "alice"} | dict.fromkeys(
    ("mallorys", "shared", "watched", "partners", "terminated"), "mallory"
)
SUPERIOR = {"alices": "dave", "bobs": "dave", "unfit": "dave", "converted": "dave"}
TEAM = {"shared": ("alice", "dave")}  # reading and writing, and the superior of who does
IN_POOL = ("alices", "waiting", "kept", "bobs", "unfit")  # all administered by Carol
CLAIMERS = {state: ("alice", "bob", "carol", "mallory") for state in IN_POOL if state != "kept"} | {"kept": ("carol",)}


def owner(person, state):
    return OWNER.get(state) == person


def superior(person, state):
    return SUPERIOR.get(state) == person


def team(person, state):
    return person in TEAM.get(state, ())


def pool_admin(person, state):
    return person == "carol" and state in IN_POOL


def partner(person, state):
    return person == "pat" and state == "partners"


def member(person, state):
    return person in CLAIMERS.get(state, ())


def marketer(person, state):
    return person == "mia"


PROCESS = (owner, superior, team, pool_admin)
DOORS = {
    "claim": (member,),
    "assign": (pool_admin,),
    "change-owner": (owner, superior, pool_admin),
    "return": (owner, superior, team),
    "reclaim": (pool_admin,),
    "transfer": (pool_admin,),
    **dict.fromkeys(("log", "task", "work", "nurture", "qualify", "disqualify", "reopen", "reactivate"), PROCESS),
    "convert": PROCESS,
    **dict.fromkeys(("comment", "attach"), (*PROCESS, partner)),
    **dict.fromkeys(("add-to-team", "change-access", "remove-from-team"), (owner, superior, pool_admin)),
    "discard": (owner, pool_admin),
    **dict.fromkeys(("hold", "release-hold"), (superior, pool_admin)),
    **dict.fromkeys(("enrol", "add-to-list"), (marketer,)),
    **dict.fromkeys(("restore", "delete-for-good", "undo-conversion", "retrieve"), ()),
}

STATUS = {
    "alices": "working",
    "bobs": "qualified",
    "unfit": "unqualified",
    "shared": "working",
    "watched": "nurturing",
    "converted": "converted",
    "discarded": "discarded",
} | dict.fromkeys(("waiting", "kept", "mallorys", "partners", "terminated"), "new")
OPEN = ("new", "working", "nurturing", "qualified")
OPEN_OR_UNQUALIFIED = (*OPEN, "unqualified")
STATUSES = {
    "claim": ("new",),
    "work": ("new", "nurturing", "qualified"),
    "nurture": ("working", "qualified"),
    "qualify": ("working", "nurturing"),
    "disqualify": OPEN,
    "reopen": ("unqualified",),
    "reactivate": ("unqualified",),
    "convert": (*OPEN_OR_UNQUALIFIED, "converted"),  # converted again: the first result
    **dict.fromkeys(
        ("comment", "attach", "add-to-team", "change-access", "remove-from-team"), (*OPEN_OR_UNQUALIFIED, "converted")
    ),
    "enrol": OPEN_OR_UNQUALIFIED,
    "add-to-list": (*OPEN_OR_UNQUALIFIED, "converted"),
    "restore": ("discarded",),
    "delete-for-good": ("discarded",),
    "undo-conversion": ("converted",),
    "retrieve": (),  # only from somebody who left
    "hold": OPEN,
    "release-hold": (),  # nothing here is on hold
} | dict.fromkeys(
    ("assign", "change-owner", "return", "reclaim", "transfer", "log", "task", "discard"), OPEN_OR_UNQUALIFIED
)
NEEDS_OWNER = ("change-owner", "return", "reclaim", "work", "nurture", "qualify", "reactivate", "convert", "hold")
NEEDS_POOL = ("claim", "assign", "reclaim", "transfer", "hold")


def lacks_bob(verb, state) -> bool:
    """Whether Bob, of whom these verbs are asked, is not on the team."""
    return verb in ("change-access", "remove-from-team") and state != "watched"


def may(person, verb, state) -> bool:
    return person == "admin" or any(door(person, state) for door in DOORS[verb])


def is_open(verb, state) -> bool:
    """Whether a lead in this state can have this done to it, by whoever may."""
    owned, pooled = state in OWNER, state in IN_POOL
    if verb == "claim" and (owned or state == "kept"):
        return False
    return (
        STATUS[state] in STATUSES[verb] and (owned or verb not in NEEDS_OWNER) and (pooled or verb not in NEEDS_POOL)
    )


def outcome(person, verb, state, done) -> int:
    """What a page answers: `done` where all is well."""
    if person not in SEES[state]:
        return 404
    if not may(person, verb, state):
        return 403
    return done if is_open(verb, state) else 409
