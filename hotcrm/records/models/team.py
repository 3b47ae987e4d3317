from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotcrm.records.among import one_of


class Access(models.TextChoices):
    READ = "read", _("Read")
    WRITE = "write", _("Read and write")


class TeamMember(models.Model):
    """Somebody who works on a record beside its owner."""

    type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="team_places", verbose_name=_("colleague")
    )
    access = models.CharField(_("access"), max_length=5, choices=Access.choices, default=Access.READ)

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        constraints = [models.UniqueConstraint(fields=["type", "object_id", "user"], name="team_member_once")]
        indexes = [models.Index(fields=["type", "user", "object_id"], name="team_by_user")]

    def __str__(self):
        return str(self.user)


def team_q(model: str, people, *, access=None) -> Q:
    """The records of a model ("leads.lead") on whose team one of these people is, with at least this access."""
    kind = ContentType.objects.get_by_natural_key(*model.split("."))
    places = TeamMember.objects.filter(one_of("user", people), type=kind)
    if access:
        places = places.filter(access=access)
    return Q(pk__in=places.values("object_id"))
