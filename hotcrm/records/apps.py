from celery.signals import task_postrun, task_prerun
from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "hotcrm.records"
    verbose_name = _("Records")

    def ready(self):
        post_migrate.connect(seed, sender=self)
        task_prerun.connect(hear)
        task_postrun.connect(hear_no_more)


def seed(sender, **kwargs):
    from .seeds import seed_all  # models are ready only once apps are

    seed_all()


def hear(**of_the_task):
    """What a task writes for people is in the words of the house."""
    from .vocabulary import listen

    listen()


def hear_no_more(**of_the_task):
    from .vocabulary import fall_silent

    fall_silent()
