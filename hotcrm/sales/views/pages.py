"""The pages of accounts, contacts and opportunities."""

from django.utils.translation import gettext_lazy as _

from hotcrm.sales.forms import FORMS
from hotcrm.sales.models import CLOSED_STAGES, Account, Contact, LossReason, Opportunity, Stage

from .actions import url_of
from .listing import AccountList, ContactList, OpportunityList
from .record_page import NOT_IN_MENU, PAST, RecordPage
from .related import of_account, of_contact, of_opportunity, related_of

PATH = tuple(stage for stage in Stage if stage != Stage.CLOSED_LOST)


class AccountPage(RecordPage):
    list_page, form = AccountList, FORMS[Account]
    read_along = ("owner", "industry")

    def related(self):
        return related_of(self.record, self.user, of_account)


class ContactPage(RecordPage):
    list_page, form = ContactList, FORMS[Contact]
    read_along = ("owner", "account")
    starts_with = {"account": ("account", Account)}
    said = {
        "enrol": _("%(name)s is a member of the campaign now."),
        "add_to_list": _("%(name)s is on the list now."),
    }
    past = {**PAST, "leave_campaign": _("Removed from a campaign"), "opt_out": _("Opted out of e-mail")}

    def related(self):
        return related_of(self.record, self.user, of_contact)


class OpportunityPage(RecordPage):
    list_page, form = OpportunityList, FORMS[Opportunity]
    read_along = ("owner", "account", "primary_contact", "lead_source", "campaign", "loss_reason")
    starts_with = {"account": ("account", Account), "contact": ("primary_contact", Contact)}
    said = {
        "move": _("%(name)s is in %(stage)s."),
        "win": _("%(name)s was won."),
        "lose": _("%(name)s was lost."),
        "reopen": _("%(name)s is open again: %(stage)s."),
    }
    past = {
        **PAST,
        "move": _("Stage changed"),
        "win": _("Won"),
        "lose": _("Lost"),
        "reopen": _("Reopened"),
    }
    reasons = {"lose": LossReason}
    not_in_menu = (*NOT_IN_MENU, "move")
    main_verbs = ("win", "reopen")

    def related(self):
        return related_of(self.record, self.user, of_opportunity)

    @property
    def state(self):
        return self.record.stage, self.record.get_stage_display()

    @property
    def path(self):
        """The stages: where it is, and where one click moves it."""
        stage = Stage(self.record.stage)
        here = PATH.index(stage) if stage in PATH else -1
        for number, step in enumerate(PATH):
            state = "current" if number == here else "done" if number < here else "later"
            yield self._step(step, state, self._verb_to(step))
        if stage == Stage.CLOSED_LOST:
            yield self._step(stage, "current", None)

    @property
    def is_lost(self) -> bool:
        return self.record.stage == Stage.CLOSED_LOST

    def _step(self, stage, state, verb) -> dict:
        url = url_of(self.record, "win" if stage in CLOSED_STAGES else "move", back=self.here)
        asks = bool(verb) and stage in CLOSED_STAGES
        return {"label": stage.label, "value": stage.value, "state": state, "verb": verb, "url": url, "asks": asks}

    def _verb_to(self, stage):
        name = "win" if stage == Stage.CLOSED_WON else "move"
        return name if stage != self.record.stage and self.is_open(name) else None
