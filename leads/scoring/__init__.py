"""The rules score (PRODUCT 7): its ten lines, data completeness, seniority of a title, suggested stars."""

from .completeness import PROFILE
from .lines import PROFILE_LINES, fields_of
from .titles import seniority_of

# Whatever of these changes, the lead is scored again.
SCORED_FROM = fields_of(*(part.when for line in PROFILE_LINES for part in line.parts)) | fields_of(*PROFILE)

__all__ = ["SCORED_FROM", "seniority_of"]
