"""Converting over HTTP: each lead becomes an account, a contact and an opportunity; a call and a task go along."""

from hotcrm.people.models import User
from leads.models import Conversion
from tests.probes import stage
from tests.probes.convert import typed

from .callers import Caller
from .writes import ADDRESS, CALLERS, rate, served

CONVERTED = 500
WARM = 3 * CALLERS


def measure() -> dict[str, str]:
    """A rep with as many tabs as there are callers elsewhere, since who converts a lead is who owns it."""
    rep = User.objects.filter(username__startswith="rep").order_by("username").first()
    leads = stage.qualified_leads(CONVERTED + WARM, owner=rep)
    posts = [(f"/leads/{lead.pk}/convert/", typed(lead)) for lead in leads]
    before = Conversion.objects.count()
    with served() as gunicorn:
        callers = [Caller(rep, ADDRESS) for _ in range(CALLERS)]
        rate(gunicorn, callers, posts[:WARM])
        told = rate(gunicorn, callers, posts[WARM:])
    assert Conversion.objects.count() == before + len(posts), "not every lead was converted"
    return {"convert over HTTP": str(told)}
