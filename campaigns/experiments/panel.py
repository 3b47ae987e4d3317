"""What a page shows of an experiment."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t

from campaigns.money import SumOfMoney

from .arms import HOLDOUT, NO_ARM
from .lines import Cell, Group, cells_of, lines_of
from .numbers import about, likelihood, signed_percent
from .outcomes import Outcome, is_grouped, outcomes_of, together
from .sequential import WORTHWHILE
from .uplift import Uplift
from .verdict import Finding, Verdict, verdict_on


def panel(campaign, user) -> dict:
    """What the page of a campaign shows of its experiment: the place where it is put once it has been counted, which
    takes a second for a million members. Two queries at most."""
    return {"campaign": campaign, "experiment": Shown(campaign), "is_late": True}


def counted(campaign) -> dict:
    """The experiment itself. Four queries at most, whatever the number of members."""
    return {"campaign": campaign, "experiment": Shown(campaign)}


class Shown:
    def __init__(self, campaign):
        self.campaign = campaign

    @cached_property
    def outcomes(self) -> list[Outcome]:
        return outcomes_of(self.campaign)

    @cached_property
    def is_one(self) -> bool:
        return is_grouped(self.campaign)

    @property
    def groups(self) -> list[Group]:
        return lines_of(self.outcomes, self.name_of)

    @cached_property
    def holdout(self) -> Outcome | None:
        return next((outcome for outcome in self.outcomes if outcome.is_held_out), None)

    @cached_property
    def treated(self) -> Outcome:
        return together([outcome for outcome in self.outcomes if not outcome.is_held_out])

    @property
    def uplifts(self) -> list[tuple[str, Uplift]]:
        """All who were reached against the hold-out; and each variant, where there are several."""
        if self.holdout is None:
            return []
        variants = [outcome for outcome in self.outcomes if outcome.code not in (NO_ARM, HOLDOUT)]
        each = [(self.name_of(one.code), Uplift(one, self.holdout)) for one in variants] if len(variants) > 1 else []
        return [(_t("All who were reached"), Uplift(self.treated, self.holdout)), *each]

    @property
    def rows(self) -> list[tuple[str, list[Cell]]]:
        return [(name, list(cells_of(uplift))) for name, uplift in self.uplifts]

    @cached_property
    def cost(self) -> Decimal | None:
        if self.campaign.typed_cost is not None:
            return self.campaign.typed_cost
        return self.campaign.costs.aggregate(cost=SumOfMoney("amount"))["cost"]

    @property
    def brought(self) -> Uplift | None:
        """All who were reached, once there is somebody on both sides."""
        uplift = Uplift(self.treated, self.holdout) if self.holdout else None
        return uplift if uplift and uplift.value else None

    @property
    def return_on_cost(self) -> str:
        found = self.brought.return_on(self.cost) if self.brought else None
        return "–" if found is None else signed_percent(found / 100)

    @property
    def verdicts(self) -> Iterator["Said"]:
        set_up = [variant["code"] for variant in self.campaign.variants]
        variants = verdict_on([outcome for outcome in self.outcomes if outcome.code in set_up])
        if variants:
            yield Said(_t("Variants"), variants, self.who_is_ahead(variants), self.how_likely(variants))
        against = verdict_on([self.treated, self.holdout]) if self.holdout else None
        if against:
            yield Said(_t("Against the hold-out group"), against, self.whether_it_works(against), self.likely(against))

    def name_of(self, code: str) -> str:
        names = {variant["code"]: variant["name"] for variant in self.campaign.variants}
        own = {HOLDOUT: _t("Held out"), NO_ARM: _t("No variant") if self.campaign.variants else _t("Reached")}
        return own.get(code) or names.get(code, code)

    def who_is_ahead(self, verdict: Verdict) -> str:
        names = {"leader": self.name_of(verdict.leader.code), "rival": self.name_of(verdict.rival.code)}
        if len(self.campaign.variants) > 2:
            return _t("%(leader)s is ahead of every other variant.") % names
        return _t("%(leader)s is ahead of %(rival)s.") % names

    def how_likely(self, verdict: Verdict) -> str:
        names = {"leader": self.name_of(verdict.leader.code), "rival": self.name_of(verdict.rival.code)}
        chance = likelihood(verdict.probability)
        return _t("As things look now, %(leader)s is better than %(rival)s with a probability of %(chance)s.") % {
            **names,
            "chance": chance,
        }

    def whether_it_works(self, verdict: Verdict) -> str:
        if verdict.leader.is_held_out:
            return _t("Fewer respond than of those left in peace: this campaign does harm.")
        return _t("The campaign works: more respond than of those left in peace.")

    def likely(self, verdict: Verdict) -> str:
        better = verdict.probability if not verdict.leader.is_held_out else 1 - verdict.probability
        chance = likelihood(better)
        return _t("As things look now, the campaign helps with a probability of %(chance)s.") % {"chance": chance}


@dataclass(frozen=True)
class Said:
    """A verdict in words."""

    about: str
    verdict: Verdict
    ahead: str
    likely: str

    @property
    def text(self) -> str:
        if self.verdict.finding is Finding.AHEAD:
            return self.ahead
        part = {"part": f"{WORTHWHILE:.0%}".replace("%", "\N{NO-BREAK SPACE}%")}
        if self.verdict.finding is Finding.NO_DIFFERENCE:
            return _t("No difference found so far; one of %(part)s would most likely have shown by now.") % part
        more = intcomma(about(self.verdict.more))
        return _t(
            "Not enough yet: no difference found so far, and about %(more)s more members are needed to find one of "
            "%(part)s."
        ) % {"more": more, **part}
