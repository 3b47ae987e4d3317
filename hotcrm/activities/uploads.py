"""Files on their way in: looked at, given a decent name, their bytes safe before anybody hears that they are."""

import hashlib
import os
import re
import unicodedata
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.utils.translation import gettext as _t

from hotcrm.records.refusals import Refused

from .models import Attachment, FileKind
from .models.attachment import stored_name

LONGEST_NAME = 200
HEAD = 1_024
MAGIC = (
    (b"%PDF-", FileKind.PDF),
    (b"\x89PNG\r\n\x1a\n", FileKind.IMAGE),
    (b"\xff\xd8\xff", FileKind.IMAGE),
    (b"GIF8", FileKind.IMAGE),
    (b"BM", FileKind.IMAGE),
    (b"\x1f\x8b", FileKind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (b"Rar!", FileKind.ARCHIVE),
    (b"ID3", FileKind.MEDIA),
    (b"OggS", FileKind.MEDIA),
)
PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")  # zip, and what Office was before it: the ending tells
BY_ENDING = {
    **dict.fromkeys((".doc", ".docx", ".odt", ".rtf", ".pages"), FileKind.DOCUMENT),
    **dict.fromkeys((".xls", ".xlsx", ".ods", ".numbers"), FileKind.SHEET),
    **dict.fromkeys((".ppt", ".pptx", ".odp", ".key"), FileKind.SLIDES),
    ".msg": FileKind.MAIL,
}
TEXTS = {**dict.fromkeys((".csv", ".tsv"), FileKind.SHEET), ".eml": FileKind.MAIL, ".rtf": FileKind.DOCUMENT}


@dataclass(frozen=True)
class Upload:
    """A file whose bytes are in the store, and which no row names yet."""

    name: str
    stored: str
    size: int
    kind: str
    digest: str

    def as_row(self, *, at, by) -> Attachment:
        values = {"name": self.name, "file": self.stored, "size": self.size, "kind": self.kind, "digest": self.digest}
        return Attachment(at=at, by=by, **values)


@contextmanager
def stored(files):
    """The bytes of these files in the store, for as long as it takes to write their rows.

    Whatever no row names at the end is deleted again, be it refused, known already or cut off by an error. What a
    killed process leaves, the sweep finds. Raises `Refused` when the store does not take them.
    """
    uploads: list[Upload] = []
    try:
        for file in files:
            uploads.append(_store(file))
        yield uploads
    finally:
        _forget([upload.stored for upload in uploads])


def _store(file) -> Upload:
    digest, size, head = hashlib.sha256(), 0, b""
    for chunk in file.chunks():
        head = head or chunk[:HEAD]
        size += len(chunk)
        digest.update(chunk)
    file.seek(0)
    place, name = stored_name(None, ""), decent_name(file.name)
    try:
        place = default_storage.save(place, file)
        _reach_the_disk(place)
    except OSError as error:
        with suppress(OSError):
            default_storage.delete(place)
        raise Refused(_t("The file could not be stored. Please try again."), code="busy", status=503) from error
    return Upload(name, place, size, kind_of(name, head), digest.hexdigest())


def _reach_the_disk(place):
    """Written is not safe yet: the row must not outlive a power cut that its bytes did not."""
    with default_storage.open(place) as file:
        os.fsync(file.fileno())


def _forget(places):
    if not places:
        return
    try:
        named = set(Attachment.objects.filter(file__in=places).values_list("file", flat=True))
    except DatabaseError:
        return  # nobody knows: better an orphan for the sweep than a row without its bytes
    for place in places:
        if place not in named:
            default_storage.delete(place)


def decent_name(name) -> str:
    """A name that can stand in a column, a header and a page: no folders, no unseen letters, at most 200 letters."""
    name = re.split(r"[/\\]", str(name or ""))[-1]
    seen = "".join(
        letter for letter in name if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    )
    seen = " ".join(seen.split()).strip(". ") or _t("file")
    ending = PurePosixPath(seen).suffix[:20]
    return seen if len(seen) <= LONGEST_NAME else seen[: LONGEST_NAME - len(ending)] + ending


def kind_of(name: str, head: bytes) -> FileKind:
    """What its first bytes say it is; its name only where they leave it open."""
    ending = PurePosixPath(name.lower()).suffix
    if head.startswith(PACKED):
        return BY_ENDING.get(ending, FileKind.ARCHIVE if head.startswith(b"PK") else FileKind.OTHER)
    if head[:4] == b"RIFF":
        return FileKind.IMAGE if head[8:12] == b"WEBP" else FileKind.MEDIA
    if head[4:8] == b"ftyp":
        return FileKind.IMAGE if head[8:12] in (b"heic", b"avif", b"mif1") else FileKind.MEDIA
    for start, kind in MAGIC:
        if head.startswith(start):
            return kind
    return TEXTS.get(ending, FileKind.TEXT) if _is_text(head) else FileKind.OTHER


def _is_text(head: bytes) -> bool:
    if not head or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return bool(head)
    return not any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
