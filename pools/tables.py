from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.pages.tables import NOTHING, Cell
from hotcrm.pages.templatetags.face import ago, due, pill
from leads.tables import LeadTable


class PoolTable(LeadTable):
    """What a pool's page can show of a lead beside what every list can: how long it waits, what brought it back,
    when it may be claimed. `reasons` are words by key, `refusals` what stands in the way of a claim."""

    pooled_at = Cell(_("In the pool"))
    came_back = Cell(_("Came back because"))
    claimable = Cell(_("Claim"), css="no-label")
    assigned_at = Cell(_("Held since"))
    reclaim_rule = Cell(_("Reclaim rule"))
    is_overdue = Cell(_("Overdue"))
    pool = None

    def __init__(self, rows, *, reasons, refusals, **kwargs):
        self.reasons, self.refusals = reasons, refusals
        super().__init__(rows, **kwargs)

    def render_pooled_at(self, record):
        return ago(record.pooled_at)

    def render_assigned_at(self, record):
        if not record.is_overdue:
            return ago(record.assigned_at)
        return format_html("{} {}", ago(record.assigned_at), pill("overdue", _t("Overdue")))

    def render_came_back(self, record):
        return self.reasons.get(record.pk) or NOTHING

    def render_claimable(self, record):
        refusal = self.refusals.get(record.pk)
        if refusal is None:
            button = '<button class="button small" form="row-action" formaction="{}claim/">{}</button>'
            return format_html(button, record.get_absolute_url(), _t("Claim"))
        if until := refusal.facts.get("until"):
            words = {"until": record.pool.clock(until).split(" (")[0]}
            return format_html('<span title="{}">{}</span>', refusal, _t("from %(until)s") % words)
        return format_html('<span class="faint" title="{}">–</span>', refusal)

    def render_reclaim_on(self, record):
        return due(record.reclaim_on)

    def render_reclaim_rule(self, record):
        return record.reclaim_rule or NOTHING

    def render_is_overdue(self, record):
        return pill("overdue", _t("Overdue")) if record.is_overdue else NOTHING
