"""Makes .venv and installs one locked list into it: `python3 requirements/install.py base` (or dev).

Needs nothing but Python and its pip, and does nothing when that very list is installed already, so
that every later start is quick and works offline.
"""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
HERE = Path(__file__).resolve().parent
VENV = HERE.parent / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"


def main(name: str) -> None:
    if sys.version_info < OLDEST:
        sys.exit("HotCRM needs Python 3.11 or newer. Is there another? make PYTHON3=/path/to/python3 …")
    if is_installed(name):
        return
    say(f"Installing what requirements/{name}.txt lists into .venv (once).")
    if not works(PYTHON):
        make_venv()
    lock = ["--require-hashes", "-r", str(HERE / f"{name}.txt")]
    run([*pip(), "install", "-qq", "--no-input", "--disable-pip-version-check", *lock])
    stamp = {"base": digest("base"), **({"dev": digest("dev")} if name == "dev" else {})}
    STAMP.write_text(json.dumps(stamp))


def is_installed(name: str) -> bool:
    """The stamp goes down with the venv it lies in; a Python that was removed leaves a broken link."""
    try:
        return PYTHON.exists() and json.loads(STAMP.read_text()).get(name) == digest(name)
    except (OSError, ValueError):
        return False


def digest(name: str) -> str:
    return hashlib.sha256((HERE / f"{name}.txt").read_bytes()).hexdigest()


def make_venv() -> None:
    """Without pip inside, which Debian's Python cannot put there unless one more package is installed."""
    if can_reach_in():
        run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)])
    else:
        run([sys.executable, "-m", "venv", "--clear", str(VENV)])


def pip() -> list[str]:
    if can_reach_in():
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    return [str(PYTHON), "-m", "pip"]


def can_reach_in() -> bool:
    """Whether our own pip is there and new enough (22.3) to install into another environment."""
    return works(sys.executable, "-m", "pip", "--python", sys.executable, "--version")


def works(*command: object) -> bool:
    arguments = [str(part) for part in command] if len(command) > 1 else [str(command[0]), "-c", ""]
    try:
        return subprocess.run(arguments, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def run(command: list[str]) -> None:
    if subprocess.run(command, check=False, env={**os.environ, "PIP_REQUIRE_VIRTUALENV": "0"}).returncode:
        sys.exit("This did not work: " + " ".join(command) + "\nHotCRM needs Python with pip (Debian: python3-pip).")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
