from .event import Event
from .lease import Lease
from .notice import Mail, Notice, NoticeSwitch
from .opt_out import OptOut
from .picklist import Industry, LeadSource, Picklist
from .policy import ContactCheck, NewContact, Policy, RequiredFields, Vocabulary
from .record import OWNER, SUPERIOR, OwnedRecord, Record, owned_branch, shared_branches, team_branch
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
    "Mail",
    "NewContact",
    "Notice",
    "NoticeSwitch",
    "OptOut",
    "OwnedRecord",
    "Picklist",
    "Policy",
    "Record",
    "RequiredFields",
    "SharingRule",
    "TeamMember",
    "Vocabulary",
    "owned_branch",
    "shared_branches",
    "shared_owners",
    "shared_to_write",
    "team_branch",
    "team_q",
]
