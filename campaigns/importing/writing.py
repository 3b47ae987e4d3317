"""Rows that were read become members: through `enrol`, and what is known of them through the members' verbs."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from campaigns.models import Campaign, Member
from hotcrm.pages.importing.running import Outcome, ReadRow
from hotcrm.sales.models import Contact
from leads.models import Lead

from .persons import Person, persons_of, refusal

KINDS: dict[Any, str] = {Lead: "lead_id", Contact: "contact_id"}
FACTS = {"group": "arm", "held_out": "is_held_out", "value": "value"}


def write(rows: list[ReadRow], campaign: Campaign, *, by, update: bool) -> Outcome:
    """A constant number of queries."""
    people, rejected = told_apart(rows, by)
    before = members_among(people, campaign)
    refused = enrol([one for one in people if one not in before], campaign, by=by)
    if not update:
        refused |= dict.fromkeys(before, _("Already a member of this campaign."))
    members = {one: pk for one, pk in members_among(people, campaign).items() if one not in refused}
    late = take_over({pk: people[one].values for one, pk in members.items()}, by=by)
    refused |= {one: late[pk] for one, pk in members.items() if pk in late}
    rejected += [(people[one].row, why) for one, why in refused.items()]
    updated = sum(one in before for one in members if one not in refused)
    return Outcome(len(people) - len(refused) - updated, updated, 0, rejected)


def told_apart(rows, by) -> tuple[dict[Person, ReadRow], list]:
    """Who each row means; and the rows that name nobody, several, or somebody whom a row above names already."""
    named, people, rejected = persons_of(rows, by), {}, []
    for row in rows:
        found = named.get(row.key, [])
        if why := refusal(row.key, found):
            rejected.append((row.row, why))
        elif found[0] in people:
            rejected.append((row.row, _("A row above names the same person.")))
        else:
            people[found[0]] = row
    return people, rejected


def members_among(people, campaign) -> dict[Person, int]:
    found: dict[Person, int] = {}
    for model, column in KINDS.items():
        pks = [pk for kind, pk in people if kind is model]
        members = Member.objects.filter(campaign=campaign, **{f"{column}__in": pks}).order_by()
        found |= {(model, person): pk for person, pk in members.values_list(column, "pk")}
    return found


def enrol(people, campaign, *, by) -> dict[Person, str]:
    """Why some of them are not members now."""
    refused: dict[Person, str] = {}
    for model in KINDS:
        if pks := [pk for kind, pk in people if kind is model]:
            results = model.enrol.apply(pks, by=by, campaign=campaign)
            refused |= {(model, pk): str(refusal.message) for pk, refusal in results.refused}
    return refused


def take_over(known: dict[int, dict], *, by) -> dict[int, str]:
    """What the file says of these members. The group comes before the status: who is held out has fewer of them; the
    day of a response after it. Returns why a status was not taken."""
    facts = {pk: {FACTS[name]: row[name] for name in FACTS if row.get(name) is not None} for pk, row in known.items()}
    record(facts, by=by)
    refused, by_status = {}, defaultdict(list)
    for pk, row in known.items():
        if row.get("status"):
            by_status[row["status"]].append(pk)
    for status, pks in by_status.items():
        results = Member.set_status.apply(pks, by=by, to=status)
        refused |= {pk: str(refusal.message) for pk, refusal in results.refused}
    days = {pk: {"responded_at": row["responded_at"]} for pk, row in known.items() if row.get("responded_at")}
    record(days, by=by)
    return refused


def record(facts: dict[int, dict], *, by):
    facts = {pk: known for pk, known in facts.items() if known}
    if facts:
        Member.record.apply(facts, by=by, facts=facts)
