"""Several people convert the same lead at the same moment: over the page, and over the API."""

import json
from functools import partial
from itertools import cycle

from django.db.models import F

from hotcrm.activities.models import Task
from hotcrm.records.models import Event, Notice
from hotcrm.records.verbs import type_of
from hotcrm.sales.models import Account, Contact, Opportunity
from leads.models import Conversion, Lead, Status

from . import stage
from .crowd import Crowd, gate
from .probe import Finding, probe

CONVERTED_INTO = ("converted_account", "converted_contact", "converted_opportunity")
MADE = {"accounts": Account, "contacts": Contact, "opportunities": Opportunity}


@probe(
    "convert",
    fault="unlocked",
    full={"leads": 500, "at_once": 4, "groups": 4},
    faulty={"leads": 100},
    small={"leads": 8, "groups": 1},
)
def convert(server, size) -> Finding:
    return _converted_by_many(server, **size)


@probe(
    "convert-killed",
    fault="no_transaction",
    full={"leads": 500, "at_once": 4, "groups": 4, "kill_every": 80},
    faulty={"leads": 100, "kill_every": 20},
    small={"leads": 12, "groups": 3, "kill_every": 16},
)
def convert_killed(server, size) -> Finding:
    """The same while workers of the web server are killed: callers who were cut off try again."""
    return _converted_by_many(server, **size)


def _converted_by_many(server, *, leads, at_once, groups, kill_every=None) -> Finding:
    owner = stage.people(1, "owner")[0]
    all_leads = stage.qualified_leads(leads, owner=owner)
    finding, kills = Finding(), []

    def maybe_kill(number):
        if kill_every and number % kill_every == 0:
            server.kill_one()
            kills.append(number)

    people = stage.administrators(at_once * groups)
    crowd = Crowd(people, server.port, stubborn=bool(kill_every), on_answer=maybe_kill)
    shares = []
    for group in range(groups):
        here, callers = gate(at_once), crowd.callers[group * at_once : (group + 1) * at_once]
        mine = all_leads[group::groups]
        ways = cycle((ByPage, ByProgram))
        shares += [partial(_share, crowd, caller, next(ways), here, mine, finding) for caller in callers]
    crowd.work(*shares)
    finding.statuses = crowd.statuses
    finding.counts = {"leads": leads, **({"kills": len(kills)} if kill_every else {})}
    check(finding, leads)
    _check_first_result(finding, crowd.callers[0], all_leads)
    return finding


def _share(crowd, caller, way, here, leads, finding):
    try:
        for lead in leads:
            here.wait()
            answer = crowd.ask(caller, partial(way.post, lead=lead))
            if not way.leads_to_the_result(answer, lead):
                finding.complaints.append(f"{lead.number} was answered {answer.status} {answer.location}".strip())
    except BaseException:
        here.abort()
        raise


class ByPage:
    @staticmethod
    def post(caller, lead):
        return caller.post(f"/leads/{lead.pk}/convert/", typed(lead))

    @staticmethod
    def leads_to_the_result(answer, lead) -> bool:
        return (answer.status, answer.location) == (302, f"/leads/{lead.pk}/converted/")


class ByProgram:
    @staticmethod
    def post(caller, lead):
        """All as the page proposes it."""
        return caller.post_json(f"/api/v1/leads/{lead.pk}/convert/", "{}")

    @staticmethod
    def leads_to_the_result(answer, lead) -> bool:
        return answer.status == 200 and all(json.loads(answer.text)[name] for name in CONVERTED_INTO)


def typed(lead) -> dict[str, str]:
    """The form as the page fills it in, and a person leaves it."""
    return {
        "account": "new", "account_name": lead.company, "account_phone": lead.phone,
        "contact": "new", "contact_first_name": lead.first_name, "contact_last_name": lead.last_name,
        "contact_email": lead.email, "contact_phone": lead.phone,
        "opportunity": "new", "opportunity_name": f"{lead.company} - Opportunity",
        "opportunity_amount": "1000", "opportunity_close_on": "2030-01-31", "carry_activities": "on",
    }  # fmt: skip


def check(finding, leads):
    """Every lead became exactly one of each, whole, and nothing else is there."""
    for name, model in MADE.items():
        finding.counts[name] = model.objects.count()
        finding.expect(name, finding.counts[name], leads)
        finding.expect(f"{name} of no conversion", model.objects.filter(conversions=None).count(), 0)
    finding.expect("conversions", Conversion.objects.count(), leads)
    finding.expect("leads converted", Lead.objects.filter(status=Status.CONVERTED).count(), leads)
    whole = Conversion.objects.filter(
        made=["account", "contact", "opportunity"],
        lead__converted_account=F("account"),
        lead__converted_contact=F("contact"),
        lead__converted_opportunity=F("opportunity"),
    )
    finding.expect("whole conversions", whole.count(), leads)
    events = Event.objects.filter(type=type_of(Lead), verb="convert")
    finding.expect("times told", events.count(), leads)
    finding.expect("leads told of", events.values("object_id").distinct().count(), leads)
    for model in MADE.values():
        told = Event.objects.filter(type=type_of(model), verb="create")
        finding.expect(f"times told of a new {model._meta.verbose_name}", told.count(), leads)
    tasks = Task.objects.filter(type=type_of(Opportunity)).values("object_id").distinct()
    finding.expect("opportunities with the open task", tasks.count(), leads)
    finding.expect("confirmations", Notice.objects.filter(kind="converted").count(), leads)


def _check_first_result(finding, caller, leads):
    """Whoever was later reads what the first made."""
    lead = leads[-1]
    answer = caller.get(f"/leads/{lead.pk}/converted/")
    caller.close()
    finding.expect("the page of the result", (answer.status, lead.company in answer.text), (200, True))
