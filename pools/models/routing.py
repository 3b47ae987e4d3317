from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Routing(models.TextChoices):
    NONE = "none", _("None: leads wait to be claimed or assigned")
    DEFAULT_ASSIGNEE = "default", _("Default assignee: every lead that enters")
    ROUND_ROBIN = "robin", _("Round robin: one after the other")
    LEAST_LOADED = "least", _("Least loaded: whoever holds the fewest open leads")


BY_SCORE = (Routing.ROUND_ROBIN, Routing.LEAST_LOADED)


class Routed(models.Model):
    """Who gets a new lead by itself. `last_routed` is where the round robin stands."""

    is_enabled: bool

    routing = models.CharField(_("automatic assignment"), max_length=7, choices=Routing.choices, default=Routing.NONE)
    default_assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("default assignee"),
    )
    routing_bar = models.PositiveSmallIntegerField(
        _("score bar"),
        default=70,
        validators=[MaxValueValidator(100)],
        help_text=_("Round robin and least loaded give away leads with a score above this."),
    )
    last_routed = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        abstract = True

    def gives_away(self, score: int) -> bool:
        """Whether a new lead of this score is somebody's at once: the default assignee gets all, of the others only
        those strictly above the bar go round."""
        if self.routing in BY_SCORE:
            return self.is_enabled and score > self.routing_bar
        return self.is_enabled and self.routing == Routing.DEFAULT_ASSIGNEE


NEEDS_ASSIGNEE = models.CheckConstraint(
    condition=~Q(routing=Routing.DEFAULT_ASSIGNEE, default_assignee__isnull=True),
    name="pool_default_assignee_named",
    violation_error_code="default_assignee",
    violation_error_message=_("Name the person every new lead goes to."),
)
