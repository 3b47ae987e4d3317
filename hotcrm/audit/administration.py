"""The administration, audited as a whole: named in the settings in place of Django's own."""

from django.contrib.admin.apps import AdminConfig


class AuditedAdministration(AdminConfig):
    default = False
    default_site = "hotcrm.audit.admin_site.AuditedSite"
