"""What campaigns cost where there is much of them."""

from django.db import connection
from django.utils import timezone

from campaigns.models import Campaign, CampaignType
from hotcrm.pages.models import Run
from hotcrm.pages.runs.execution import carry_out, chunk_of
from hotcrm.pages.runs.starting import start
from hotcrm.people.models import User
from hotcrm.records.models import Policy
from leads.models import Lead

from . import campaign_figures
from .clock import Clock, rate
from .databases import tidy_up
from .transfer import Chunks

ENROLLED = 100_000
REACHED_BY_MAIL = {"discarded_at__isnull": True, "converted_at__isnull": True, "email_opt_out": False}


def measure() -> dict[str, str]:
    return enrol() | campaign_figures.measure()


def enrol() -> dict[str, str]:
    """A marketer enrols a view into an e-mail campaign with a hold-out group, from the choice until it is over."""
    Policy.objects.update(marketers_see_campaign_leads_only=False)
    by = User.objects.get(username="mia")
    campaign = _campaign(by)
    rows = Lead.objects.visible_to(by).filter(**REACHED_BY_MAIL).exclude(email="")
    number = min(rows.count(), ENROLLED)
    rows = Lead.objects.visible_to(by).filter(pk__in=rows.order_by("pk").values("pk")[:number])
    tidy_up()
    chunks = Chunks()
    with Clock() as spent, connection.execute_wrapper(chunks):
        run = start(Lead.enrol, by=by, rows=rows, campaign=campaign)
        while not carry_out(run.pk):
            pass
    run = Run.objects.get(pk=run.pk)
    assert (run.total, run.done + run.refused, campaign.members.count()) == (number, number, run.done), run.reasons()
    a_chunk = max(chunks.counted)
    told = f"{rate(number, spent, 'leads')}; {number:,} leads, {a_chunk} queries a chunk of {chunk_of(run)}"
    return {"enrol a view, in the background": told}


def _campaign(by) -> Campaign:
    by_mail = CampaignType.objects.get(code="email")
    code = f"bench-{timezone.now():%H%M%S%f}"
    return Campaign.objects.create(name="Bench", code=code, owner=by, type=by_mail, holdout_percent=10)
