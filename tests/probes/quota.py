"""A few people claim in many tabs at once: each gets as many as a day allows, and not one more."""

from collections import Counter
from functools import partial
from threading import Lock

from leads.models import Claim, Lead
from pools.models import Pool

from . import stage
from .crowd import Crowd
from .probe import Finding, probe


@probe(
    "quota",
    fault="unlocked",
    full={"leads": 600, "people": 8, "tabs": 8, "a_day": 15},
    faulty={"leads": 200, "a_day": 5},
    small={"leads": 24, "people": 2, "tabs": 4, "a_day": 5},
)
def quota(server, size) -> Finding:
    finding = Finding(counts=dict(size))
    Pool.objects.filter(is_default=True).update(claims_a_day=size["a_day"])
    leads, people = stage.leads(size["leads"]), stage.members(size["people"])
    crowd = Crowd([person for person in people for _ in range(size["tabs"])], server.port)
    wanted, queue = iter(leads), Lock()
    crowd.work(*(partial(_share, crowd, caller, wanted, queue, finding) for caller in crowd.callers))
    finding.statuses = crowd.statuses
    claimed = Counter(Claim.objects.values_list("by__username", flat=True))
    finding.counts["claimed"] = claimed.total()
    finding.expect("claims a person", claimed, Counter({person.username: size["a_day"] for person in people}))
    owned = Lead.objects.filter(owner__isnull=False).count()
    finding.expect("leads with an owner", owned, claimed.total())
    return finding


def _share(crowd, caller, wanted, queue, finding):
    while True:
        with queue:
            lead = next(wanted, None)
        if lead is None:
            return
        answer = crowd.ask(caller, partial(_claim, lead=lead))
        if answer.status not in (302, 429):
            finding.complaints.append(f"{lead.number} was answered {answer.status}")


def _claim(caller, lead):
    return caller.post(f"/leads/{lead.pk}/claim/", {}, HX_Request="true")
