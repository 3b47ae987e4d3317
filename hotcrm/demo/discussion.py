# ruff: noqa: E501  (texts read better on one line)
"""What demo people say to each other about some leads and deals, and the files they put there."""

from datetime import timedelta
from random import Random

from django.core.files.base import ContentFile

from hotcrm.activities.models import AttachmentLink, Comment, CommentLink
from hotcrm.activities.uploads import stored
from hotcrm.records.models import Event, Notice
from hotcrm.records.verbs import type_of
from hotcrm.sales.models import OPEN_STAGES, Opportunity
from leads.models import Lead
from leads.models.lifecycle import OPEN

from .pdf import pdf_of

TALKERS = ("alice", "bob", "hans", "wangfang", "zhangmin", "mallory", "priya")
LEADS_EACH, DEALS_EACH = 5, 2
WITH_FILES = 3  # every third record

# Who says what: the owner, then the one above. {boss} and {owner} are names to be told.
TALK = {
    "en": (
        ("@{boss} they ask for a discount beyond my limit. Could you have a look before Thursday?", "@{owner} fine up to 15 % if they sign for two years. Put it into the offer."),
        ("Their head of IT used to work at one of our customers. Worth a call before the demo.", None),
        ("@{boss} would you join the meeting? Finance will be there.", "@{owner} yes, I have moved my other call."),
        ("They want to talk to a customer of the same size. Does anybody know one?", "@{owner} ask Hans, he has two in Hamburg."),
        ("Security questions are answered, the file is below. Nothing unusual.", None),
        ("Decision moved to next month; the board meets only then.", "Keep the date in the follow-up, please. @{owner}"),
    ),
    "zh": (
        ("@{boss} 客户希望再优惠一些，超出我的权限，您能看一下吗？", "@{owner} 签两年可以给到八五折，写进报价单。"),
        ("对方信息部负责人以前用过我们的产品，演示前先打个电话。", None),
        ("@{boss} 下周的会议您方便一起参加吗？财务也会到场。", "@{owner} 可以，时间我已经空出来了。"),
        ("安全问卷已经填好，附件在下面。", None),
    ),
}  # fmt: skip
NOTES = """Minutes

Present: the team of three, and two of theirs.
1. They keep customers in spreadsheets and lose about one enquiry in ten.
2. Wanted: reminders, clear owners, a pool for the start-up desk.
3. Next: an offer with two variants, then a demo with their own data.
"""
PRICES = "Item,Seats,Price a month\nCRM Team,25,900\nCRM Enterprise,25,1500\nData migration,1,4200\n"


def discuss(people, *, now, seed):
    """Some sixty comments and a dozen files. Called inside the transaction that fills the demo."""
    random = Random(seed)  # noqa: S311  (a seed is wanted)
    talk = Talk(random, now)
    for name in TALKERS:
        owner = people[name]
        leads = Lead.objects.filter(owner=owner, status__in=OPEN).order_by("-created_at", "-pk")
        deals = Opportunity.objects.filter(owner=owner, stage__in=OPEN_STAGES).order_by("-created_at", "-pk")
        for record in (*leads[:LEADS_EACH], *deals[:DEALS_EACH]):
            talk.about(record, owner)
    talk.write()


class Talk:
    def __init__(self, random, now):
        self.random, self.now, self.count = random, now, 0
        self.links, self.events, self.notices = [], [], []

    def about(self, record, owner):
        boss, self.count = owner.manager, self.count + 1
        question, answer = self.random.choice(TALK["en" if owner.language == "en" else "zh"])
        at = record.created_at + (self.now - record.created_at) * self.random.uniform(0.6, 0.9)
        words = {"boss": boss.username, "owner": owner.username}
        self._say(record, question.format(**words), owner, at, boss if "{boss}" in question else None)
        if answer:
            later = at + (self.now - at) * 0.3
            self._say(record, answer.format(**words), boss, later, owner if "{owner}" in answer else None)
        if self.count % WITH_FILES == 0:
            self._file(record, owner, at - timedelta(minutes=5))

    def write(self):
        CommentLink.objects.bulk_create(self.links)
        Event.objects.bulk_create(self.events)
        Notice.objects.bulk_create(self.notices)

    def _say(self, record, text, by, at, told):
        comment = Comment.objects.create(text=text, at=at, by=by)
        self.links.append(CommentLink(comment=comment, type=type_of(record), object_id=record.pk, at=at))
        self._tell(record, "comment", by, at, comment=comment.pk)
        if told is not None:
            self.notices.append(
                Notice(
                    recipient=told, kind="mention", key=f"mention:comment:{comment.pk}:{told.pk}", by=by, body=text,
                    type=type_of(record), object_id=record.pk, created_at=at, mailed_at=at,
                )
            )  # fmt: skip

    def _file(self, record, by, at):
        name, content = self.random.choice(
            (
                (f"Offer {record}.pdf", pdf_of("Offer", str(record), "Two variants, valid for thirty days.")),
                ("Minutes.txt", NOTES.encode()),
                ("Seats and prices.csv", PRICES.encode()),
            )
        )
        with stored([ContentFile(content, name=name.replace("/", "-"))]) as [upload]:
            file = upload.as_row(at=max(at, record.created_at), by=by)
            file.save()
        AttachmentLink.objects.create(attachment=file, type=type_of(record), object_id=record.pk, at=file.at)
        self._tell(record, "attach", by, file.at, files=[file.pk])

    def _tell(self, record, verb, by, at, **data):
        self.events.append(Event(verb=verb, by=by, at=at, data=data, type=type_of(record), object_id=record.pk))
