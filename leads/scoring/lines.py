"""The ten lines of the rules score, each written once: SQL, lead page and tests read them here.

A line gives a share of its weight. Shares are counted in three-hundredths, the largest unit in which the fifteenths,
halves and percents of PRODUCT 7 are whole, so that no rounding happens before the total.
Conditions speak of fields of the lead or, in the engagement lines, of counts of its events.
"""

from dataclasses import dataclass

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from hotcrm.records.conditions import holds, value_of
from hotcrm.texts import Text

from .titles import HEAD, MANAGER, TOP

WHOLE = 300
PERCENT = WHOLE // 100
COMPLETENESS, ENGAGEMENT, FIT = _("Completeness"), _("Engagement"), _("Fit")


@dataclass(frozen=True)
class Part:
    """A step of a line: the share it gives when its condition holds, and how to get there."""

    share: int | F  # a field's value counts as percent
    when: Q
    advice: Text

    @property
    def most(self) -> int:
        return WHOLE if isinstance(self.share, F) else self.share

    def given_to(self, record) -> int:
        """The same of a record in hand."""
        if not holds(self.when, record):
            return 0
        return (value_of(self.share, record) or 0) * PERCENT if isinstance(self.share, F) else self.share

    def given(self):
        then = Coalesce(self.share, 0) * PERCENT if isinstance(self.share, F) else Value(self.share)
        return Case(When(self.when, then=then), default=Value(0), output_field=IntegerField())


@dataclass(frozen=True)
class Line:
    """A line of the score. Its parts add up, or, where they are steps, the best of them counts (listed first)."""

    code: str
    group: Text
    label: Text
    weight: int  # of the first weights; those in force stand in ScoringWeights
    parts: tuple[Part, ...]
    steps: bool = False

    def share(self):
        """The share of the weight a lead gets, in three-hundredths, as an expression."""
        if not self.steps:
            return sum((part.given() for part in self.parts[1:]), self.parts[0].given())
        *better, last = self.parts
        whens = [When(part.when, then=Value(part.share)) for part in better]
        return Case(*whens, default=last.given(), output_field=IntegerField())

    def share_of(self, record) -> int:
        """The same of a record in hand."""
        shares = [part.given_to(record) for part in self.parts]
        return next(filter(None, shares), 0) if self.steps else sum(shares)


def at_least(*, employees, revenue):
    return Q(employees__gte=employees) | Q(annual_revenue__gte=revenue)


LINES = (
    Line(
        "basic_info",
        COMPLETENESS,
        _("Basic information"),
        15,
        (
            Part(WHOLE // 3, ~Q(first_name="") | ~Q(middle_name="") | ~Q(last_name=""), _("Fill in the name.")),
            Part(WHOLE // 3, ~Q(company=""), _("Fill in the company.")),
            Part(WHOLE // 3, ~Q(email=""), _("Fill in the e-mail address.")),
        ),
    ),
    Line(
        "contact_details",
        COMPLETENESS,
        _("Contact details"),
        10,
        (
            Part(WHOLE // 2, ~Q(phone=""), _("Fill in the phone number.")),
            Part(WHOLE // 2, ~Q(mobile=""), _("Fill in the mobile number.")),
        ),
    ),
    Line(
        "company_info",
        COMPLETENESS,
        _("Company information"),
        15,
        (
            Part(WHOLE * 8 // 15, Q(industry_id__isnull=False), _("Choose the industry.")),
            Part(WHOLE * 7 // 15, Q(annual_revenue__isnull=False), _("Fill in the annual revenue.")),
        ),
    ),
    Line(
        "email_opens",
        ENGAGEMENT,
        _("E-mail opens"),
        5,
        (Part(WHOLE, Q(opens__gte=1), _("Send an e-mail that gets opened.")),),
    ),
    Line(
        "email_clicks",
        ENGAGEMENT,
        _("E-mail clicks"),
        10,
        (Part(WHOLE, Q(clicks__gte=1), _("Send an e-mail with a link worth a click.")),),
    ),
    Line(
        "website_visits",
        ENGAGEMENT,
        _("Website visits"),
        10,
        (
            Part(WHOLE, Q(visits__gte=3), _("Three visits to the website within 90 days.")),
            Part(50 * PERCENT, Q(visits__gte=1), _("One visit to the website.")),
        ),
        steps=True,
    ),
    Line(
        "form_submissions",
        ENGAGEMENT,
        _("Form submissions"),
        5,
        (Part(WHOLE, Q(submissions__gte=1), _("Invite to a form or a webinar.")),),
    ),
    Line(
        "industry_match",
        FIT,
        _("Industry match"),
        10,
        (Part(F("industry__fit"), Q(industry_id__isnull=False), _("An industry that fits better.")),),
        steps=True,
    ),
    Line(
        "company_size",
        FIT,
        _("Company size"),
        10,
        (
            Part(WHOLE, at_least(employees=1000, revenue=100_000_000), _("1,000 staff or 100 M revenue.")),
            Part(70 * PERCENT, at_least(employees=200, revenue=10_000_000), _("200 staff or 10 M revenue.")),
            Part(40 * PERCENT, at_least(employees=50, revenue=1_000_000), _("50 staff or 1 M revenue.")),
        ),
        steps=True,
    ),
    Line(
        "job_title",
        FIT,
        _("Job title"),
        10,
        (
            Part(WHOLE, Q(seniority__gte=TOP), _("A contact at C-level, a founder, president or vice president.")),
            Part(70 * PERCENT, Q(seniority__gte=HEAD), _("A contact who is director or head of.")),
            Part(40 * PERCENT, Q(seniority__gte=MANAGER), _("A contact who is a manager.")),
        ),
        steps=True,
    ),
)


ENGAGEMENT_LINES = tuple(line for line in LINES if line.group is ENGAGEMENT)
PROFILE_LINES = tuple(line for line in LINES if line.group is not ENGAGEMENT)


def weighted(lines, weights):
    """What these lines give with these weights, in three-hundredths of a point."""
    return sum((line.share() * getattr(weights, line.code) for line in lines), Value(0))


def rounded(total):
    """Three-hundredths to points, half up: the one place where a score is rounded."""
    return (total + WHOLE // 2) / WHOLE


def score_of_profile(record, weights) -> int:
    """The points of a record in hand that has shown no interest yet."""
    return int(rounded(sum(line.share_of(record) * getattr(weights, line.code) for line in PROFILE_LINES)))


def fields_of(*conditions: Q) -> frozenset[str]:
    """The fields of a lead (by attname) that these conditions look at."""
    found = set()
    for condition in conditions:
        for child in condition.children:
            found |= fields_of(child) if isinstance(child, Q) else {child[0].split("__")[0]}  # type: ignore[index]
    return frozenset(found)
