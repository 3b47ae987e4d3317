from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self):
        post_migrate.connect(seed, sender=self)


def seed(sender, **kwargs):
    from .seeds import seed_all  # models are ready only once apps are

    seed_all()
