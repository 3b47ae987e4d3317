from .department import Department
from .partner import PartnerCompany
from .reporting import Reporting
from .user import User

__all__ = ["Department", "PartnerCompany", "Reporting", "User"]
