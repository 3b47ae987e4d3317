"""Which canaries a person may read: PRODUCT 4 in plain Python, over what the world was made of."""

from campaigns.models import Campaign, MarketingList
from hotcrm.people.models import User
from hotcrm.records.models import Event
from hotcrm.sales.models import Contact, Opportunity
from leads.models import Lead
from pools.models import Pool
from tests.records.plainly import House

from .world import NAMES

RECORDS = ("lead", "account", "contact", "opportunity", "campaign", "marketing_list")
NAMED_BY = {
    Lead: ("account", "contact", "partner_contact", "campaign", "agreement", "pool"),
    Contact: ("account",),
    Opportunity: ("account", "primary_contact", "campaign"),
    Campaign: ("parent",),
    MarketingList: ("view",),
}


class Reader:
    """What one person may read of a world."""

    def __init__(self, world, person):
        self.world, self.house = world, House()
        self.person = self.house.people[person.pk]
        rows = {name: anew(row) for name, row in world.things.items() if name.split(":")[0] in RECORDS}
        self.rows = {name: row for name, row in rows.items() if row is not None}
        self.seen = {name for name, row in self.rows.items() if self.house.sees(self.person, row)}
        self.of_row = {(type(row), row.pk): name for name, row in world.things.items()}

    @property
    def is_of_the_house(self) -> bool:
        return self.person.partner_company_id is None

    def keys(self, kind) -> set[int]:
        """The keys of what is seen of a kind of record."""
        model = type(next(row for name, row in self.rows.items() if name.startswith(f"{kind}:")))
        return {row.pk for row in model.objects.all() if self.house.sees(self.person, row)}

    def words(self) -> set[str]:
        things = self.seen | self.carried()
        whole = {word for word, (thing, _field) in self.canaries.items() if thing in things or self.is_known(thing)}
        named = self.named()
        return whole | {word for word, (thing, field) in self.canaries.items() if thing in named and field in NAMES}

    @property
    def canaries(self):
        return self.world.canaries.named

    def carried(self) -> set[str]:
        """What a lead became holds the words of the lead."""
        made = (self.world.things[f"converted_{name}"] for name in ("account", "contact"))
        return {"lead:converted"} if any(self.house.sees(self.person, anew(row)) for row in made) else set()

    def named(self) -> set[str]:
        """What the records that are seen name."""
        found = set()
        for row in (self.rows[name] for name in self.seen):
            for relation in NAMED_BY.get(type(row), ()):
                other = getattr(row, relation)
                found.add(self.of_row.get((type(other), getattr(other, "pk", None))))
        return found

    def is_known(self, thing) -> bool:
        kind, _, rest = thing.partition(":")
        asked = {
            "person": self.knows_person, "department": lambda rest: self.is_of_the_house,
            "company": self.knows_company, "agreement": self.knows_agreement, "pool": self.knows_pool,
            "view": self.knows_view, "run": self.is_own, "import": self.is_own,
        }  # fmt: skip
        return kind in asked and asked[kind](rest)

    def knows_person(self, username) -> bool:
        """The house knows everybody; a partner the own company, and who did something with its leads."""
        other = self.world.things[f"person:{username}"]
        if self.is_of_the_house or other.partner_company_id == self.person.partner_company_id:
            return True
        leads = [self.rows[name] for name in self.seen]
        at_work = {lead.owner_id for lead in leads} | {lead.previous_owner_id for lead in leads}
        at_work |= set(Event.objects.filter(object_id__in=[lead.pk for lead in leads]).values_list("by", flat=True))
        return other.pk in at_work

    def knows_company(self, name) -> bool:
        return self.is_of_the_house or (name == "own") == (
            self.person.partner_company_id == self.world.cast.company.pk
        )

    def knows_agreement(self, name) -> bool:
        agreement = self.world.things[f"agreement:{name}"]
        is_own = agreement.partner_id == self.person.partner_company_id
        return self.is_of_the_house or (is_own and agreement.status == "valid")

    def knows_pool(self, name) -> bool:
        pool, roles = self.world.things[f"pool:{name}"], self.house.roles[self.person.pk]
        if self.person.is_superuser or roles & {"crm_admin", "auditor", "marketer"}:
            return True
        return self.house.administers(self.person, pool.pk) or (
            pool.type == "claimable"
            and any(member.user_id == self.person.pk for member in Pool.objects.get(pk=pool.pk).members.all())
        )

    def knows_view(self, rest) -> bool:
        username, _, kind = rest.partition(":")
        owner = User.objects.get(username=username)
        is_colleague = owner.partner_company_id == self.person.partner_company_id
        return owner == self.person or (kind == "shared" and is_colleague)

    def is_own(self, username) -> bool:
        return self.person.username in (username, "admin")


def anew(row):
    related = ("agreement",) if isinstance(row, Lead) else ()
    return type(row).objects.select_related(*related).filter(pk=row.pk).first()
