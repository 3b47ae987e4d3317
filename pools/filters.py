from datetime import timedelta

import django_filters as filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hotcrm.people.models import User
from leads.filters import LeadFilter
from pools.models import Pool, administered
from pools.models.membership import members_of

WAITS = [("1", _("1 day")), ("3", _("3 days")), ("7", _("7 days")), ("30", _("30 days"))]
YES_OR_NO = [("yes", _("Yes")), ("no", _("No"))]


class PoolFilter(LeadFilter):
    """The filters of leads, within a pool: it is set, and its people are the owners there are."""

    in_pool: Pool | None = None

    pool = None
    waits = filters.ChoiceFilter(
        label=_("In the pool for"), method="by_wait", empty_label=_("In the pool for …"), choices=WAITS
    )
    came_back = filters.ChoiceFilter(label=_("Came back"), method="by_return", empty_label=_("Any"), choices=YES_OR_NO)

    quick = ("q", "source", "industry", "rating", "waits")
    choices_before = {name: before for name, before in LeadFilter.choices_before.items() if name != "pool"}

    def offered(self):
        return {name: rows for name, rows in super().offered().items() if name != "pool"}

    def by_wait(self, rows, name, value):
        return rows.filter(pooled_at__lte=timezone.now() - timedelta(days=int(value)))

    def by_return(self, rows, name, value):
        return rows.filter(Q(released_at__isnull=value == "no"))

    def _people(self):
        """Only administrators see whose what is."""
        if self.in_pool is None or not (self.user.is_crm_admin or self.in_pool.pk in administered(self.reach)):
            return User.objects.none()
        return members_of(self.in_pool).exclude(pk=self.user.pk)
