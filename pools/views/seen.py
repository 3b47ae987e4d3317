"""Which pools a person sees, and what they are there."""

from django.http import Http404

from hotcrm.records.reach import Reach
from leads.models import Lead
from pools.models import Pool, administered, joined


def pools_seen_by(user):
    """The pools whose page a person may open: all for who sees all leads, else those they take part in."""
    if user.sees_everything:
        return Pool.objects.all()
    reach = Reach.of(user)
    return Pool.objects.filter(pk__in={*joined(reach), *administered(reach)})


def pool_seen_by(user, slug) -> Pool:
    """Raises `Http404` for what they do not see."""
    pool = pools_seen_by(user).filter(slug=slug).first()
    if pool is None:
        raise Http404
    return pool


def pool_run_by(user, slug) -> Pool:
    """Raises `Http404` for a pool they do not administer."""
    pool = pool_seen_by(user, slug)
    if not administers(user, pool):
        raise Http404
    return pool


def administers(user, pool) -> bool:
    return user.is_crm_admin or pool.pk in administered(Reach.of(user))


def may_claim_from(user, pool) -> bool:
    return administers(user, pool) or pool.pk in joined(Reach.of(user))


def waiting_in(pool, user):
    return Lead.objects.visible_to(user).unclaimed_in(pool)
