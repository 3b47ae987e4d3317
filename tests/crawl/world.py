"""A small house in which everything that is written somewhere is a canary, with a record for every way to be seen."""

from datetime import timedelta
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from campaigns.models import Campaign, CampaignCost, CampaignList, ListEntry, MarketingList
from hotcrm.activities.models import ActivityKind, Task
from hotcrm.activities.uploads import stored
from hotcrm.pages.importing.starting import begin
from hotcrm.pages.models import SavedView
from hotcrm.pages.runs.starting import start
from hotcrm.people.models import Department, PartnerCompany, User
from hotcrm.people.roles import Role
from hotcrm.records.models import Access, SharingRule, TeamMember
from hotcrm.records.verbs import type_of
from hotcrm.sales.models import Account, Contact, Opportunity, PartnershipAgreement
from leads.models import Lead, LeadQualification, Status
from pools.models import Pool, PoolMember, PoolType
from tests.campaigns.making import make_member
from tests.conftest import make_cast
from tests.factories import PoolFactory, UserFactory

from .canaries import Canaries

# By whom a lead is owned; what else makes it seen is added below.
LEADS = {
    "own": "alice", "below": "bob", "others": "mallory", "team": "mallory", "team_below": "mallory",
    "shared": "ursula", "shared_once": "victor", "shared_soon": "wanda", "waiting": None, "kept": None,
    "elsewhere": None, "nobodys": None, "valid": "mallory", "draft": "mallory", "terminated": "mallory",
    "rivals": "mallory", "pats": "pat", "quinns": "quinn", "discarded": "alice", "converted": "alice",
}  # fmt: skip
AGREEMENTS = {"valid": "valid", "draft": "draft", "terminated": "terminated", "rivals": "rivals", "pats": "valid",
              "quinns": "rivals"}  # fmt: skip
DEALS = {"own": "alice", "below": "bob", "others": "mallory", "shared": "ursula", "shared_once": "victor",
         "nobodys": None, "team": "mallory"}  # fmt: skip
CAMPAIGNS = {"own": "alice", "others": "mallory", "marketing": "mia", "nobodys": None}
LISTS = CAMPAIGNS
DISCUSSED = ("lead", "account", "contact", "opportunity", "campaign")
# In which of their groups they are, of each campaign: seen and not seen, masked, gone, and become something else.
MEMBERS = {
    "lead:own": "responded", "lead:others": "responded", "lead:elsewhere": "opened", "lead:kept": "sent",
    "lead:discarded": "clicked", "lead:converted": "converted", "lead:valid": "responded", "lead:below": "",
    "contact:own": "responded", "contact:others": "attended", "contact:nobodys": "unsubscribed",
}  # fmt: skip
NAMES = ("name", "first_name", "middle_name", "last_name", "code", "slug")


def make_world() -> SimpleNamespace:
    """`things[name]` is a row; `canaries.named` says which words are written in it."""
    cast, canaries, things = make_cast(), Canaries(), {}
    world = SimpleNamespace(cast=cast, canaries=canaries, things=things)
    hire(world)
    make_house(world)
    for states, make in ((CAMPAIGNS, make_campaign), (DEALS, make_deal), (LEADS, make_lead)):
        for state, owner in states.items():
            make(world, state, getattr(cast, owner) if owner else None)
    share(world)
    link(world)
    discuss(world)
    make_own_things(world)
    make_lists(world)
    fill_campaigns(world)
    return world


def hire(world):
    """Everybody's last name is a canary; Holly heads Mallory's department, Nora has no role at all."""
    cast = world.cast
    rival = PartnerCompany.objects.create(name=world.canaries.new("company:rivals", "name"))
    cast.ursula, cast.victor, cast.wanda = (
        UserFactory(username=name, roles=[Role.SALES_REP]) for name in ("ursula", "victor", "wanda")
    )
    cast.holly, cast.nora = UserFactory(username="holly"), UserFactory(username="nora")
    cast.quinn = UserFactory(username="quinn", partner_company=rival, roles=[Role.PARTNER])
    cast.paula = UserFactory(username="paula", partner_company=cast.company, roles=[Role.PARTNER])
    Department.objects.filter(pk=cast.mallory.department_id).update(head=cast.holly)
    cast.company.name = world.canaries.new("company:own", "name")
    cast.company.save()
    for person in User.objects.all():
        person.last_name = world.canaries.new(f"person:{person.username}", "last_name")
        person.save()
        world.things[f"person:{person.username}"] = person
    for department in Department.objects.all():
        department.name = world.canaries.new(f"department:{department.pk}", "name")
        department.save()
    for name, person in vars(cast).items():
        if isinstance(person, User):
            setattr(cast, name, User.objects.get(pk=person.pk))


def make_house(world):
    """Pools, and the agreements of both partner companies."""
    cast, new = world.cast, world.canaries.new
    for name, kind in (("kept", PoolType.ADMIN_ONLY), ("elsewhere", PoolType.CLAIMABLE)):
        thing = f"pool:{name}"
        pool = PoolFactory(name=new(thing, "name"), slug=new(thing, "slug"), type=kind)
        world.things[thing] = pool
    world.things["pool:kept"].administrators.add(cast.carol)
    PoolMember.objects.create(pool=world.things["pool:elsewhere"], user=cast.wanda)
    for name, company, status in (
        ("valid", cast.company, "valid"),
        ("draft", cast.company, "draft"),
        ("terminated", cast.company, "terminated"),
        ("rivals", cast.quinn.partner_company, "valid"),
    ):
        thing = f"agreement:{name}"
        world.things[thing] = PartnershipAgreement.objects.create(
            partner=company, status=status, name=new(thing, "name")
        )


def make_campaign(world, state, owner):
    thing = f"campaign:{state}"
    world.things[thing] = Campaign.objects.create(owner=owner, **world.canaries.of_fields(thing, Campaign))


def make_deal(world, state, owner):
    """An account, a contact there and an opportunity."""
    made: dict = {}
    for model in (Account, Contact, Opportunity):
        thing = f"{model._meta.model_name}:{state}"
        values = world.canaries.of_fields(thing, model)
        made |= {"account": model.objects.create(owner=owner, **values, **made)} if model is Account else {}
        if model is not Account:
            world.things[thing] = model.objects.create(owner=owner, **values, **made)
    world.things[f"account:{state}"] = made["account"]


def make_lead(world, state, owner):
    canaries, thing = world.canaries, f"lead:{state}"
    values = canaries.of_fields(thing, Lead) | canaries.of_fields(thing, LeadQualification)
    values |= {
        "lead_source_id": "website",
        "tags": [canaries.new(thing, "tags")],
        "utm": {"utm_source": canaries.new(thing, "utm")},
    }
    pool = world.things.get(f"pool:{state}") or (Pool.default() if state in ("waiting", "nobodys", "below") else None)
    agreement = world.things.get(f"agreement:{AGREEMENTS.get(state)}")
    [lead] = Lead.objects.capture([values | {"agreement": agreement}], by=None, owner=owner, pool=pool)
    world.things[thing] = lead


def share(world):
    cast, things = world.cast, world.things
    today, a_day = timezone.localdate(), timedelta(days=2)
    for giver, starts_on, ends_on in (
        (cast.ursula, today - a_day, today + a_day),
        (cast.victor, None, today - a_day),
        (cast.wanda, today + a_day, None),
    ):
        SharingRule.objects.create(from_user=giver, to_user=cast.alice, starts_on=starts_on, ends_on=ends_on)
    for thing, person, access in (
        ("lead:team", cast.alice, Access.READ),
        ("lead:team_below", cast.bob, Access.WRITE),
        ("account:team", cast.alice, Access.READ),
        ("opportunity:team", cast.bob, Access.READ),
    ):
        record = things[thing]
        TeamMember.objects.create(type=type_of(record), object_id=record.pk, user=person, access=access)


def link(world):
    """What is seen names what is not: its name may be read there, and nothing else of it."""
    cast, things = world.cast, world.things
    change = Lead.objects.filter
    change(pk=things["lead:nobodys"].pk).update(pool=None)
    change(pk=things["lead:own"].pk).update(
        account=things["account:others"], contact=things["contact:others"], campaign=things["campaign:marketing"]
    )
    change(pk=things["lead:valid"].pk).update(partner_contact=things["contact:nobodys"])
    change(pk=things["lead:others"].pk).update(campaign=things["campaign:others"])
    change(pk=things["lead:shared"].pk).update(survivor=things["lead:others"])
    Opportunity.objects.filter(pk=things["opportunity:own"].pk).update(
        account=things["account:others"], primary_contact=things["contact:others"], campaign=things["campaign:others"]
    )
    things["lead:discarded"].discard(by=None)
    things["lead:converted"].convert(by=cast.alice)
    lead = Lead.objects.get(pk=things["lead:converted"].pk)
    for name in ("account", "contact"):  # made out of its words, and Alice's like the lead
        things[f"converted_{name}"] = getattr(lead, f"converted_{name}")


def discuss(world):
    """At each record something done, something said, a file and something to be done."""
    call, canaries = ActivityKind.objects.get(pk="call"), world.canaries
    for thing, record in world.things.items():
        if thing.split(":")[0] not in DISCUSSED or thing == "lead:discarded":
            continue
        record = type(record).objects.get(pk=record.pk)
        by = record.owner or world.cast.admin
        record.comment(by=world.cast.admin, body=canaries.new(thing, "comment"))
        with stored([SimpleUploadedFile(f"{canaries.new(thing, 'file')}.txt", b"Ours")]) as uploads:
            record.attach(by=world.cast.admin, files=uploads)
        if getattr(record, "status", "") != Status.CONVERTED:
            record.log(by=world.cast.admin, kind=call, body=canaries.new(thing, "activity"))
        Task.objects.create(type=type_of(record), object_id=record.pk, title=canaries.new(thing, "task"), assignee=by)


def make_lists(world):
    """A list of people and one of saved words of each; a list of whom to leave in peace, with addresses."""
    cast, things, new = world.cast, world.things, world.canaries.new
    for state, owner in LISTS.items():
        thing = f"marketing_list:{state}"
        values = world.canaries.of_fields(thing, MarketingList) | {"owner": getattr(cast, owner) if owner else None}
        kind = "suppression" if state in ("others", "marketing") else "static"
        things[thing] = made = MarketingList.objects.create(kind=kind, **values)
        entries = [ListEntry(list=made, **{name.split(":")[0]: things[name]}) for name in MEMBERS]
        if kind == "suppression":
            entries += [ListEntry(list=made, **{name: new(thing, name)}) for name in ("address", "domain")]
        ListEntry.objects.bulk_create(entries)
    for person in ("alice", "mallory"):
        thing, owner = f"marketing_list:of {person}'s view", getattr(cast, person)
        values = world.canaries.of_fields(thing, MarketingList) | {"owner": owner, "kind": "dynamic"}
        things[thing] = MarketingList.objects.create(view=things[f"view:{person}:private"], **values)


def fill_campaigns(world):
    """Each has costs, an experiment, all the lists, and everybody as its member; and stands below one of Mallory's."""
    things = world.things
    for state in CAMPAIGNS:
        spend_and_try_out(world, f"campaign:{state}")
        campaign = things[f"campaign:{state}"]
        for one in (row for name, row in things.items() if name.startswith("marketing_list:")):
            use = "excluded" if one.kind == "suppression" else "target"
            CampaignList.objects.create(campaign=campaign, list=one, use=use)
        for arm, (name, status) in zip("ab" * len(MEMBERS), MEMBERS.items(), strict=False):
            person = type(things[name])._base_manager.get(pk=things[name].pk)
            at = timezone.now() - timedelta(days=3) if status in campaign.responses else None
            make_member(campaign, person, status, arm=arm, is_held_out=not status, responded_at=at)
    for name in ("lead:shared", "lead:team", "contact:shared"):  # by the verbs
        for state in CAMPAIGNS:
            things[name].enrol(by=world.cast.admin, campaign=things[f"campaign:{state}"])
        for state in LISTS:
            things[name].add_to_list(by=world.cast.admin, to=things[f"marketing_list:{state}"])
    won = Opportunity.objects.filter(pk=things["opportunity:others"].pk)
    won.update(campaign=things["campaign:own"], stage="closed_won", amount=9)


def spend_and_try_out(world, thing):
    campaign, today, new = world.things[thing], timezone.localdate(), world.canaries.new
    campaign.parent = world.things["campaign:others"] if thing != "campaign:others" else None
    campaign.variants = [{"code": code, "name": new(thing, "variant"), "share": 1} for code in ("a", "b")]
    campaign.starts_on, campaign.ends_on, campaign.status = today, today + timedelta(days=9), "in_progress"
    campaign.save()
    CampaignCost.objects.create(campaign=campaign, spent_on=today, amount=5, note=new(thing, "cost"))


def make_own_things(world):
    """What belongs to one person, or to those they share it with: views, runs, an import, a token."""
    cast, new = world.cast, world.canaries.new
    for person in ("alice", "mallory", "pat", "quinn"):
        for is_shared in (False, True):
            thing = f"view:{person}:{'shared' if is_shared else 'private'}"
            values = {"kind": "leads.lead", "name": new(thing, "name"), "base": "all", "is_shared": is_shared}
            world.things[thing] = SavedView.objects.create(owner=getattr(cast, person), **values)
    start(Lead.discard, by=cast.mallory, ids=[world.things["lead:others"].pk], reason=new("run:mallory", "reason"))
    name = new("import:mallory", "name")
    begin(Lead, SimpleUploadedFile(f"{name}.csv", b"Company,Last Name\nAcme,Doe\n"), by=cast.mallory)
