from .account import Account
from .agreement import AgreementStatus, PartnershipAgreement
from .contact import Contact
from .offering import Product, SalesDirection
from .opportunity import CLOSED_STAGES, OPEN_STAGES, PROBABILITY, LossReason, Opportunity, Stage

__all__ = [
    "CLOSED_STAGES",
    "OPEN_STAGES",
    "PROBABILITY",
    "Account",
    "AgreementStatus",
    "Contact",
    "LossReason",
    "Opportunity",
    "PartnershipAgreement",
    "Product",
    "SalesDirection",
    "Stage",
]
