"""Members of a campaign from a file: the pages of the import of leads, for members."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _t

from campaigns.importing import IMPORTER
from campaigns.importing.forms import MemberColumnsForm
from campaigns.models import Member
from campaigns.models.running import STILL_OPEN
from hotcrm.pages.models import ImportRun
from leads.views.importing import (
    ImportView,
    LeadImport,
    LeadImportCancel,
    LeadImportMap,
    LeadImportRejects,
    LeadImportRun,
)

from .seen import OpenToEditors


class MemberImportView(OpenToEditors, ImportView):
    """For those who edit the campaign of the address, `campaign`; `pk` is the run."""

    model, importer, form, templates = Member, IMPORTER, MemberColumnsForm, "campaigns/members"

    def runs(self):
        of_this = Q(options__campaign=self.campaign.pk) | Q(status=ImportRun.Status.CHOOSING)
        return super().runs().filter(of_this)

    def address(self, page="", *args):
        return reverse(f"member_import_{page}" if page else "member_import", args=[self.campaign.pk, *args])

    def trail(self):
        members = reverse("member_list", args=[self.campaign.pk])
        return [
            (self.campaign, self.campaign.get_absolute_url()),
            (_t("Members"), members),
            (_t("Import"), self.address()),
        ]

    def show(self, template, **context):
        return super().show(template, campaign=self.campaign, **context)


class MemberImport(MemberImportView, LeadImport):
    def refusal(self):
        return super().refusal() or STILL_OPEN.refusal_of(self.campaign)


class MemberImportMap(MemberImportView, LeadImportMap):
    def kept(self, form):
        return {**super().kept(form), "campaign": self.campaign.pk}


class MemberImportRun(MemberImportView, LeadImportRun):
    pass


class MemberImportCancel(MemberImportView, LeadImportCancel):
    pass


class MemberImportRejects(MemberImportView, LeadImportRejects):
    pass
