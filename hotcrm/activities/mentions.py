"""@bob in a comment or a note: whom it means, who is told of it, and how it is shown."""

import re

from django.db.models import Case, Q, Value, When
from django.db.models.functions import Lower
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext

from hotcrm.people.models import Reporting, User
from hotcrm.records.models import Notice, TeamMember
from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.refusals import Invalid
from hotcrm.records.verbs import type_of

# An e-mail address is no mention; neither is what follows a letter.
MENTION = re.compile(r"(?<![\w.@＠+-])[@＠]([\w.+-]{1,150})")
LATIN = re.compile(r"[A-Za-z0-9_.+-]+")
MOST = 20  # people named in one text
OFFERED = 8
LOOKED_AT = 24  # people asked whether they see the record, until enough do
EXCERPT = 2_000  # letters of the text that stand in the notice


def names_in(text: str) -> list[str]:
    """What stands behind each @, lower case, each once, as it was typed."""
    return list(dict.fromkeys(name.lower() for name in MENTION.findall(text or "")))


def readings(name: str) -> list[str]:
    """What a typed name may mean, likeliest first: the sentence may go on without a space, or end."""
    latin = LATIN.match(name)
    return list(dict.fromkeys(filter(None, (name, name.rstrip(".+-"), latin and latin[0].rstrip(".+-")))))


def people_called(names, people=None) -> dict[str, User]:
    """By what was typed. One query, or none when nothing was."""
    wanted = {reading for name in names for reading in readings(name)}
    if not wanted:
        return {}
    found = (User.objects.all() if people is None else people).annotate(called=Lower("username"))
    by_name = {person.called: person for person in found.filter(called__in=wanted)}
    pairs = (
        (name, next((by_name[reading] for reading in readings(name) if reading in by_name), None)) for name in names
    )
    return {name: person for name, person in pairs if person is not None}


def people_on(record) -> Q:
    """Those who work on it: the owner and the team."""
    team = TeamMember.objects.filter(type=type_of(record), object_id=record.pk).values("user")
    return Q(pk=record.owner_id) | Q(pk__in=team)


def people_near(record) -> Q:
    """Those who come to mind first: who works on it, and who is above its owner."""
    return people_on(record) | Q(pk__in=Reporting.objects.filter(person=record.owner_id).values("boss"))


def mentionable(record, user):
    """Whom this person may name: everybody active; for a partner those of the own company, and who works on it."""
    people = User.objects.filter(is_active=True)
    if user is None or not user.is_partner:
        return people
    return people.filter(Q(partner_company=user.partner_company_id) | people_on(record))


def sees(person, record) -> bool:
    return type(record).objects.visible_to(person).filter(pk=record.pk).exists()


def suggested(record, user, typed: str) -> list[User]:
    """At most eight people whose name begins so and who see the record; those near it first.

    Asks each one's own rules of sight, of at most twenty-four people.
    """
    people = mentionable(record, user).exclude(pk=user.pk)
    if typed := typed.strip().lstrip("@＠"):
        begins = Q(username__istartswith=typed) | Q(first_name__istartswith=typed) | Q(last_name__istartswith=typed)
        people = people.filter(begins)
    near = Case(When(people_near(record), then=Value(0)), default=Value(1))
    found: list[User] = []
    for person in people.annotate(distance=near).order_by("distance", "username")[:LOOKED_AT]:
        if len(found) == OFFERED:
            break
        if sees(person, record):
            found.append(person)
    return found


class Mentions:
    """Those a text names: `told` are the active people who see the record, `not_told` the names of all others.

    Raises `Invalid` for more than twenty. What cannot be told has one sentence, whether there is such a person
    or not. A few queries for each person named, none for a text without an @.
    """

    def __init__(self, record, text, *, by, field):
        names = names_in(text)
        if len(names) > MOST:
            raise Invalid(_t("At most %(count)d people can be named at once.") % {"count": MOST}, field=field)
        called = people_called(names, mentionable(record, by)) if names else {}
        self.record, self.text, self.by = record, text, by
        self.told = {p.pk: p for p in called.values() if by is None or p.pk == by.pk or sees(p, record)}
        self.not_told = [name for name in names if name not in called or called[name].pk not in self.told]
        if by is not None:
            self.told.pop(by.pk, None)  # nobody is told what they wrote themselves

    @property
    def said(self) -> str:
        """What each of them reads of the text."""
        return self.text[:EXCERPT]


def key_of(source: str, person) -> str:
    """What makes that the same text tells the same person once."""
    return f"{NoticeKind.MENTION}:{source}:{person.pk}"


def told_by(texts: dict[str, str]) -> dict[str, dict[str, User]]:
    """For texts by their source: who was told of each, by what was typed. Two queries, none where nobody is named.

    Others are left unmarked: who cannot be told is not to be known by a mark either.
    """
    names = {source: names_in(text) for source, text in texts.items()}
    people = people_called({name for found in names.values() for name in found})
    meant = {source: {name: people[name] for name in found if name in people} for source, found in names.items()}
    keys = [key_of(source, person) for source, found in meant.items() for person in found.values()]
    told = set(Notice.objects.filter(key__in=keys).values_list("key", flat=True)) if keys else set()
    return {
        source: {name: person for name, person in found.items() if key_of(source, person) in told}
        for source, found in meant.items()
    }


def hint(names) -> str:
    """What the author reads of those who were not told."""
    if not names:
        return ""
    return ngettext(
        "%(names)s cannot see this and was not told.", "%(names)s cannot see this and were not told.", len(names)
    ) % {"names": ", ".join(f"@{name}" for name in names)}


def marked_up(text: str, people: dict[str, User]) -> SafeString:
    """The text as HTML, with those of `people` (by what was typed) marked. All else of it is escaped."""
    parts, end = [], 0
    for match in MENTION.finditer(text):
        person = people.get(match[1].lower())
        if person is None:
            continue
        name = next(reading for reading in readings(match[1]) if reading.lower() == person.username.lower())
        parts += [
            escape(text[end : match.start()]),
            format_html('<span class="mention" title="{}">@{}</span>', str(person), name),
        ]
        end = match.start() + 1 + len(name)
    return mark_safe("".join([*parts, escape(text[end:])]))  # noqa: S308 - every part was escaped
