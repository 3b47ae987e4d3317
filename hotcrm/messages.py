"""Translations: source texts (.po) compiled to what gettext reads (.mo), and none of them missing.

`python -m hotcrm.messages collect` adds new texts of the sources to the catalogues, where they wait
to be translated; `check` changes nothing and lists what still waits. Both need Debian's gettext.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation import to_locale

SOURCES = ("hotcrm", "leads", "pools", "campaigns", "templates", "manage.py")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def compile_messages() -> list[Path]:
    """Compile every catalogue whose source is newer than its compiled form; which were compiled."""
    stale = [path for path in catalogues(settings.BASE_DIR) if not is_compiled(path)]
    for path in stale:
        # Several processes may do this at once, and one may be reading: it sees the old file or the new one.
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as file:
            file.write(polib.pofile(str(path)).to_binary())
        os.chmod(file.name, 0o644)
        os.replace(file.name, path.with_suffix(".mo"))
    return stale


def is_compiled(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime >= path.stat().st_mtime


def catalogues(root: Path) -> Iterator[Path]:
    for folder in settings.LOCALE_PATHS:
        yield from sorted((root / Path(folder).relative_to(settings.BASE_DIR)).glob("*/LC_MESSAGES/*.po"))


def problems() -> list[str]:
    """What no reader may meet: a source text without a finished translation, or one that would break a page."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in SOURCES:
            copy_of(settings.BASE_DIR / name, copy / name)
        collect(copy)
        return [
            f"{path.parts[-3]}: {problem}: {entry.msgid!r}"
            for path in catalogues(copy)
            for entry in polib.pofile(str(path))
            if (problem := problem_of(entry))
        ]


def copy_of(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.pyc", "*.mo"))
    else:
        shutil.copy(source, target)


def collect(root: Path) -> None:
    """Every text of the sources under `root` into each of its catalogues."""
    languages = [f"--locale={to_locale(code)}" for code, _ in settings.LANGUAGES if code != "en"]
    options = ["--no-location", "--no-wrap", "--no-obsolete", "--ignore=tests", "--ignore=var", "--verbosity=0"]
    subprocess.run([sys.executable, "manage.py", "makemessages", *languages, *options], cwd=root, check=True)


def problem_of(entry: polib.POEntry) -> str:
    if entry.fuzzy:
        return "guessed, not translated"
    if not entry.translated():
        return "not translated"
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return "" if all(set(PLACEHOLDER.findall(text)) == wanted for text in texts) else "other placeholders"


def main(order: str) -> None:
    if order == "collect":
        collect(settings.BASE_DIR)
    elif order == "check":
        found = problems()
        sys.exit("\n".join([*found, f"{len(found)} texts wait to be translated."]) if found else 0)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotcrm.settings")
    main(sys.argv[-1])
