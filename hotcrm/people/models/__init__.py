from .department import Department
from .partner import PartnerCompany
from .reporting import Reporting
from .signed_in import SignedIn
from .token import ApiToken
from .user import User

__all__ = ["ApiToken", "Department", "PartnerCompany", "Reporting", "SignedIn", "User"]
