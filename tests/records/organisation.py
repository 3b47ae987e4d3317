"""An organisation made at random: people, departments, pools, teams, rules, agreements, and records of every kind."""

import random
from datetime import date, timedelta

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType

from campaigns.models import Campaign
from hotcrm.activities.models import ActivityKind, ActivityLink, Attachment, AttachmentLink, Comment, CommentLink, Task
from hotcrm.activities.models.activity import Activity
from hotcrm.people.models import Department, PartnerCompany
from hotcrm.people.roles import Role
from hotcrm.records.models import Access, Policy, SharingRule, TeamMember
from hotcrm.records.verbs import type_of
from hotcrm.sales.models import Account, Contact, Opportunity, PartnershipAgreement
from leads.models import Lead
from pools.models import Pool, PoolMember
from tests.factories import DepartmentFactory, PoolFactory, UserFactory, make_lead

OWNED = (Account, Contact, Opportunity, Campaign)
RECORDS = (Lead, *OWNED)
LINKED = {Activity: ActivityLink, Comment: CommentLink, Attachment: AttachmentLink}


def make_organisation(seed, cast):
    draw = random.Random(seed)
    everybody, departments = make_people(draw, cast)
    Policy.objects.update_or_create(
        pk=1,
        defaults={"heads_see_below": seed % 2 == 0, "marketers_see_campaign_leads_only": draw.random() < 0.5},
    )
    pools = make_pools(draw, everybody, departments)
    make_rules(draw, everybody, departments)
    records = [*make_deals(draw, everybody), *make_leads(draw, everybody, pools, make_agreements(cast))]
    for record in records:
        if draw.random() < 0.3:
            TeamMember.objects.create(
                type=type_of(record),
                object_id=record.pk,
                user=draw.choice(everybody),
                access=draw.choice(Access.values),
            )
    make_words(draw, [record for record in records if not isinstance(record, Campaign)], everybody)


def make_people(draw, cast):
    departments = [DepartmentFactory(parent=draw.choice([None, cast.sales])) for _ in range(3)]
    role_sets = [[Role.SALES_REP], [Role.SALES_MANAGER], [], [Role.SALES_REP, Role.MARKETER]]
    people = [
        UserFactory(
            department=draw.choice([*departments, None]),
            manager=draw.choice([None, cast.dave, cast.alice, cast.bob]),
            roles=draw.choice(role_sets),
        )
        for _ in range(5)
    ]
    rival = PartnerCompany.objects.create(name="Rival")
    UserFactory(username="quinn", partner_company=rival, roles=[Role.PARTNER])
    # Who should not have been given these: a company's agreement is all the same the only way for them.
    UserFactory(username="misplaced", partner_company=rival, roles=[Role.MARKETER], manager=cast.dave)
    everybody = [*people, cast.alice, cast.bob, cast.carol, cast.dave, cast.mallory, cast.mia, cast.pat]
    for department in [*departments, cast.sales]:
        Department.objects.filter(pk=department.pk).update(head=draw.choice([None, *everybody[:-1]]))
    return everybody, departments


def make_pools(draw, everybody, departments):
    pools = [
        PoolFactory(is_enabled=draw.random() < 0.8, type=draw.choice(["claimable", "claimable", "admin_only"]))
        for _ in range(3)
    ]
    for pool in pools:
        pool.administrators.set(draw.sample(everybody[:-1], 1))
        PoolMember.objects.create(pool=pool, user=draw.choice(everybody))
        PoolMember.objects.create(pool=pool, department=draw.choice(departments))
    return pools


def make_rules(draw, everybody, departments):
    today, a_day = date.today(), timedelta(days=2)
    for _ in range(6):
        SharingRule.objects.create(
            type=draw.choice([None, None, *map(type_of, RECORDS)]),
            access=draw.choice(Access.values),
            starts_on=draw.choice([None, today - a_day, today + a_day]),
            ends_on=draw.choice([None, None, today + 2 * a_day]),
            **one_of("from", draw, everybody, departments),
            **one_of("to", draw, everybody, departments),
        )
    SharingRule.objects.create(
        from_group=Group.objects.get(name=Role.SALES_REP),
        to_user=draw.choice(everybody),
        ends_on=today - a_day,
    )


def one_of(side, draw, people, departments):
    kind = draw.choice(["user", "department", "group"])
    groups = Group.objects.filter(name__in=[Role.SALES_REP, Role.SALES_MANAGER, Role.MARKETER, Role.PARTNER])
    return {f"{side}_{kind}": draw.choice({"user": people, "department": departments, "group": list(groups)}[kind])}


def make_agreements(cast):
    companies = [cast.company, PartnerCompany.objects.get(name="Rival")]
    return [
        PartnershipAgreement.objects.create(partner=company, name=f"{company} {status}", status=status)
        for company in companies
        for status in ("draft", "valid", "terminated")
    ]


def make_deals(draw, everybody):
    """Accounts, contacts, opportunities and campaigns."""
    for number in range(8):
        owners = [draw.choice([None, *everybody]) for _ in OWNED]
        account = Account.objects.create(name=f"Account {number}", owner=owners[0])
        yield account
        yield Contact.objects.create(last_name=f"Contact {number}", account=account, owner=owners[1])
        yield Opportunity.objects.create(name=f"Deal {number}", account=account, owner=owners[2])
        yield Campaign.objects.create(name=f"Campaign {number}", code=f"campaign-{number}", owner=owners[3])


def make_leads(draw, everybody, pools, agreements):
    campaigns = list(Campaign.objects.all())
    for _ in range(25):
        owner = draw.choice([None, *everybody])
        lead = make_lead(
            owner=owner,
            pool=draw.choice([*pools, Pool.default(), None] if owner else [*pools, Pool.default()]),
            agreement=draw.choice([None, None, *agreements]),
            campaign=draw.choice([None, *campaigns]),
        )
        if draw.random() < 0.1:
            lead.discard(by=None)
        yield lead


def make_words(draw, records, everybody):
    """Activities, comments, files and tasks, each at one record or at two."""
    call = ActivityKind.objects.get(pk="call")
    new = {
        Activity: {"kind": call},
        Comment: {"text": "Said"},
        Attachment: {"name": "offer.txt", "size": 1, "digest": "0"},
    }
    for _ in range(12):
        for model, link in LINKED.items():
            row = model.objects.create(by=draw.choice(everybody), **new[model])
            for place in draw.sample(records, draw.choice([1, 2])):
                kind = ContentType.objects.get_for_model(place)
                link.objects.create(type=kind, object_id=place.pk, at=row.at, **{link._meta.fields[1].name: row})
        place = draw.choice(records)
        Task.objects.create(type=type_of(place), object_id=place.pk, title="Call", assignee=draw.choice(everybody))
