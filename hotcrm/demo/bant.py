"""What is known about the deal behind a demo lead: the more, the further it has come."""

from datetime import timedelta
from decimal import Decimal

from leads.models.buying import ALONE

from . import words_of_deals as words

# How much is known, by status: the share of leads with a row, and how sure people are of each answer (scores 0 to 3).
KNOWN = {
    "working": (0.45, (0, 0, 1, 2)),
    "nurturing": (0.6, (0, 1, 2, 2)),
    "qualified": (1.0, (2, 2, 3, 3)),
    "unqualified": (0.5, (0, 1, 1, 2)),
    "converted": (0.9, (2, 3, 3, 3)),
}
PROCUREMENTS = ("direct_purchase", "quotations", "quotations", "open_tender", "closed_tender", "framework", "unknown")
DECISION_LEVELS = ("one_person", "department_head", "department_head", "board", "committee", "group", "unknown")
CONTACT_LEVELS = (ALONE, ALONE, "participates", "participates", "influences", "initiates", "no_part")
TERMS = (
    ("up_to_1_month", 30),
    ("1_to_3_months", 90),
    ("1_to_3_months", 90),
    ("3_to_6_months", 180),
    ("6_to_12_months", 365),
    ("over_a_year", None),
    ("undefined", None),
)
AMOUNTS = (4_000, 8_000, 15_000, 30_000, 60_000, 120_000)


class Bant:
    """`share` of the leads that would have a row get one: the crowd of a big demo is there to be counted."""

    def __init__(self, random, share=1.0):
        self.random, self.share = random, share

    def known_of(self, story) -> dict:
        """The columns of the row; nothing where there is none."""
        share, scores = KNOWN.get(story.row["status"], (0, ()))
        if self.random.random() >= share * self.share:
            return {}
        text = words.texts(story.company.culture.language if story.company else "en")
        return {
            **self._need(text, scores),
            **self._budget(story.row, text, scores),
            **self._authority(text, scores),
            **self._timeline(story, text, scores),
        }

    def _need(self, text, scores) -> dict:
        score, choice = self._score(scores), self.random.choice
        values = {"need_score": score, "need_reason": self._reason(text.NEED, score), "goal": choice(text.GOALS)}
        if score >= 2:
            values["competitors"], values["selection_criteria"] = choice(text.COMPETITORS), choice(text.CRITERIA)
            values["compliance"], values["implementation_options"] = choice(text.COMPLIANCE), choice(text.OPTIONS)
        return values

    def _budget(self, row, text, scores) -> dict:
        has_budget = row.get("budget") is not None
        score = 3 if has_budget else min(self._score(scores), 2)
        values = {
            "budget_score": score,
            "budget_reason": self._reason(text.BUDGET, score),
            "budget_is_set": has_budget,
        }
        if score == 2:
            values["estimated_amount"] = Decimal(self.random.choice(AMOUNTS))
        if score:
            values["procurement_id"] = self.random.choice(PROCUREMENTS)
        return values

    def _authority(self, text, scores) -> dict:
        score = self._score(scores)
        values = {"authority_score": score, "authority_reason": self._reason(text.AUTHORITY, score)}
        if score:
            level = values["contact_level_id"] = self.random.choice(CONTACT_LEVELS)
            values["decision_level_id"] = self.random.choice(DECISION_LEVELS)
            if level != ALONE:
                values["decision_maker"] = self.random.choice(text.DECISION_MAKERS)
                values["influence"] = self.random.choice(text.INFLUENCE)
        return values

    def _timeline(self, story, text, scores) -> dict:
        score = self._score(scores)
        values = {"timeline_score": score, "timeline_reason": self._reason(text.TIMELINE, score)}
        if score:
            values["terms_id"], days = self.random.choice(TERMS)
            if days:
                values["estimated_closing_on"] = story.at.date() + timedelta(days=days)
        return values

    def _score(self, scores) -> int:
        return self.random.choice(scores)

    @staticmethod
    def _reason(reasons, score) -> str:
        return reasons[score] if score else ""
