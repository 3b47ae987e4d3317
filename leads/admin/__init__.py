"""What a CRM administrator keeps about leads; and what becomes of them when somebody leaves."""

from .lead import LeadAdmin
from .leavers import LeavingUserAdmin
from .partners import LeavingPartnerCompanyAdmin
from .picklists import DisqualificationReasonAdmin
from .qualifications import LeadQualificationAdmin
from .weights import ScoringWeightsAdmin

__all__ = [
    "DisqualificationReasonAdmin",
    "LeadAdmin",
    "LeadQualificationAdmin",
    "LeavingPartnerCompanyAdmin",
    "LeavingUserAdmin",
    "ScoringWeightsAdmin",
]
