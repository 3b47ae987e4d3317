"""What is left of files when a process dies between the database and the store: found and deleted."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from django.core.files.storage import default_storage
from django.utils import timezone

from .models import Attachment
from .models.attachment import FOLDER

AGE = timedelta(days=1)  # younger ones may still be on their way in
BATCH = 500


def remove_orphans() -> int:
    """Delete stored bytes that no row names, a day after they came; how many. Run again, it finds nothing more."""
    count = 0
    for place in orphans():
        default_storage.delete(place)
        count += 1
    return count


def orphans() -> Iterator[str]:
    """One query for five hundred files in the store."""
    places = _old_ones(timezone.now() - AGE)
    while batch := list(islice(places, BATCH)):
        named = set(Attachment.objects.filter(file__in=batch).values_list("file", flat=True))
        yield from (place for place in batch if place not in named)


def _old_ones(before) -> Iterator[str]:
    for folder in _folders(FOLDER, depth=2):
        for name in default_storage.listdir(folder)[1]:
            place = f"{folder}/{name}"
            try:
                is_old = default_storage.get_modified_time(place) < before
            except FileNotFoundError:
                continue
            if is_old:
                yield place


def _folders(folder, *, depth) -> Iterator[str]:
    """The folders of the months."""
    if depth == 0:
        yield folder
    elif default_storage.exists(folder):
        for name in default_storage.listdir(folder)[0]:
            yield from _folders(f"{folder}/{name}", depth=depth - 1)
