from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from hotcrm.prepared import prepared
from hotcrm.texts import Text


class ContactCheck(models.TextChoices):
    REUSE = "reuse", _("Reuse the contact found")
    FAIL = "fail", _("Fail when a contact is found")
    NONE = "none", _("Do not look; always a new contact")


class RequiredFields(models.TextChoices):
    MINIMAL = "minimal", _("Minimal: a name, a company or one way to reach them")
    S2 = "s2", _("Full: subject, source, direction, company, website, tax number, names")


class NewContact(models.TextChoices):
    AT_CONVERSION = "conversion", _("At conversion")
    ON_SAVE = "save", _("When the lead is saved")


class Vocabulary(models.TextChoices):
    """In whose words leads are spoken of: ours, or those a team is used to. See `hotcrm.records.lead_words`."""

    HOTCRM = "hotcrm", _("HotCRM: New, Working, Nurturing, Qualified, Unqualified, Converted")
    SHARECRM = "sharecrm", _("ShareCRM: Unassigned, Pending, In Progress, Invalid, Converted")
    SIMPLEONE = "simpleone", _("SimpleOne: New, Assigned, Qualified, Disqualified")
    CLASSIC = "classic", _("Classic: New, Working, Nurturing, Converted, Dead")

    @property
    def system(self) -> Text:
        """Whose words they are."""
        return SYSTEMS[self]


SYSTEMS: dict[str, Text] = {
    "hotcrm": "HotCRM",
    "sharecrm": "ShareCRM",
    "simpleone": "SimpleOne",
    "classic": _("Classic"),
}


class Policy(models.Model):
    """The house rules an administrator sets. One row; `Policy.current()` reads it."""

    convert_only_from_qualified = models.BooleanField(
        _("convert only from Qualified"),
        default=False,
        help_text=_("Off: any open or unqualified lead can be converted; the steps skipped are recorded."),
    )
    qualify_by_owner_only = models.BooleanField(
        _("qualify by owner only"),
        default=False,
        help_text=_("On: only the owner qualifies, disqualifies and converts a lead."),
    )
    account_check = models.BooleanField(
        _("look for the account at conversion"),
        default=True,
        help_text=_("On: an account of the same name (but for case and spaces) or tax number is linked."),
    )
    contact_check = models.CharField(
        _("contact check at conversion"),
        max_length=5,
        choices=ContactCheck.choices,
        default=ContactCheck.REUSE,
        help_text=_("What happens when the account has a contact of the same e-mail."),
    )
    opportunity_name_unique = models.BooleanField(
        _("opportunity names are unique in an account"),
        default=False,
        help_text=_("On: a conversion that would repeat a name fails."),
    )
    converted_notes_editable = models.BooleanField(
        _("notes of converted leads stay editable"),
        default=True,
        help_text=_("On: description and notes of a converted lead can still be edited; off: nothing can."),
    )
    required_fields = models.CharField(
        _("required fields"),
        max_length=7,
        choices=RequiredFields.choices,
        default=RequiredFields.MINIMAL,
        help_text=_(
            "Full asks every new lead for subject, source, sales direction, company, website and tax number (or an "
            "existing account), first and last name (or an existing contact). Leads that are here already are asked "
            "for it section by section: who saves a section fills in what that section requires, and nothing of the "
            "others. What comes in by itself (web forms, mail) and history imports are never turned away."
        ),
    )
    new_contact = models.CharField(
        _("contacts are made"),
        max_length=10,
        choices=NewContact.choices,
        default=NewContact.AT_CONVERSION,
        help_text=_(
            "When the lead is saved: a lead with first and last name and without an existing contact gets a new "
            "contact at once, unless a contact of the same last name has two more things in common with it."
        ),
    )

    heads_see_below = models.BooleanField(
        _("heads see the departments below theirs"),
        default=True,
        help_text=_("Off: the head of a department sees what its own people have, and nothing of those below it."),
    )

    return_reason_required = models.BooleanField(
        _("returning asks for a reason"),
        default=True,
        help_text=_("On: nobody returns a lead to its pool without a reason; off: the reason may be left out."),
    )
    marketers_see_campaign_leads_only = models.BooleanField(
        _("marketers see campaign leads only"),
        default=False,
        help_text=_(
            "On: a marketer reads the leads that name a campaign, whoever owns it, and beside them what anybody in "
            "their place would see (own leads, pools, teams, sharing rules). Off: all leads."
        ),
    )
    transfer_to_any_pool = models.BooleanField(
        _("transfer to any pool"),
        default=False,
        help_text=_(
            "On: the administrator of a pool may transfer its leads to every enabled pool; off: only to pools they "
            "administer too."
        ),
    )
    vocabulary = models.CharField(
        _("vocabulary"),
        max_length=9,
        choices=Vocabulary.choices,
        default=Vocabulary.HOTCRM,
        help_text=_(
            "The words in which everybody reads the statuses of leads and what is done with them. Where several "
            "statuses share a word, our own stands beside it. Codes stay as they are: the API, files of codes and "
            "addresses do not change."
        ),
    )

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_policy")]

    def __str__(self):
        return "1"

    @classmethod
    def current(cls) -> "Policy":
        """The rules in force; those of a new house until somebody sets others. One query."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class Glance(NamedTuple):
    """What nearly every request asks of the policy; the values of a new house until somebody sets others."""

    vocabulary: str = Vocabulary.HOTCRM
    heads_see_below: bool = True
    marketers_see_campaign_leads_only: bool = False
    account_check: bool = True
    contact_check: str = ContactCheck.REUSE

    @classmethod
    def now(cls) -> "Glance":
        """One query, built once a process. Whoever has a `Reach` asks that: it brings the same along."""
        return next((cls(*values) for values in _at_a_glance()), cls())


@prepared
def _at_a_glance():
    return Policy.objects.filter(pk=1).values_list(*Glance._fields)
