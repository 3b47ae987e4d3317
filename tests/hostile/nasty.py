"""What nobody types, and somebody sends."""

from urllib.parse import quote

from tests.matrix.rows import ROWS, VALUES

TEXTS = {
    "nul": "a\x00b",
    "nothing but space": " \t\r\n",
    "header": "/leads/\r\nSet-Cookie: a=b",
    "huge number": "9" * 40,
    "beyond 64 bits": str(2**63),
    "negative": "-1",
    "zero": "0",
    "no number": "NaN",
    "exponent": "1e400",
    "other digits": "\u0661\u00b2\u4e09",
    "markup": "'\"><script>alert(1)</script>{{ 7 }}{% now %}",
    "path": "../../../../etc/passwd",
    "pattern": "%_\\%' OR 1=1 --",
    "wide": "\U0001f600\u202e\ufeff\u0301",
    "cursor": "0~x~99999999999999999999~-5",
    "long": "x" * 1_000_000,
}
# What a database itself may refuse, or take for another number or letter, once our forms have let it through. The rest
# is turned down or kept as plain text by code that knows no database, and is tried on one of them.
FOR_DATABASES = ("nul", "huge number", "beyond 64 bits", "exponent", "other digits", "pattern", "wide", "long")
# As they stand in an address: what is no UTF-8 cannot be written as text.
RAW = {name: quote(text[:5_000]) for name, text in TEXTS.items()} | {
    "broken": "%ff%fe%c3%28",
    "half": "%",
    "nul": "%00",
}

LIST = ("sort", "after", "before", "size", "cols", "q", "status", "owner", "source", "rating", "pool", "industry")
LIST += ("score_from", "score_to", "completeness_from", "created", "follow_up", "quiet", "overdue", "edited", "page")
PARAMETERS = {
    "/leads/": LIST,
    "/leads/counts/": (*LIST, "tabs"),
    "/leads/export/": (*LIST, "format"),
    "/leads/new/": ("next", "from"),
    "/leads/suggest/account/": ("q",),
    "/leads/suggest/agreement/": ("q", "direction", "product"),
    "/leads/suggest/contact/": ("q", "account"),
    "/leads/suggest/partner_contact/": ("q", "agreement"),
    "/leads/products/": ("direction", "product"),
    "/leads/known-company/": ("tin",),
    "/leads/suggest/survivor/": ("q",),
    "/leads/views/save/": LIST,
    "/pools/public/": ("sort", "after"),
    "/runs/": ("before", "page"),
    "/search/": ("q",),
    "/profile/": ("next",),
}
# What forms hold, declared or not.
NAMES = {name for values in VALUES.values() for name in values} | {
    "first_name", "last_name", "company", "email", "phone", "website", "annual_revenue", "employees", "tin", "account",
    "contact", "budget", "rating", "tags", "next_follow_up_on", "consent_at", "campaign", "agreement", "direction",
    "industry", "lead_source", "version", "next", "query", "token", "ids", "all", "sure", "view", "name", "is_shared",
    "survivor", "result", "at", "body", "due_on", "theme", "language", "time_zone", "pool", "owner", "status", "mode",
    "key", "column_0", "column_1", "account_name", "opportunity", "opportunity_amount", "opportunity_close_on",
    "goal", "estimated_amount", "terms", "estimated_closing_on", "contact_level", "decision_maker", "budget_score",
    "need_reason", "choose-goal", "initial-goal", "choose-title", "initial-title", "title", "username",
    "password", "old_password", "new_password1", "code", "type", "channel", "starts_on", "ends_on", "budgeted_cost",
    "typed_cost", "expected_revenue", "typed_revenue", "parent", "responses", "spent_on", "amount", "what_for", "cost",
    "typed", "entries", "list", "use", "kind", "holdout_percent", "variants-TOTAL_FORMS", "variants-INITIAL_FORMS",
    "variants-0-code", "variants-0-name", "variants-0-share", "variants-0-DELETE", "update", "lead",
}  # fmt: skip
POSTED = sorted(name for name, rows in ROWS.items() for row in rows[:1] if row.post != 405 and name != "logout")
