from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "hotcrm.people"
    verbose_name = _("People")

    def ready(self):
        post_migrate.connect(seed_roles, sender=self)


def seed_roles(sender, using, **kwargs):
    """Every installation has the groups that stand for roles."""
    from django.contrib.auth.models import Group  # models are ready only once apps are

    from .roles import Role

    known = set(Group.objects.using(using).values_list("name", flat=True))
    Group.objects.using(using).bulk_create(Group(name=role) for role in Role.values if role not in known)
