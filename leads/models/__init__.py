from .conversion import Conversion, ConversionPlan
from .engagement import Engagement, EngagementKind
from .lead import Lead
from .lifecycle import DisqualificationReason, Status
from .rescoring import RescoreRun
from .search import LeadSearch
from .weights import ScoreChange, ScoringWeights

__all__ = [
    "Conversion",
    "ConversionPlan",
    "DisqualificationReason",
    "Engagement",
    "EngagementKind",
    "Lead",
    "LeadSearch",
    "RescoreRun",
    "ScoreChange",
    "ScoringWeights",
    "Status",
]
