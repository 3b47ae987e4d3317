from django.db import models
from django.utils.translation import gettext_lazy as _


class Hiding(models.Model):
    """What members see of a lead only after they claimed it: names of lead fields."""

    hidden_fields = models.JSONField(_("hidden until claimed"), default=list, blank=True)

    class Meta:
        abstract = True
