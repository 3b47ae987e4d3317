from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "hotcrm.audit"
    verbose_name = _("Audit")

    def ready(self):
        from . import signing_in  # models are ready only once apps are

        signing_in.listen()
