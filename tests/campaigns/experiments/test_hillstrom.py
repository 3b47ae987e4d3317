"""A real campaign that was randomised: Hillstrom's e-mails of 2008, with a third of the customers left in peace.

What the product says of it is worked out here a second time, by NumPy and SciPy from the file itself. For whoever does
not have the file, the same is done with a campaign of our own making.
"""

import csv
from decimal import Decimal
from math import sqrt

import numpy
import pytest
from scipy import stats

from campaigns.experiments.arms import HOLDOUT
from campaigns.experiments.outcomes import outcomes_of, together
from campaigns.experiments.uplift import Uplift
from campaigns.models import Member, MemberStatus
from hotcrm.sales.models import Account, Contact
from tests.campaigns.making import make_campaign
from tests.shared import SHARED, needs_shared

pytestmark = pytest.mark.django_db

GROUPS = {"Mens E-Mail": "mens", "Womens E-Mail": "womens", "No E-Mail": HOLDOUT}
VARIANTS = [{"code": code, "name": name, "share": 1} for name, code in GROUPS.items() if code != HOLDOUT]


def hillstrom():
    with (SHARED / "campaign_hillstrom" / "leads.csv").open() as file:
        for row in csv.DictReader(file):
            yield GROUPS[row["segment"]], row["visit"] == "1", row["conversion"] == "1", Decimal(row["spend"])


def our_own():
    """Nine hundred customers: more of those who were written to look in, some buy, few buy for much."""
    random = numpy.random.default_rng(2008)
    for number in range(900):
        code = list(GROUPS.values())[number % 3]
        visits = bool(random.random() < (0.12 if code == HOLDOUT else 0.2))
        buys = visits and bool(random.random() < 0.3)
        yield code, visits, buys, Decimal(round(random.exponential(100), 2) if buys else 0).quantize(Decimal("0.01"))


SOURCES = [pytest.param(hillstrom, marks=needs_shared, id="hillstrom"), pytest.param(our_own, id="our own")]


def imported(rows):
    campaign = make_campaign(holdout_percent=33, variants=VARIANTS)
    account = Account.objects.create(name="Hillstrom")
    contacts = Contact.objects.bulk_create(
        [Contact(account=account, last_name=str(number)) for number in range(len(rows))]
    )
    members = [member(campaign, contact, *row) for contact, row in zip(contacts, rows, strict=True)]
    Member.objects.bulk_create(members)
    return campaign


def member(campaign, contact, code, visits, buys, spend):
    quiet = "" if code == HOLDOUT else MemberStatus.SENT
    status = MemberStatus.CONVERTED if buys else MemberStatus.RESPONDED if visits else quiet
    known = {"value": spend, "is_held_out": code == HOLDOUT, "arm": code}
    return Member(campaign=campaign, contact=contact, status=status, **known)


@pytest.mark.parametrize("source", SOURCES)
def test_the_figures_of_a_randomised_campaign_are_those_of_an_independent_calculation(source):
    rows = list(source())
    groups = {outcome.code: outcome for outcome in outcomes_of(imported(rows))}
    samples = {code: columns(rows, code) for code in GROUPS.values()}
    for code, (visits, buys, spend) in samples.items():
        group = groups[code]
        assert (group.n, group.responded, group.converted) == (len(visits), visits.sum(), buys.sum())
        assert group.total == pytest.approx(spend.sum(), abs=0.005)
        assert group.mean == pytest.approx(spend.mean(), rel=1e-9)
    written_to = [numpy.concatenate(pair) for pair in zip(samples["mens"], samples["womens"], strict=True)]
    check(Uplift(groups["mens"], groups[HOLDOUT]), samples["mens"], samples[HOLDOUT])
    check(Uplift(groups["womens"], groups[HOLDOUT]), samples["womens"], samples[HOLDOUT])
    if source is hillstrom:
        assert_the_mails_worked(groups)
    check(Uplift(together([groups["mens"], groups["womens"]]), groups[HOLDOUT]), written_to, samples[HOLDOUT])


def assert_the_mails_worked(groups):
    """What is known of this campaign: both brought visits, that for men more of them, and more was spent."""
    mens, womens = (Uplift(groups[code], groups[HOLDOUT]) for code in ("mens", "womens"))
    assert 0.07 < mens.response.apart < 0.085
    assert 0.035 < womens.response.apart < 0.055
    assert mens.value.is_clear


def columns(rows, code):
    visits, buys, spend = zip(*(row[1:] for row in rows if row[0] == code), strict=True)
    return numpy.array(visits), numpy.array(buys), numpy.array(spend, dtype=float)


def check(uplift, sample, base):
    for found, one, other in zip((uplift.response, uplift.conversion), sample[:2], base[:2], strict=True):
        wanted = one.mean() - other.mean(), *score_interval(one, other)
        assert (found.apart, found.low, found.high) == pytest.approx(wanted, abs=1e-12)
        assert found.relative == pytest.approx(one.mean() / other.mean() - 1)
    spend, base_spend = sample[2], base[2]
    welch = stats.ttest_ind(spend, base_spend, equal_var=False).confidence_interval(0.95)
    wanted = spend.mean() - base_spend.mean(), welch.low, welch.high
    assert (uplift.value.apart, uplift.value.low, uplift.value.high) == pytest.approx(wanted, rel=1e-6)
    assert uplift.revenue.apart == pytest.approx(wanted[0] * len(spend), rel=1e-6)
    assert uplift.return_on(1_000) == pytest.approx(wanted[0] * len(spend) / 10 - 100, rel=1e-6)


def score_interval(one, other):
    """Newcombe's, from SciPy's intervals of the two rates."""
    (rate, low, high), (base, base_low, base_high) = (rate_of(sample) for sample in (one, other))
    apart = rate - base
    return apart - sqrt((rate - low) ** 2 + (base_high - base) ** 2), apart + sqrt(
        (high - rate) ** 2 + (base - base_low) ** 2
    )


def rate_of(sample):
    found = stats.binomtest(int(sample.sum()), len(sample)).proportion_ci(method="wilson")
    return sample.mean(), found.low, found.high
