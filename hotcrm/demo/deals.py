"""What a converted demo lead became: an account, a contact and, mostly, an opportunity."""

from datetime import timedelta
from decimal import Decimal

from hotcrm.sales.models import Account, Contact, Opportunity, Stage
from hotcrm.sales.models.opportunity import PROBABILITY
from hotcrm.sales.seeds import LOSS_REASONS

CARRIED = ("phone", "website", "annual_revenue", "employees", "street", "city", "state", "postal_code", "country")
NAMED = ("first_name", "last_name", "title", "email")
YOUNG = (Stage.PROSPECTING, Stage.QUALIFICATION, Stage.NEEDS_ANALYSIS)
GROWN = (Stage.PROPOSAL, Stage.NEGOTIATION)
OLD = (Stage.CLOSED_WON, Stage.CLOSED_WON, Stage.CLOSED_LOST, Stage.NEGOTIATION)
LOSSES = [code for code, _, _ in LOSS_REASONS]
AMOUNTS = (6_000, 12_000, 30_000, 75_000)


def converted(story, *, random, now) -> dict:
    """By the names of the lead's links to them, in the order in which they are made; not linked to each other yet."""
    row, company = story.row, story.company
    of = {"owner_id": row["owner_id"], "created_at": row["converted_at"], "updated_at": row["converted_at"]}
    told = {name: row[name] for name in CARRIED if name in row}
    made = {
        "account": Account(name=company.name, industry_id=company.industry, **told, **of),
        "contact": Contact(**{name: row[name] for name in NAMED}, is_primary=True, **of),
    }
    if random.random() < 0.85:
        made["opportunity"] = _opportunity(story, random, now, of)
    return made


def _opportunity(story, random, now, of):
    row, age = story.row, (now - story.row["converted_at"]).days
    stage = random.choice(YOUNG if age < 30 else GROWN if age < 60 else OLD)
    is_closed = stage in (Stage.CLOSED_WON, Stage.CLOSED_LOST)
    return Opportunity(
        name=f"{story.company.name} - Opportunity"[:200],
        stage=stage,
        stage_before=Stage.NEGOTIATION if is_closed else "",
        probability=PROBABILITY[stage],
        amount=Decimal(row.get("budget") or random.choice(AMOUNTS)),
        close_on=row["converted_at"].date() + timedelta(days=90),
        closed_at=row["converted_at"] + timedelta(days=random.randint(10, age)) if is_closed else None,
        loss_reason_id=random.choice(LOSSES) if stage == Stage.CLOSED_LOST else None,
        lead_source_id=row.get("lead_source_id"),
        campaign_id=row.get("campaign_id"),
        **of,
    )
