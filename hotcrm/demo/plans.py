"""Which campaigns the demo has: their days from today, their money, and how people take to them."""

from dataclasses import dataclass, field
from decimal import Decimal

from campaigns.models import CampaignStatus, MemberStatus

S = MemberStatus
# How likely each status is, by kind of campaign.
MAILED = {S.SENT: 6, S.DELIVERED: 30, S.OPENED: 26, S.CLICKED: 10, S.RESPONDED: 14, S.BOUNCED: 4}
INVITED = {S.SENT: 20, S.DELIVERED: 14, S.OPENED: 10, S.ATTENDED: 34, S.NO_SHOW: 22}
MET = {S.ATTENDED: 60, S.RESPONDED: 25, S.SENT: 15}
SEEN = {S.SENT: 20, S.CLICKED: 50, S.RESPONDED: 30}


@dataclass(frozen=True)
class Plan:
    """`first`, `last` are days from today; `costs` are (day from the first, amount, what for).

    `naming` of the leads that name it become members, and so many `others` are written to.
    """

    type: str
    status: str
    first: int
    last: int
    budget: int | None = None
    expected: int | None = None
    typed_cost: int | None = None
    costs: tuple[tuple[int, int, str], ...] = ()
    channel: str = ""
    parent: str = ""
    holdout: int = 0
    variants: tuple[tuple[str, str, float], ...] = ()  # code, name, how many more (or fewer) respond
    answers: dict = field(default_factory=dict)
    naming: int = 0
    others: int = 0
    contacts: int = 0
    buyers: float = 0  # of those whose deal was won later, so many had met it
    description: str = ""

    @property
    def spent(self) -> list[tuple[int, Decimal, str]]:
        return [(day, Decimal(amount), note) for day, amount, note in self.costs]


def weekly(amount: int, weeks: int, note: str) -> tuple[tuple[int, int, str], ...]:
    """A little more or less each week, never the same."""
    return tuple((7 * week, amount + (week * 37 % 5 - 2) * amount // 20, note) for week in range(weeks))


# Code, name, owner: beside those that leads name (see `house`). A parent comes before its children.
MORE = (
    ("growth-programme", "Growth programme", "mia"),
    ("printed-catalogue", "Printed catalogue", "mia"),
    ("winter-table", "Winter round table", "mia"),
)
PLANS = {
    "growth-programme": Plan(
        "other", CampaignStatus.IN_PROGRESS, -165, 60, budget=40_000, expected=400_000,
        costs=((0, 3_500, "Agency, concept"),),
        description="Advertising for small teams and for finance, planned and paid for together.",
    ),
    "autumn-newsletter": Plan(
        "email", CampaignStatus.IN_PROGRESS, -24, 12, budget=3_000, expected=30_000, channel="E-mail",
        costs=((0, 900, "Texts and design"), (1, 480, "Sending"), (14, 480, "Sending, second part")),
        holdout=15,
        variants=(("a", "“Nobody answers leads on Friday”", 0.6), ("b", "“Your next customer waits”", 1.7)),
        answers=MAILED, naming=60, others=380,
        description="Two subject lines against each other; fifteen in a hundred get nothing, to see what it changes.",
    ),
    "finance-leaders": Plan(
        "social_media", CampaignStatus.IN_PROGRESS, -150, 30, budget=12_000, expected=150_000, channel="LinkedIn",
        costs=weekly(400, 20, "Advertisements"), parent="growth-programme", answers=SEEN, naming=70, buyers=0.5,
    ),
    "search-crm": Plan(
        "seo_sem", CampaignStatus.IN_PROGRESS, -160, 10, budget=9_000, expected=90_000, channel="Search ads",
        costs=weekly(450, 22, "Clicks"), parent="growth-programme", answers=SEEN, naming=80, buyers=0.6,
        description="Dearer than planned: the words that work are wanted by others too.",
    ),
    "pipeline-webinar": Plan(
        "webinar", CampaignStatus.COMPLETED, -118, -118, budget=3_500, expected=40_000, channel="Webinar",
        costs=((0, 1_200, "Platform"), (0, 800, "Moderation"), (2, 300, "Recording")),
        answers=INVITED, naming=60, others=110, contacts=15, buyers=0.5,
    ),
    "hanover-fair": Plan(
        "trade_show", CampaignStatus.COMPLETED, -210, -206, budget=24_000, expected=200_000, typed_cost=27_850,
        costs=((-30, 14_000, "Stand 4B"), (0, 6_200, "Building, transport"), (4, 4_900, "Hotel, travel")),
        channel="Hall 4", answers=MET, naming=90, contacts=10, buyers=0.4,
    ),
    "huabei-summit": Plan(
        "conference", CampaignStatus.COMPLETED, -186, -184, budget=60_000, expected=300_000,
        answers=MET, naming=60, buyers=0.3, description="费用尚未结算。",
    ),
    "startup-breakfast": Plan(
        "event", CampaignStatus.COMPLETED, -34, -34, budget=1_500, expected=20_000, channel="Office, third floor",
        costs=((-2, 260, "Invitations"), (0, 910, "Coffee and rolls")), answers=MET, naming=50,
    ),
    "winter-table": Plan(
        "event", CampaignStatus.PLANNING, 16, 16, budget=1_800, expected=25_000, channel="Office, third floor",
    ),
    "partner-roadshow": Plan(
        "partner_marketing", CampaignStatus.ON_HOLD, -20, 40, budget=8_000, costs=((0, 1_100, "Rooms"),),
        answers=INVITED, naming=25, contacts=20, description="The second half waits for the partner's new dates.",
    ),
    "printed-catalogue": Plan(
        "direct_mail", CampaignStatus.CANCELLED, -45, -30, budget=6_000, costs=((0, 700, "Design"),),
        answers={S.SENT: 1}, others=30,
    ),
}  # fmt: skip
