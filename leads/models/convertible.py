from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.records.conditions import ADMINISTRATORS, When
from hotcrm.records.verbs import UNTOLD, verb
from hotcrm.sales.models import Account, Contact, Opportunity

from .conversion import Conversion, ConversionPlan
from .converting import Converting
from .lifecycle import OPEN, OWNED, Status, status_in
from .people import PROCESSORS
from .policies import check_owner_only, policy_in_force
from .unconverting import check_nothing_built_on, locked, take_back


def only_qualified(policy) -> list[When]:
    if not policy.convert_only_from_qualified:
        return []
    return [When(Q(status=Status.QUALIFIED), _t("Only a qualified lead can be converted here. Qualify it first."))]


class Convertible(models.Model):
    """How a lead becomes a customer."""

    # leads; each takes some twenty statements of its own
    chunks = {"convert": 25, "undo_conversion": 25, "delete_for_good": 25}

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
    def convert(
        self,
        *,
        by,
        into: ConversionPlan | None = None,
        with_opportunity=False,
        carry_activities=True,
        confirm=True,
        plan,
    ):
        """Make or link account, contact and opportunity. A second call changes nothing: see `lead.conversion`.

        Without a plan (`into`) all follows from the lead and the policies; an opportunity is made `with_opportunity`,
        and whoever converts is sent what was made unless `confirm` is off.
        Raises `Refused` or `Invalid` when a policy stands in the way; then nothing at all was written.
        At most 25 queries.
        """
        if self.status == Status.CONVERTED:
            return UNTOLD
        check_owner_only(self, by, plan)
        for rule in only_qualified(plan):
            if refusal := rule.refusal_of(self):
                raise refusal
        into = into or ConversionPlan(
            opportunity_values={} if with_opportunity else None, carry_activities=carry_activities, confirm=confirm
        )
        with transaction.atomic():
            return Converting(self, into, by=by, policy=plan).run()

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

    @classmethod
    def made_by(cls, verb, rows, user) -> dict:
        """What a run made of these leads, by their keys, as far as this person sees it. Three queries."""
        if verb != "convert":
            return {}
        parts = {
            "converted_account_id": Account,
            "converted_contact_id": Contact,
            "converted_opportunity_id": Opportunity,
        }
        seen = {
            name: model.objects.visible_to(user).in_bulk({pk for row in rows if (pk := getattr(row, name))})
            for name, model in parts.items()
        }
        made = {row.pk: [seen[name].get(getattr(row, name)) for name in parts] for row in rows}
        return {pk: [one for one in found if one is not None] for pk, found in made.items()}

    def _save_links_before_deleting(self):
        """The links of the lead go before what they point to; the kernel saves the rest."""
        links = ("converted_account", "converted_contact", "converted_opportunity")
        type(self)._base_manager.filter(pk=self.pk).update(**dict.fromkeys(links))
