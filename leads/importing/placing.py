"""Where the first rows of a file would go: what the preview of an import shows before anything is written."""

from copy import copy
from dataclasses import dataclass

from hotcrm.pages.importing.reading import Row
from hotcrm.pages.importing.unreadable import Unreadable
from hotcrm.people.models import User
from leads.models import Lead
from leads.models.entry import Entrance
from leads.models.qualifying import DETAILS
from pools.models import Pool

from .rows import LeadRows
from .writing import values_of_new


@dataclass(frozen=True)
class Place:
    """`rule` is the name of the entry rule that chose the pool; `problem` says why the row would be rejected."""

    name: str
    pool: Pool | None = None
    rule: str = ""
    owner: User | None = None
    problem: str = ""


def places_of(run, *, by, mapping, options) -> list[Place]:
    """Of the rows that the run kept for its preview. A few queries, however many rows."""
    tried = copy(run)
    tried.mapping, tried.options = mapping, options
    reader, entrance = LeadRows(tried, by=by), Entrance()
    return [_place(Row(number, cells), reader, entrance) for number, cells in enumerate(run.evidence["rows"], 1)]


def _place(row, reader, entrance) -> Place:
    width = len(reader.headers)
    row = row._replace(cells=[*row.cells, *[""] * width][:width])
    try:
        values = values_of_new(reader.read(row), reader.defaults, history=False)
    except Unreadable as problem:
        return Place(next((cell for cell in row.cells if cell.strip()), ""), problem=str(problem))
    lead = Lead(**{name: value for name, value in values.items() if name not in DETAILS})
    lead.normalize()
    if lead.owner_id is not None or lead.pool_id is not None:
        return Place(str(lead), pool=lead.pool, owner=lead.owner)
    Lead.objects.score_new([lead])
    pool, rule = entrance.pool_for(lead)
    return Place(str(lead), pool=pool, rule=rule.name if rule else "")
