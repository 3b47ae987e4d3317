"""Who may become a member of a campaign, and who not: for leads and contacts alike (PRODUCT 9).

A campaign lives above: it is spoken to by what it is given as, and by its own relations.
"""

from functools import cached_property

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotcrm.people.rights import REFUSALS, Right
from hotcrm.records.among import one_of
from hotcrm.records.conditions import EVERYBODY
from hotcrm.records.locks import share
from hotcrm.records.models import OptOut
from hotcrm.records.refusals import Refused
from hotcrm.records.verbs import UNTOLD, also, moment, verb

MARKETERS = EVERYBODY.holding(Right.CAMPAIGNS, REFUSALS[Right.CAMPAIGNS])
READ_TO_ENROL = ("email", "email_opt_out")
AT_ONCE = 2_000  # people: each costs so little that the rest of a chunk would cost more


def hold(pks, by, *, campaign):
    """Nobody completes the campaign or changes what it counts meanwhile."""
    share(type(campaign), [campaign.pk])


class Admission:
    """What a campaign says to a chunk of people of one kind, "lead" or "contact", who would become its members."""

    def __init__(self, rows, by, *, campaign):
        self.rows, self.by = rows, by
        self.kind = rows[0]._meta.model_name
        self.campaign = type(campaign)._base_manager.select_related("type").get(pk=campaign.pk)
        self.member = self.campaign.members.model
        self.closed = self._why_closed()

    def admit(self, person):
        """The row of a new member, not written yet. Raises `Refused`, with a code."""
        self.check(person)
        return self.member.enrolled(self.campaign, self.kind, person.pk, by=self.by, at=moment(person))

    def check(self, person):
        """Raises `Refused`, with a code, for whom the campaign does not take in."""
        if self.closed:
            raise self.closed
        if person.pk in self._members:
            raise Refused(_("Already a member of this campaign."), code="member_already")
        if self.is_suppressed(person):
            raise Refused(_("On a list of people whom this campaign leaves in peace."), code="suppressed")
        if self.campaign.is_by_mail:
            self._check_mail(person)

    def is_suppressed(self, person) -> bool:
        people, places = self._suppressed
        return person.pk in people or (bool(places) and not places.isdisjoint(places_of(person.email)))

    def _why_closed(self) -> Refused | None:
        """Why nobody at all is enrolled by this person now."""
        if refusal := self.campaign.closed_to(self.by):
            return refusal
        if not self.campaign.is_open:
            return Refused(_("This campaign is over. Reopen it first."), code="campaign_over")
        return None

    def _check_mail(self, person):
        if not person.email:
            raise Refused(_("Has no e-mail address."), code="no_email")
        if person.email_opt_out or person.email in self._opted_out:
            raise Refused(_("Has opted out of e-mail."), code="opted_out")

    @cached_property
    def _members(self) -> set[int]:
        """Those of the chunk who are in already."""
        pks = [row.pk for row in self.rows]
        of_kind = self.campaign.members.filter(one_of(self.kind, pks))
        return set(of_kind.order_by().values_list(self.kind, flat=True))

    @cached_property
    def _opted_out(self) -> set[str]:
        return OptOut.objects.among(row.email for row in self.rows)

    @cached_property
    def _suppressed(self) -> tuple[set[int], set[str]]:
        """Of the chunk those on a list that the campaign excludes, and the addresses and domains on such lists."""
        excluded = self.campaign.lists.filter(use="excluded").order_by()
        if not excluded.exists():
            return set(), set()
        entry = "list__entries__"
        places = sorted(set().union(*(places_of(row.email) for row in self.rows)))
        named = Q(**{f"{entry}{self.kind}__in": [row.pk for row in self.rows]})
        named |= Q(**{f"{entry}address__in": places}) | Q(**{f"{entry}domain__in": places})
        found = list(excluded.filter(named).values_list(f"{entry}{self.kind}", f"{entry}address", f"{entry}domain"))
        return {pk for pk, *_ in found if pk}, {place for _pk, *places in found for place in places if place}


def places_of(email: str) -> set[str]:
    """The address, its domain, and each domain above that one but the top: a list may name any of them."""
    _name, _at, domain = email.rpartition("@")
    labels = domain.split(".")
    return {email, *(".".join(labels[n:]) for n in range(len(labels) - 1))} - {""}


def enrol_one(person, admission: Admission):
    """What both verbs do: one row beside the person, which says itself who added it and when."""
    also(person, admission.admit(person))
    return UNTOLD


class Enrolled(models.Model):
    """How a contact becomes a member of a campaign."""

    class Meta:
        abstract = True

    @verb(
        _("Add to campaign"),
        who=MARKETERS,
        locks=hold,
        plan=Admission,
        reads=READ_TO_ENROL,
        at_once=AT_ONCE,
        icon="speakerphone",
    )
    def enrol(self, *, by, campaign, plan):
        """A member of a campaign that `by` may edit and that is not over; once.

        Refused with one of the codes `member_already`, `suppressed`, `campaign_over`, and, where it goes out by
        e-mail, `no_email` and `opted_out`; with `NotAllowed` for somebody else's campaign.
        """
        return enrol_one(self, plan)
