from .event import Event
from .lease import Lease
from .notice import Notice
from .picklist import Industry, LeadSource, Picklist
from .policy import ContactCheck, NewContact, Policy, RequiredFields
from .record import OWNER, SUPERIOR, OwnedRecord, Record, shared_branches
from .sharing import SharingRule, shared_owners, shared_to_write
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
    "SharingRule",
    "TeamMember",
    "shared_branches",
    "shared_owners",
    "shared_to_write",
    "team_q",
]
