"""The figures as tables, in Markdown: docs/benchmarks.md takes them as they are."""

from .people import FIRST_PAGES, FLOOR, PEOPLE


def table(head, rows) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def pages(leads, timings) -> str:
    """A row per request, a column per person: milliseconds, and queries of the administrator's."""
    found = {(t["request"], t["person"]): t for t in timings}
    names = list(dict.fromkeys(t["request"] for t in timings))
    rows = [
        [name, *(_ms(found.get((name, person))) for person in PEOPLE), found[name, "admin"]["queries"]]
        for name in names
    ]
    head = [f"{leads:,} leads, ms", *PEOPLE.values(), "queries"]
    return table(head, rows)


def ratios(by_size, figure) -> str:
    """The two goals: the largest table against the smallest, a rep against the administrator."""
    small, large = min(by_size), max(by_size)
    found = {leads: {(t["request"], t["person"]): t[figure] for t in timings} for leads, timings in by_size.items()}
    rows = [
        [
            name,
            *(_ratio(found[large], (name, person), found[small], (name, person)) for person in PEOPLE),
            *(_ratio(found[large], (name, rep), found[large], (name, "admin")) for rep in ("tina", "max", "stan")),
        ]
        for name in (*FIRST_PAGES, "high score", "by source", "deep page", "lead page", FLOOR)
    ]
    head = [f"{large:,} against {small:,}", *PEOPLE.values(), "40 : admin", "5,000 : admin", "oldest : admin"]
    return table(head, rows)


def _ratio(above, key, below, other) -> str:
    return f"{above[key] / below[other]:.2f}" if key in above and other in below else "–"


def rates(by_size) -> str:
    names = list(dict.fromkeys(name for found in by_size.values() for name in found))
    rows = [[name, *(found.get(name, "–") for found in by_size.values())] for name in names]
    return table(["", *(f"{leads:,} leads" for leads in by_size)], rows)


def _ms(timing) -> str:
    return f"{timing['milliseconds']:.0f}" if timing else "–"
