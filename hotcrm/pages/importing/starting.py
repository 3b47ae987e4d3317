"""How a run begins: the file is looked into, its columns recognised, and all that is kept."""

from django.contrib.contenttypes.models import ContentType
from django.core.files import File
from django.db import transaction

from hotcrm.pages.models import ImportRun

from .evidence import evidence_of
from .reading import open_table


def begin(model, file: File, *, by) -> ImportRun:
    """A run whose columns are still to be chosen. Raises `Unreadable` and keeps nothing of a file that is no table."""
    run = ImportRun(type=ContentType.objects.get_for_model(model), by=by, name=str(file.name)[-200:])
    run.file.save(str(file.name), file, save=False)
    try:
        with open_table(run.file.path, recognise=run.importer.known) as table:
            run.headers, run.label = table.headers, table.label[:200]
            run.mapping = run.importer.mapping_of(table.headers)
            run.evidence = {"notes": table.notes, **evidence_of(table)}
        run.save()
    except BaseException:
        run.file.delete(save=False)
        raise
    return run


def start(run: ImportRun, *, mapping: list[str], options: dict) -> bool:
    """Hand it to the background; False when that was done before."""
    from .tasks import carry_on_import  # tasks know the work, and the work knows how it begins

    started = run.start(mapping=mapping, options=options)
    if started:
        transaction.on_commit(lambda: carry_on_import.delay(run.pk))
    return started
