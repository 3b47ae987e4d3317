"""The pages that are looked at: each address that answers somebody with a page, and pages that need a story."""

from dataclasses import dataclass

from django.urls import reverse

from tests.matrix.row import VISITOR
from tests.matrix.rows import ROWS

LOOKERS = ("alice", "carol", "admin")
# Files, fragments, and what programs read.
NO_PAGE = ("healthz", "_counts", "_export", "_rejects", "_suggest", "_timeline", "_download", "_bell", "_panel")
NO_PAGE += ("_products", "_known_company", "_qualification_field")  # how their names end
# Verbs whose page asks for nothing look alike.
PLAIN_VERBS = {"work", "nurture", "qualify", "reopen", "reactivate", "restore", "reclaim", "change-owner", "discard"}


@dataclass(frozen=True)
class Page:
    url: str
    person: str
    status: int = 200

    def __str__(self):
        return f"{self.person} {self.url}"


def all_pages(things) -> list[Page]:
    return sorted([*pages_of_the_table(things), *more_pages(things)], key=lambda page: page.person)


def pages_of_the_table(things):
    for name, rows in ROWS.items():
        for row in rows:
            if (
                not name.endswith(NO_PAGE)
                and not name.startswith("api_")
                and row.args.get("verb") not in PLAIN_VERBS
                and (page := page_of(name, row, things))
            ):
                yield page


def page_of(name, row, things) -> Page | None:
    """For the first person who gets to see it, in the first state that shows it."""
    for person in (*LOOKERS, VISITOR):
        for state in things[row.kind] if row.kind else [""]:
            if row.expected("get", person, state) == 200:
                named = {row.named: things[row.kind][state]} if row.kind and row.named else {}
                return Page(reverse(name, kwargs=row.args | named) + row.query, person)
    return None


def more_pages(things):
    leads = reverse("lead_list")
    for query in (
        "view=by-source",
        "view=high-score",
        "q=nobody-is-called-this",
        "score_from=x&sort=-score&cols=email",
    ):
        yield Page(f"{leads}?{query}", "alice")
    yield Page(f"{leads}?view=discarded", "admin")
    lead = things["lead"]
    yield Page(reverse("lead_detail", args=[lead["waiting"]]), "alice")
    yield Page(f"{reverse('lead_detail', args=[lead['bobs']])}?from={leads}", "carol")
    yield Page(reverse("lead_detail", args=[lead["converted"]]), "alice")
    yield Page(reverse("lead_detail", args=[lead["discarded"]]), "admin")
    yield Page(reverse("lead_edit", args=[lead["alices"]]), "alice")
    yield Page(reverse("lead_detail", args=[lead["mallorys"]]), "alice", 404)
    yield Page(reverse("lead_verb", args=[lead["waiting"], "assign"]), "alice", 403)
    yield Page(reverse("lead_verb", args=[lead["unfit"], "disqualify"]), "alice", 409)


def by_person(pages):
    """(person, their pages)."""
    return [(person, [page for page in pages if page.person == person]) for person in (*LOOKERS, VISITOR)]
