"""Many editors save the same field of one lead, all on the same version: one is kept, the others see both values."""

import re
from dataclasses import dataclass, field
from functools import partial

from hotcrm.records.models import Event
from leads.models import Lead

from . import stage
from .crowd import Crowd, gate
from .probe import Finding, probe


@dataclass
class Round:
    number: int
    version: int
    before: str
    kept: list[str] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)  # what conflict pages say stands there


@probe(
    "editors",
    fault="version_ignored",
    full={"rounds": 60, "editors": 16},
    faulty={"rounds": 5},
    small={"rounds": 3, "editors": 6},
)
def editors(server, size) -> Finding:
    finding = Finding(counts=dict(size))
    lead = stage.leads(1, owner=stage.people(1, "owner")[0])[0]
    crowd = Crowd(stage.administrators(size["editors"]), server.port)
    rounds: list[Round] = []

    def next_round():
        now = Lead.objects.get(pk=lead.pk)
        if rounds:
            _judge(finding, rounds[-1], now)
        rounds.append(Round(len(rounds) + 1, now.version, now.city))

    here = gate(size["editors"], next_round)
    callers = enumerate(crowd.callers)
    crowd.work(*(partial(_share, crowd, *one, here, lead, rounds, size["rounds"], finding) for one in callers))
    finding.statuses = crowd.statuses
    next_round()  # the last one is judged too
    finding.counts["accepted"] = sum(len(one.kept) for one in rounds)
    finding.expect("accepted", finding.counts["accepted"], size["rounds"])
    edits = Event.objects.about(lead).filter(verb="edit").count()
    finding.expect("edits told", edits, size["rounds"])
    return finding


def _share(crowd, number, caller, here, lead, rounds, how_many, finding):
    try:
        for _ in range(how_many):
            here.wait()
            mine = f"Round {rounds[-1].number} of editor {number}."
            _save(crowd, caller, lead, rounds[-1], mine, finding)
    except BaseException:
        here.abort()
        raise


def _save(crowd, caller, lead, now, mine, finding):
    values = {"city": mine, "version": now.version}
    answer = crowd.ask(caller, lambda caller: caller.post(f"/leads/{lead.pk}/edit/?section=address", values))
    if answer.status == 302:
        now.kept.append(mine)
    elif answer.status == 412:
        seen = set(re.findall(r"Round \d+ of editor \d+\.", answer.text))
        if mine not in seen or len(seen) != 2:
            finding.complaints.append(f"{mine} met a conflict and saw {sorted(seen)}")
        now.shown |= seen - {mine}
    else:
        finding.complaints.append(f"{mine} was answered {answer.status}")


def _judge(finding, last, now):
    """What was kept stands there, was shown to all others, and nothing was written over it."""
    found = (now.city, now.version, last.shown)
    wanted = (last.kept[0] if last.kept else last.before, last.version + 1, set(last.kept))
    finding.expect(f"round {last.number}: city, version and what the others saw", found, wanted)
