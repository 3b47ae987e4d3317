"""A PostgreSQL database for each probe, copied from one that was migrated once; none of them stays."""

import os
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.sql import SQL, Identifier

LOCAL = "postgres://postgres@127.0.0.1:5432/postgres"
PREFIX = "hotcrm_probes_"


class NoPostgreSQL(Exception):
    pass


class Server:
    """The server of DATABASE_URL, else the one on this machine.

    Every database we make is ours as long as we hold a lock of its name, however we end; those that nobody holds
    any more were left by somebody who was killed, and are dropped by whoever comes next.
    """

    def __init__(self):
        self.url = os.environ.get("DATABASE_URL") or LOCAL
        if not self.url.startswith("postgres"):
            raise NoPostgreSQL("Probes need PostgreSQL; DATABASE_URL names something else.")
        try:
            # Kept open to its end: the locks live in it.
            self.connection = psycopg.connect(self._named("postgres"), autocommit=True, connect_timeout=5)
        except psycopg.OperationalError as failure:
            raise NoPostgreSQL(f"Probes need PostgreSQL, and none answers: {failure}".strip()) from failure

    @contextmanager
    def database(self, name, *, copied_from: str = ""):
        """The URL of a database of our own."""
        name = f"{PREFIX}{os.getpid()}_{name}"
        self._sweep()
        self.connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        template = SQL(" TEMPLATE {}").format(Identifier(urlsplit(copied_from).path[1:])) if copied_from else SQL("")
        self._drop(name)
        self.connection.execute(SQL("CREATE DATABASE {}{}").format(Identifier(name), template))
        try:
            yield self._named(name)
        finally:
            self._drop(name)
            self.connection.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])

    def _sweep(self):
        found = "SELECT datname FROM pg_database WHERE starts_with(datname, %s) AND datname NOT LIKE %s"
        for (name,) in self.connection.execute(found, [PREFIX, f"{PREFIX}{os.getpid()}_%"]).fetchall():
            if self.connection.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name]).fetchone()[0]:
                self._drop(name)
                self.connection.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])

    def _drop(self, name):
        self.connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))

    def _named(self, name):
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))
