from .buying import ContactLevel, DecisionLevel, Procurement, Terms
from .claims import Claim
from .conversion import Conversion, ConversionPlan
from .engagement import Engagement, EngagementKind
from .lead import Lead
from .lead_qualification import LeadQualification
from .lifecycle import DisqualificationReason, Status
from .rescoring import RescoreRun
from .search import LeadSearch
from .weights import ScoreChange, ScoringWeights

__all__ = [
    "Claim",
    "ContactLevel",
    "Conversion",
    "ConversionPlan",
    "DecisionLevel",
    "DisqualificationReason",
    "Engagement",
    "EngagementKind",
    "Lead",
    "LeadQualification",
    "LeadSearch",
    "Procurement",
    "RescoreRun",
    "ScoreChange",
    "ScoringWeights",
    "Status",
    "Terms",
]
