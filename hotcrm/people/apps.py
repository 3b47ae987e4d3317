from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "hotcrm.people"
    verbose_name = _("People")

    def ready(self):
        from .sessions import signed_in  # models are ready only now

        user_logged_in.connect(signed_in)
        post_migrate.connect(seed_roles, sender=self)
        post_migrate.connect(seed_rights, sender=self)


def seed_roles(sender, using, **kwargs):
    """Every installation has the groups that stand for roles."""
    from django.contrib.auth.models import Group  # models are ready only once apps are

    from .roles import Role

    known = set(Group.objects.using(using).values_list("name", flat=True))
    Group.objects.using(using).bulk_create(Group(name=role) for role in Role.values if role not in known)


def seed_rights(sender, using, **kwargs):
    """Every installation has the rights. Who holds one is said once, when it is new: after that it is theirs to say
    who administer the house."""
    from django.contrib.auth.models import Group, Permission
    from django.contrib.contenttypes.models import ContentType

    from .rights import FIRST_HOLDERS, LINES

    # Asked of the database: what the process remembers may be of tables that were emptied since.
    kind, _is_new = ContentType.objects.using(using).get_or_create(app_label="people", model="user")
    for right in LINES:
        permission, is_new = Permission.objects.using(using).get_or_create(
            content_type=kind, codename=right.value, defaults={"name": f"Right: {right.name.lower()}"}
        )
        if is_new:
            permission.group_set.set(Group.objects.using(using).filter(name__in=FIRST_HOLDERS.get(right, ())))
