"""The figures as tables, in Markdown: docs/benchmarks.md takes them as they are."""

from .people import ADMINISTRATOR, FIRST_PAGES, FLOOR, PEOPLE


def table(head, rows) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def pages(leads, timings) -> str:
    """A row per request, a column per person: milliseconds, and queries of the administrator's."""
    found = {(t["request"], t["person"]): t for t in timings}
    names = list(dict.fromkeys(t["request"] for t in timings))
    rows = [
        [name, *(_ms(found.get((name, person))) for person in PEOPLE), found[name, ADMINISTRATOR]["queries"]]
        for name in names
    ]
    head = [f"{leads:,} leads, ms", *PEOPLE.values(), "queries"]
    return table(head, rows)


def ratios(by_size, figure) -> str:
    """The first goal: the largest table against the smallest."""
    small, large = min(by_size), max(by_size)
    found = {leads: _by_request(timings, figure) for leads, timings in by_size.items()}
    rows = [
        [name, *(_ratio(found[large], (name, person), found[small], (name, person)) for person in PEOPLE)]
        for name in (*FIRST_PAGES, "high score", "by source", "deep page", "lead page", FLOOR)
    ]
    return table([f"{large:,} against {small:,}", *PEOPLE.values()], rows)


def beside_administrator(leads, timings) -> str:
    """The second goal: everybody's page against the administrator's, the quickest of each."""
    found = _by_request(timings, "quickest")
    others = [person for person in PEOPLE if person != ADMINISTRATOR]
    rows = [
        [name, *(_ratio(found, (name, person), found, (name, ADMINISTRATOR)) for person in others)]
        for name in (*FIRST_PAGES, "lead page")
    ]
    return table([f"{leads:,} leads, against the administrator", *(PEOPLE[person] for person in others)], rows)


def _by_request(timings, figure) -> dict:
    return {(t["request"], t["person"]): t[figure] for t in timings}


def _ratio(above, key, below, other) -> str:
    return f"{above[key] / below[other]:.2f}" if key in above and other in below else "–"


def rates(by_size) -> str:
    names = list(dict.fromkeys(name for found in by_size.values() for name in found))
    rows = [[name, *(found.get(name, "–") for found in by_size.values())] for name in names]
    return table(["", *(f"{leads:,} leads" for leads in by_size)], rows)


def _ms(timing) -> str:
    return f"{timing['milliseconds']:.0f}" if timing else "–"
