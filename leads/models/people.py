"""Who may do what with a lead: the doors of PRODUCT 4's action table, each written once."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotcrm.people.rights import Right
from hotcrm.records.conditions import EVERYBODY, NOBODY_Q, Who
from hotcrm.records.models import OWNER, SUPERIOR, Access, shared_to_write, team_q
from hotcrm.sales.models import AgreementStatus, PartnershipAgreement
from pools.models import administered, joined


def lead_team_q(reach, people, access=None) -> Q:
    """The leads on whose team one of these people is."""
    return NOBODY_Q if reach.is_partner else team_q("leads.lead", people, access=access)


def valid_agreements(reach) -> tuple[int, ...]:
    """Those of my company. One query, once a request; none for the house."""
    if not reach.is_partner:
        return ()
    if "valid_agreements" not in reach.__dict__:
        mine = PartnershipAgreement.objects.filter(partner=reach.user.partner_company_id, status=AgreementStatus.VALID)
        reach.__dict__["valid_agreements"] = tuple(mine.order_by("pk").values_list("pk", flat=True))
    return reach.__dict__["valid_agreements"]


def partner_q(reach) -> Q:
    """The leads of my company's valid agreements."""
    return Q(agreement_id__in=valid_agreements(reach)) if reach.is_partner else NOBODY_Q


TEAM_WRITERS = Who(lambda reach: lead_team_q(reach, reach.me_and_below, Access.WRITE))
POOL_ADMINISTRATORS = Who(
    lambda reach: Q(pool_id__in=administered(reach)), _("Only an administrator of the lead's pool may do this.")
)
POOL_MEMBERS = Who(
    lambda reach: Q(pool_id__in=joined(reach)) | Q(pool_id__in=administered(reach)),
    _("Only members of the pool may claim its leads."),
)
PARTNERS = Who(partner_q)
SHARED_TO_WRITE = shared_to_write("leads.lead")

RETURNERS = OWNER | SUPERIOR | TEAM_WRITERS | SHARED_TO_WRITE
PROCESSORS = (RETURNERS | POOL_ADMINISTRATORS).refusing(
    _("Only its owner, administrators of its pool and others who may change this lead may do this.")
)
EDITORS = PROCESSORS | PARTNERS
HANDOVER = (OWNER | SUPERIOR | POOL_ADMINISTRATORS).refusing(
    _("Only its owner, the managers above and administrators of its pool may do this with a lead.")
)
DISCARDERS = (OWNER | POOL_ADMINISTRATORS).holding(
    Right.DISCARD,
    _("The owner and administrators of its pool may discard a lead, if their role has the right to."),
)
RESTORERS = EVERYBODY.holding(Right.RESTORE, _("Your role does not restore leads."))
DELETERS = EVERYBODY.holding(Right.BULK_DELETE, _("Your role does not delete leads for good."))
