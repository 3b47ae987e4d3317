"""One thing in every state that matters, and who sees it: written by hand from PRODUCT 4, not asked of the code."""

from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.models import MarketingList
from hotcrm.activities.models import Task
from hotcrm.activities.uploads import stored
from hotcrm.pages.importing.starting import begin
from hotcrm.pages.models import SavedView
from hotcrm.pages.runs.starting import start
from hotcrm.people.models import ApiToken, SignedIn
from hotcrm.records.models import Access, Notice, TeamMember
from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.verbs import type_of
from hotcrm.sales.models import Account, Contact, Opportunity, PartnershipAgreement
from leads.models import DisqualificationReason, Lead, Status
from pools.models import Pool, PoolType
from tests.campaigns.making import make_campaign, make_member
from tests.factories import PoolFactory, make_lead

PEOPLE = ("alice", "bob", "carol", "dave", "mallory", "mia", "pat", "auditor", "admin")
EVERYBODY = frozenset(PEOPLE)
STAFF = EVERYBODY - {"pat"}
ALL_SEEING = frozenset({"mia", "auditor", "admin"})
REPS = frozenset({"alice", "bob", "carol", "mallory"})  # all of them members of the default pool
MISSING = 999_999
CAMPAIGN, MARKETING_LIST = 777_777, 777_778  # Mia's
DEALS = ("account", "contact", "opportunity")

SEES = {
    "alices": ALL_SEEING | {"alice", "dave", "carol"},
    "waiting": ALL_SEEING | REPS,
    "kept": ALL_SEEING | {"carol"},
    "bobs": ALL_SEEING | {"bob", "dave", "carol"},
    "unfit": ALL_SEEING | {"alice", "dave", "carol"},
    "mallorys": ALL_SEEING | {"mallory"},
    "shared": ALL_SEEING | {"mallory", "alice", "dave"},
    "watched": ALL_SEEING | {"mallory", "bob", "dave"},
    "partners": ALL_SEEING | {"mallory", "pat"},
    "terminated": ALL_SEEING | {"mallory"},
    "converted": ALL_SEEING | {"alice", "dave"},
    "discarded": frozenset({"admin"}),
    "missing": frozenset(),
}
EDITS = {
    "alices": {"alice", "dave", "carol", "admin"},
    "waiting": {"carol", "admin"},
    "kept": {"carol", "admin"},
    "bobs": {"bob", "dave", "carol", "admin"},
    "unfit": {"alice", "dave", "carol", "admin"},
    "mallorys": {"mallory", "admin"},
    "shared": {"mallory", "alice", "dave", "admin"},
    "watched": {"mallory", "admin"},
    "partners": {"mallory", "pat", "admin"},
    "terminated": {"mallory", "admin"},
    "converted": {"alice", "dave", "admin"},
    "discarded": {"admin"},
    "missing": set(),
}


SAID_BY = {"alices": "alice", "shared": "mallory", "partners": "pat", "converted": "alice"}  # who wrote, and put files


def make_world(cast) -> dict[str, dict[str, object]]:
    """For each kind of thing the key, or slug, of one in every state."""
    kept = PoolFactory(name="Kept", slug="kept", type=PoolType.ADMIN_ONLY)
    target = PoolFactory(name="Target", slug="target")
    for pool in (kept, target):
        pool.administrators.add(cast.carol)
    leads = make_leads(cast, kept)
    run = start(Lead.claim, by=cast.bob, ids=[make_lead(last_name="Run through").pk])
    views = {
        name: SavedView.objects.create(
            owner=cast.alice, kind="leads.lead", name=name, base="all", query="status=open", is_shared=name == "shared"
        ).pk
        for name in ("private", "shared")
    }
    tasks = {
        state: Task.objects.create(type=type_of(Lead), object_id=leads[state], title="Call", assignee=person).pk
        for state, person in (("alices", cast.alice), ("watched", cast.bob), ("converted", cast.dave))
    }
    return {
        "lead": leads,
        "pool": {"public": Pool.default().slug, "kept": "kept", "missing": "no-such-pool"},
        "run": {"bobs": run.pk, "missing": MISSING},
        "import": {"choosing": make_import(cast.alice), "missing": MISSING},
        "view": views | {"missing": MISSING},
        "notice": {"alices": make_notice(cast.alice, leads["alices"]), "missing": MISSING},
        "token": {"alices": ApiToken.issue(cast.alice, name="Nightly export")[0].pk, "missing": MISSING},
        "session": {
            "alices": SignedIn.objects.create(user=cast.alice, session_key="elsewhere").pk,
            "missing": MISSING,
        },
        "task": tasks | {"missing": MISSING},
        **make_marketing(cast),
        **make_deals(cast),
        **make_discussion(cast, leads),
    }


def make_marketing(cast) -> dict[str, dict[str, int]]:
    """Mia's campaign with a contact of Alice's as its member, and a list of hers."""
    campaign = make_campaign(pk=CAMPAIGN, owner=cast.mia)
    member = make_member(campaign, Contact.add({"last_name": "Guest"}, by=cast.alice))
    MarketingList.objects.create(pk=MARKETING_LIST, name="Guests", owner=cast.mia)
    made = {"campaign": CAMPAIGN, "member": member.pk, "marketing_list": MARKETING_LIST}
    return {kind: {"mias": pk, "missing": MISSING} for kind, pk in made.items()}


def make_discussion(cast, leads) -> dict[str, dict[str, int]]:
    """A comment and a file at some of the leads."""
    made: dict = {kind: {"missing": MISSING} for kind in ("comment", "file", "file_link")}
    for state, author in SAID_BY.items():
        lead, by = Lead.objects.get(pk=leads[state]), getattr(cast, author)
        made["comment"][state] = lead.comment(by=by, body=state).pk
        with stored([SimpleUploadedFile(f"{state}.txt", b"Put there")]) as uploads:
            [file] = lead.attach(by=by, files=uploads)
        made["file"][state], made["file_link"][state] = file.pk, file.links.get().pk
    return made


def make_deals(cast) -> dict[str, dict[str, int]]:
    """For each of account, contact and opportunity the keys of Alice's and Mallory's."""
    made: dict = {kind: {"missing": MISSING} for kind in DEALS}
    for state, person in (("alices", cast.alice), ("mallorys", cast.mallory)):
        account = Account.add({"name": f"{person} Ltd"}, by=person)
        contact = Contact.add({"last_name": "Doe", "account": account}, by=person)
        deal = Opportunity.add({"name": f"{person}'s deal", "account": account, "amount": 100}, by=person)
        for kind, record in zip(DEALS, (account, contact, deal), strict=True):
            made[kind][state] = record.pk
    return made


def make_notice(person, lead) -> int:
    about = {"type": type_of(Lead), "object_id": lead}
    return Notice.objects.create(recipient=person, kind=NoticeKind.ASSIGNED, key="of the world", **about).pk


def make_leads(cast, kept=None) -> dict[str, int]:
    """The keys of one lead a state."""
    agreements = {
        status: PartnershipAgreement.objects.create(partner=cast.company, name=status, status=status)
        for status in ("valid", "terminated")
    }
    public = Pool.default()
    leads = {
        "alices": make_lead(owner=cast.alice, pool=public, status=Status.WORKING, last_name="Aliceson"),
        "waiting": make_lead(last_name="Waiting"),
        "kept": make_lead(pool=kept or PoolFactory(type=PoolType.ADMIN_ONLY), last_name="Kept"),
        "bobs": make_lead(owner=cast.bob, pool=public, status=Status.QUALIFIED, last_name="Bobson"),
        "unfit": make_lead(owner=cast.alice, pool=public, last_name="Unfit"),
        "mallorys": make_lead(owner=cast.mallory, last_name="Malloryson"),
        "shared": make_lead(owner=cast.mallory, status=Status.WORKING, last_name="Shared"),
        "watched": make_lead(owner=cast.mallory, status=Status.NURTURING, last_name="Watched"),
        "partners": make_lead(owner=cast.mallory, agreement=agreements["valid"], last_name="Partnerson"),
        "terminated": make_lead(owner=cast.mallory, agreement=agreements["terminated"], last_name="Terminated"),
        "converted": make_lead(owner=cast.alice, last_name="Converted", company="Converted Ltd"),
        "discarded": make_lead(last_name="Discarded"),
    }
    for state, person, access in (("shared", cast.alice, Access.WRITE), ("watched", cast.bob, Access.READ)):
        TeamMember.objects.create(type=type_of(Lead), object_id=leads[state].pk, user=person, access=access)
    leads["unfit"].disqualify(by=cast.alice, reason=DisqualificationReason.objects.get(pk="no_budget"))
    leads["converted"].convert(by=cast.alice)
    leads["discarded"].discard(by=None)
    return {state: lead.pk for state, lead in leads.items()} | {"missing": MISSING}


def make_import(person) -> int:
    return begin(Lead, SimpleUploadedFile("leads.csv", b"Company,Last Name\nAcme,Doe\n"), by=person).pk
