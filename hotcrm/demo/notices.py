"""What demo people were told in the last days: something for each of the four one signs in as first."""

from datetime import timedelta

from hotcrm.records.models import Notice
from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.telling import Told, tell_people
from leads.models import Lead
from leads.models.lifecycle import OPEN, Status

# Who is told, of how many of their leads, by whom, how many hours ago; the last ones are unread.
OF_THEIR_OWN = (
    (NoticeKind.OWNER_CHANGED, "alice", 1, "dave", 75),
    (NoticeKind.ASSIGNED, "alice", 4, "carol", 21),
    (NoticeKind.OVERDUE, "alice", 2, None, 6),
    (NoticeKind.HOT_LEAD, "alice", 1, None, 1),
    (NoticeKind.ASSIGNED, "bob", 1, "carol", 50),
    (NoticeKind.HOT_LEAD, "bob", 1, None, 9),
    (NoticeKind.FIRST_CONTACT, "bob", 1, None, 2),
    (NoticeKind.TEAM, "dave", 1, "alice", 28),
    (NoticeKind.TASK, "dave", 1, "bob", 5),
)
OF_THE_POOL = (
    (NoticeKind.CLAIMED, "carol", 1, "mallory", 30),
    (NoticeKind.UNASSIGNED, "carol", 7, None, 16),
    (NoticeKind.CLAIMED, "carol", 2, "bob", 4),
)
SAID = {NoticeKind.TASK: "Please join the call on Thursday; they want to meet whoever signs."}
READ_AFTER = timedelta(hours=24)


def tell_the_cast(house, *, now):
    """Called when all leads are written. Nothing of it is mailed."""
    people = house.people
    for kind, told, number, by, hours in OF_THEIR_OWN:
        owner = by if kind in (NoticeKind.TEAM, NoticeKind.TASK) else told  # what Dave is told of is his people's
        leads = Lead.objects.filter(owner=people[owner], status__in=OPEN).order_by("-score", "pk")
        _tell(kind, people[told], leads[hours % 7 :][:number], people.get(by), now - timedelta(hours=hours))
    for kind, told, number, by, hours in OF_THE_POOL:
        whose = {"owner": people[by]} if by else {"owner": None, "status": Status.NEW}
        leads = Lead.objects.filter(pool=house.pools["public"], **whose).order_by("-score", "pk")
        _tell(kind, people[told], leads[hours % 7 :][:number], people.get(by), now - timedelta(hours=hours))
    Notice.objects.filter(mail_due_at__isnull=False).update(mail_due_at=None)
    Notice.objects.filter(created_at__lt=now - READ_AFTER).mark_read()


def _tell(kind, person, leads, by, at):
    pool = next((lead.pool.name for lead in leads if lead.pool_id), "")
    tell_people(
        [Told(kind, person, lead, {"score": lead.score, "pool": pool}, SAID.get(kind, "")) for lead in leads],
        by=by,
        at=at,
    )
