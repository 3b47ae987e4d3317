"""A database for each size: on the server of DATABASE_URL, else PostgreSQL on this machine, else a file each."""

import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection

LOCAL = "postgres://postgres@127.0.0.1:5432/postgres"


class Databases:
    def __init__(self, *, keep: bool):
        self.keep, self.server = keep, server()
        # One folder for all sizes: collected static files, secret key, and the files of SQLite.
        self.folder = Path(tempfile.gettempdir()) / "hotcrm-bench"
        self.folder.mkdir(exist_ok=True)

    @property
    def kind(self) -> str:
        return "PostgreSQL" if self.server else "SQLite"

    def environment(self, leads: int) -> dict[str, str]:
        """What a program needs to work on the database of this size."""
        url = self._url(f"hotcrm_bench_{leads}") if self.server else f"sqlite:///{self.folder / f'{leads}.sqlite3'}"
        ours = {"DATABASE_URL": url, "VAR_DIR": str(self.folder), "DJANGO_SETTINGS_MODULE": "hotcrm.settings"}
        return {**os.environ, **ours, "LOG_LEVEL": "ERROR"}

    def is_there(self, leads: int) -> bool:
        if not self.server:
            return (self.folder / f"{leads}.sqlite3").exists()
        with psycopg.connect(self._url("postgres")) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [f"hotcrm_bench_{leads}"])
            return found.fetchone() is not None

    def create(self, leads: int):
        if not self.server:
            for path in self.folder.glob(f"{leads}.sqlite3*"):
                path.unlink()
        else:
            self._tell_server(f"DROP DATABASE IF EXISTS hotcrm_bench_{leads} WITH (FORCE)")
            self._tell_server(f"CREATE DATABASE hotcrm_bench_{leads}")

    def drop(self, sizes: list[int]):
        if self.keep:
            return
        for leads in sizes if self.server else ():
            self._tell_server(f"DROP DATABASE IF EXISTS hotcrm_bench_{leads} WITH (FORCE)")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _url(self, name):
        return urlunsplit(urlsplit(self.server)._replace(path=f"/{name}"))

    def _tell_server(self, statement):
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


def server() -> str | None:
    """The PostgreSQL to measure on; None for SQLite."""
    wanted = os.environ.get("DATABASE_URL", "")
    if wanted.startswith("sqlite"):
        return None
    try:
        psycopg.connect(wanted or LOCAL, connect_timeout=2).close()
    except psycopg.OperationalError:
        if wanted:
            raise
        return None
    return wanted or LOCAL


def tidy_up():
    """Let the database do now what it would do by itself after a minute, so that it does not come between."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")
