from .event import Event
from .lease import Lease
from .notice import Notice
from .picklist import Industry, LeadSource, Picklist
from .policy import ContactCheck, Policy
from .record import OWNER, SUPERIOR, OwnedRecord, Record
from .team import Access, TeamMember, team_q

__all__ = [
    "OWNER",
    "SUPERIOR",
    "Access",
    "ContactCheck",
    "Event",
    "Industry",
    "LeadSource",
    "Lease",
    "Notice",
    "OwnedRecord",
    "Picklist",
    "Policy",
    "Record",
    "TeamMember",
    "team_q",
]
