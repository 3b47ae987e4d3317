from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.records.conditions import ADMINISTRATORS
from hotcrm.records.refusals import Refused
from hotcrm.records.verbs import UNTOLD, verb

from .conversion import Conversion, ConversionPlan
from .converting import Converting
from .lifecycle import OPEN, OWNED, Status, status_in
from .people import PROCESSORS
from .policies import check_owner_only, policy_in_force
from .unconverting import check_nothing_built_on, locked, take_back


class Convertible(models.Model):
    """How a lead becomes a customer."""

    class Meta:
        abstract = True

    @verb(
        _("Convert"),
        when=status_in(*OPEN, Status.UNQUALIFIED, Status.CONVERTED, refusal=_("A discarded lead cannot be converted."))
        & OWNED,
        who=PROCESSORS,
        plan=policy_in_force,
        icon="convert",
    )
    def convert(self, *, by, into: ConversionPlan | None = None, plan):
        """Make or link account, contact and opportunity. A second call changes nothing: see `lead.conversion`.

        Raises `Refused` or `Invalid` when a policy stands in the way; then nothing at all was written.
        At most 25 queries.
        """
        if self.status == Status.CONVERTED:
            return UNTOLD
        check_owner_only(self, by, plan)
        self._check_qualified(plan)
        with transaction.atomic():
            return Converting(self, into or ConversionPlan(), by=by, policy=plan).run()

    @verb(
        _("Undo the conversion"),
        when=status_in(Status.CONVERTED, refusal=_("This lead is not converted.")),
        who=ADMINISTRATORS,
        icon="restore",
        danger=True,
    )
    def undo_conversion(self, *, by):
        """Take back what the conversion made, while nothing was built on it."""
        conversion = locked(Conversion.objects.get(lead=self))
        check_nothing_built_on(conversion)
        with transaction.atomic():
            self._save_links_before_deleting()
            take_back(conversion, by=by)
        self.status = conversion.status_before
        self.converted_at = self.converted_by = None
        self.converted_account = self.converted_contact = self.converted_opportunity = None

    def _check_qualified(self, policy):
        if policy.convert_only_from_qualified and self.status != Status.QUALIFIED:
            raise Refused(_t("Only a qualified lead can be converted here. Qualify it first."))

    def _save_links_before_deleting(self):
        """The links of the lead go before what they point to; the kernel saves the rest."""
        links = ("converted_account", "converted_contact", "converted_opportunity")
        type(self)._base_manager.filter(pk=self.pk).update(**dict.fromkeys(links))
