"""Everybody claims what others claim too: each lead gets one owner, and is claimed once."""

from collections import Counter
from functools import partial
from threading import Lock

from hotcrm.records.models import Event
from hotcrm.records.verbs import type_of
from leads.models import Claim, Lead

from . import stage
from .crowd import Crowd
from .probe import Finding, probe


@probe(
    "claim",
    fault="unlocked",
    full={"leads": 1_000, "clients": 64, "at_once": 10},
    faulty={"leads": 200},
    small={"leads": 20, "clients": 8},
)
def claim(server, size) -> Finding:
    finding = Finding(counts=dict(size))
    leads = stage.leads(size["leads"])
    crowd = Crowd(stage.members(size["clients"]), server.port)
    # Claims of one lead stand next to each other, so that different people make them at the same moment.
    wanted = iter([lead for lead in leads for _ in range(size["at_once"])])
    got: Counter = Counter()
    queue = Lock()
    crowd.work(*(partial(_share, crowd, caller, wanted, queue, got, finding) for caller in crowd.callers))
    finding.statuses = crowd.statuses
    finding.counts["claimed"] = got.total()
    check(finding, leads, got)
    return finding


def _share(crowd, caller, wanted, queue, got, finding):
    while True:
        with queue:
            lead = next(wanted, None)
        if lead is None:
            return
        answer = crowd.ask(caller, partial(_post, lead=lead))
        if answer.status == 302:
            with queue:
                got[lead.pk] += 1
        elif (answer.status, "already taken by" in answer.text) != (409, True):
            finding.complaints.append(f"{lead.number} was answered {answer.status}")


def _post(caller, lead):
    """As htmx does, which reads of a refusal the reason alone."""
    return caller.post(f"/leads/{lead.pk}/claim/", {}, HX_Request="true")


def check(finding, leads, got):
    finding.expect("leads that somebody was told are theirs", len(got), len(leads))
    finding.expect("leads that more than one was told are theirs", sum(1 for times in got.values() if times > 1), 0)
    claims = Event.objects.filter(type=type_of(Lead), verb="claim").values_list("object_id", "by")
    finding.expect("claims told", len(claims), len(leads))
    finding.expect("claims recorded", sorted(Claim.objects.values_list("lead", "by")), sorted(claims))
    owners = dict(Lead.objects.filter(owner__isnull=False).values_list("pk", "owner"))
    finding.expect("owners other than who claimed", sum(1 for pk, by in claims if owners.get(pk) != by), 0)
    versions = Lead.objects.exclude(version=2).count()
    finding.expect("leads changed more or less than once", versions, 0)
