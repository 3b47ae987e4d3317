"""What is there before the first lead: pools, campaigns, what is sold, the partner's agreement."""

from types import SimpleNamespace

from django.contrib.auth.models import Group

from campaigns.models import Campaign
from hotcrm.people.models import Department, PartnerCompany
from hotcrm.people.roles import SELLING, Role
from hotcrm.records.models import SharingRule
from hotcrm.records.verbs import type_of
from hotcrm.sales.models import AgreementStatus, PartnershipAgreement, Product, SalesDirection
from pools.models import EntryCondition, EntryRule, Operator, Pool, PoolMember, PoolType, Routing

from .people import PARTNER

# slug: name, administrators, members, settings
POOLS: dict[str, tuple[str, tuple, tuple, dict]] = {
    "north-china": (
        "North China 华北",
        ("liwei", "carol"),
        ("中国区销售部",),
        {"status_on_claim": "new", "claims_a_day": 10, "last_owner_waits_days": 7},
    ),
    "financial-industry": (
        "Financial industry 金融行业",
        ("dave", "carol"),
        ("alice", "bob", "hans", "wangfang"),
        {
            "routing": Routing.LEAST_LOADED,
            "routing_bar": 60,
            "claims_a_day": 10,
            "notify_on_claim": True,
            "hidden_fields": ["email", "phone", "mobile"],
        },
    ),
    "vip": ("VIP", ("carol", "vera"), ("alice", "mallory", "liwei"), {"type": PoolType.ADMIN_ONLY}),
}
CLAIMS_A_DAY = 20  # from the Public Pool
# name, pool, conditions; in their order
ENTRY_RULES = (
    ("The largest companies", "vip", (("employees", Operator.AT_LEAST, "2000"),)),
    ("Banks and insurers", "financial-industry", (("industry", Operator.IS, "finance"),)),
    (
        "华北各省市",
        "north-china",
        (
            ("country", Operator.ONE_OF, "中国, China"),
            ("state", Operator.ONE_OF, "北京市, 天津市, 河北省, 山西省, Beijing, Tianjin, Hebei, Shanxi"),
        ),
    ),
)
# code, name, owner, sources
CAMPAIGNS = (
    ("autumn-newsletter", "Autumn newsletter", "mia", ("email_campaign", "email")),
    ("finance-leaders", "Finance leaders on LinkedIn", "mia", ("social_media", "advertisement")),
    ("pipeline-webinar", "Webinar: no lead left behind", "mia", ("webinar",)),
    ("hanover-fair", "Hanover industry fair, stand 4B", "mia", ("trade_show", "exhibition")),
    ("huabei-summit", "华北制造业峰会", "liwei", ("exhibition", "event")),
    ("startup-breakfast", "Start-up breakfast", "alice", ("event", "referral")),
    ("search-crm", "Search ads: CRM for small teams", "mia", ("advertisement", "website_form")),
    ("partner-roadshow", "Partner roadshow", "mia", ("partner",)),
)
DIRECTIONS = (("crm", "CRM licences", "CRM 许可"), ("services", "Services", "服务"), ("training", "Training", "培训"))
PRODUCTS = (
    ("crm_team", "CRM Team", "CRM 团队版", "crm"),
    ("crm_enterprise", "CRM Enterprise", "CRM 企业版", "crm"),
    ("migration", "Data migration", "数据迁移", "services"),
    ("integration", "Integration project", "系统集成", "services"),
    ("rep_training", "Training for sales reps", "销售培训", "training"),
)


def furnish(people) -> SimpleNamespace:
    """Create what is missing; returns everything a lead may point to."""
    partner, _ = PartnerCompany.objects.get_or_create(name=PARTNER)
    SharingRule.objects.get_or_create(
        from_user=people["wangfang"], to_department=Department.objects.get(name="Sales East")
    )
    _let_sales_name_campaigns()
    return SimpleNamespace(
        people=people,
        pools=_pools(people),
        campaigns=_campaigns(people),
        products=_products(),
        agreement=_agreements(partner),
    )


def _let_sales_name_campaigns():
    """Sales say which campaign of marketing's a lead came from."""
    marketers = Group.objects.get(name=Role.MARKETER)
    for role in SELLING:
        SharingRule.objects.get_or_create(
            type=type_of(Campaign), from_group=marketers, to_group=Group.objects.get(name=role)
        )


def _pools(people) -> dict[str, Pool]:
    found = {"public": Pool.default()}
    found["public"].administrators.add(people["carol"])
    managers = Group.objects.get(name=Role.SALES_MANAGER)
    PoolMember.objects.get_or_create(pool=found["public"], group=managers)
    for slug, (name, administrators, members, settings) in POOLS.items():
        pool, is_new = Pool.objects.get_or_create(slug=slug, defaults={"name": name, **settings})
        if is_new:
            pool.administrators.set(people[username] for username in administrators)
            PoolMember.objects.bulk_create(_member(pool, member, people) for member in members)
        found[slug] = pool
    if not EntryRule.objects.exists():
        found["public"].claims_a_day = CLAIMS_A_DAY
        found["public"].save(update_fields=["claims_a_day"])
        _let_leads_in(found)
    return found


def _let_leads_in(pools):
    """Which pool a new lead enters: its size first, then its industry, then its region."""
    for place, (name, slug, conditions) in enumerate(ENTRY_RULES, start=1):
        rule = EntryRule.objects.create(name=name, pool=pools[slug], position=10 * place)
        EntryCondition.objects.bulk_create(
            EntryCondition(rule=rule, field=field, operator=operator, value=value)
            for field, operator, value in conditions
        )


def _member(pool, member, people):
    if member in people:
        return PoolMember(pool=pool, user=people[member])
    return PoolMember(pool=pool, department=Department.objects.get(name=member))


def _campaigns(people) -> dict[str, Campaign]:
    return {
        code: Campaign.objects.get_or_create(code=code, defaults={"name": name, "owner": people[owner]})[0]
        for code, name, owner, _ in CAMPAIGNS
    }


def _products() -> list[Product]:
    SalesDirection.seed(DIRECTIONS)
    Product.seed(
        [product[:3] for product in PRODUCTS], direction_id={code: direction for code, _, _, direction in PRODUCTS}
    )
    return list(Product.objects.all())


def _agreements(partner) -> PartnershipAgreement:
    """The valid one; an old one beside it opens nothing any more."""
    PartnershipAgreement.objects.get_or_create(
        partner=partner, name="Brightbridge pilot", defaults={"status": AgreementStatus.TERMINATED}
    )
    return PartnershipAgreement.objects.get_or_create(
        partner=partner, name="Brightbridge reseller agreement", defaults={"status": AgreementStatus.VALID}
    )[0]
