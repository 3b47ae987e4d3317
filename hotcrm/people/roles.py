"""The roles a person can have. Each is a Django group whose name is the role's code."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    SALES_REP = "sales_rep", _("Sales rep")
    SALES_MANAGER = "sales_manager", _("Sales manager")
    MARKETER = "marketer", _("Marketer")
    CRM_ADMIN = "crm_admin", _("CRM administrator")
    PARTNER = "partner", _("Partner")
    AUDITOR = "auditor", _("Auditor")


READING_ALL = (Role.MARKETER, Role.AUDITOR)
SELLING = (Role.SALES_REP, Role.SALES_MANAGER)
