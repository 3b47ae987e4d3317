from .event import Event
from .lease import Lease
from .notice import Notice
from .picklist import Industry, LeadSource, Picklist
from .policy import ContactCheck, NewContact, Policy, RequiredFields
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
    "NewContact",
    "Notice",
    "OwnedRecord",
    "Picklist",
    "Policy",
    "Record",
    "RequiredFields",
    "TeamMember",
    "team_q",
]
