from django.utils.translation import gettext_lazy as _

from campaigns.models import ListKind
from hotcrm.pages.listing import grouped
from hotcrm.pages.tables import NOTHING, Cell, ListTable
from hotcrm.pages.templatetags.face import ago, person, pill

from .filters import SHORT

TONES = {ListKind.STATIC: "draft", ListKind.DYNAMIC: "planning", ListKind.SUPPRESSION: "bounced"}


class MarketingListTable(ListTable):
    """`people` and `campaigns` are, by list, how many of them the reader sees."""

    name = Cell(_("Marketing list"), css="col-title")
    kind = Cell(_("Kind"))
    people = Cell(_("People"), css="numeric")
    owner = Cell(_("Owner"))
    campaigns = Cell(_("Campaigns"), css="numeric")
    created_at = Cell(_("Created"))
    updated_at = Cell(_("Changed"))

    always = ("name",)

    def __init__(self, rows, *, people, campaigns, **kwargs):
        self.people, self.campaigns = people, campaigns
        super().__init__(rows, **kwargs)

    def render_name(self, record):
        return self.title_cell(record, record.name, record.description[:120])

    def render_kind(self, record):
        return pill(TONES[ListKind(record.kind)], SHORT[ListKind(record.kind)])

    def render_people(self, record):
        if record.kind == ListKind.DYNAMIC:
            return _("as the view “%(view)s” finds") % {"view": record.view}
        return grouped(self.people.get(record.pk, 0))

    def render_owner(self, record):
        return person(record.owner)

    def render_campaigns(self, record):
        number = self.campaigns.get(record.pk, 0)
        return grouped(number) if number else NOTHING

    def render_created_at(self, record):
        return ago(record.created_at)

    def render_updated_at(self, record):
        return ago(record.updated_at)
