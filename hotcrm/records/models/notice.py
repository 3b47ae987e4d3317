from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NoticeQuerySet(models.QuerySet):
    def inbox_of(self, user):
        """What this person finds in the product."""
        return self.filter(recipient=user, shown=True)

    def unread(self):
        return self.filter(read_at__isnull=True)

    def mark_read(self) -> int:
        return self.unread().update(read_at=timezone.now())


class Notice(models.Model):
    """Something a person is told. `key` makes it once only; `mail_due_at` is set while an e-mail is still owed.

    What it is about stands as a key, what happened as `kind` and `data` (codes, numbers, names of places): the words
    are made when it is read, in the reader's language, of what the reader may see by then. Only what somebody said
    to this person stands in `body`. `count` is how many records it speaks of, `data["ids"]` the first of them.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(max_length=120, unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    type = models.ForeignKey(ContentType, models.PROTECT, null=True, blank=True, related_name="+")
    object_id = models.BigIntegerField(null=True, blank=True)
    count = models.PositiveIntegerField(default=1)
    data = models.JSONField(default=dict, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    url = models.CharField(max_length=200, blank=True)
    shown = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mail_due_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = NoticeQuerySet.as_manager()

    GROWS = ("object_id", "count", "data", "by", "created_at", "read_at", "mail_due_at")

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], condition=Q(shown=True), name="notice_inbox"),
            models.Index(
                fields=["recipient", "-created_at", "-id"],
                condition=Q(shown=True, read_at__isnull=True),
                name="notice_unread",
            ),
            models.Index(fields=["read_at"], condition=Q(read_at__isnull=False), name="notice_read"),
            models.Index(fields=["mail_due_at"], condition=Q(mail_due_at__isnull=False), name="notice_mail_due"),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self):
        return reverse("notice_open", args=[self.pk])

    @property
    def keys(self) -> list[int]:
        """The records it speaks of; of very many the first."""
        return self.data.get("ids") or ([] if self.object_id is None else [self.object_id])

    def speak_of(self, keys, *, count=None, most=500):
        self.count = len(keys) if count is None else count
        self.object_id = keys[0] if self.count == 1 else None
        told = {name: value for name, value in self.data.items() if name != "ids"}
        self.data = told if self.count == 1 else {**told, "ids": keys[:most]}

    def grow(self, other) -> bool:
        """Take in what `other` tells; False when it is nothing new. What was read is unread again."""
        known = set(self.keys)
        new = [key for key in other.keys if key not in known]
        if not new:
            return False
        self.data = {name: value for name, value in self.data.items() if other.data.get(name) == value} | {
            "ids": self.keys
        }
        self.speak_of([*self.keys, *new], count=self.count + other.count - len(other.keys) + len(new))
        self.by = self.by if self.by_id == other.by_id else None
        self.created_at, self.read_at = other.created_at, None
        if self.mailed_at is None:
            self.mail_due_at = other.mail_due_at
        return True


class Mail(models.TextChoices):
    NEVER = "never", _("No e-mail")
    AT_ONCE = "at_once", _("E-mail at once")
    DAILY = "daily", _("Once a day")


class NoticeSwitchQuerySet(models.QuerySet):
    def of_people(self, people):
        """Theirs, and those of the house."""
        return self.filter(Q(person__in=list(people)) | Q(person__isnull=True))


class NoticeSwitch(models.Model):
    """Whether a person is told of a kind in the product, and by e-mail. Without a person: what the house starts from.

    Where there is none, the kind itself says it.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="notice_switches",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("kind"), max_length=40)
    in_product = models.BooleanField(_("in the product"), default=True)
    mail = models.CharField(_("by e-mail"), max_length=10, choices=Mail.choices, default=Mail.NEVER)

    objects = NoticeSwitchQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice setting")
        verbose_name_plural = _("notice settings")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="notice_switch_once"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(person__isnull=True), name="notice_switch_of_house_once"
            ),
        ]

    def __str__(self):
        return f"{self.person or '–'}: {self.kind}"
