"""The whole product with one command: pages, background work and the timetable under one parent."""

import contextlib
import http.client
import os
import signal
import socket
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, CommandParser, call_command, get_commands
from django.db import connections

from hotcrm.lifeline import die_with_parent
from hotcrm.serving import Household, Program, python

ADDRESS = "127.0.0.1"
DEMO_LOGINS = "alice, bob, carol, dave, mallory, mia, pat, admin"


class Command(BaseCommand):
    help = "Run the web server, a background worker and the timetable together, on 127.0.0.1 and PORT (8000)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="Leave an empty database empty.")
        parser.add_argument("--with-parent", action="store_true", help="Stop when the calling process ends.")

    def handle(self, **options: Any) -> None:
        if options["with_parent"]:
            die_with_parent(signal.SIGTERM)
        self.port = chosen_port()
        self.is_ready = False
        with listening_socket(self.port) as listener, contextlib.suppress(KeyboardInterrupt):
            self.prepare(demo=not options["no_demo"])
            os.environ.setdefault("SITE_URL", f"http://{ADDRESS}:{self.port}")
            Household(embedded_programs(listener), say=self.say, on_tick=self.announce).run()
        self.say("HotCRM has stopped.")

    def prepare(self, *, demo: bool) -> None:
        self.say("Preparing the database and the static files.")
        call_command("migrate", verbosity=0, interactive=False)
        if not settings.DEBUG:
            call_command("collectstatic", verbosity=0, interactive=False)
        if demo and "demo" in get_commands() and not get_user_model().objects.exists():
            self.say("The database is empty: filling it with demo data.")
            call_command("demo")

    def announce(self) -> None:
        if self.is_ready or not answers(self.port):
            return
        self.is_ready = True
        self.say(f"\nHotCRM is ready: http://{ADDRESS}:{self.port}/")
        if get_user_model().objects.filter(username="alice").exists():
            self.say(f"Demo logins (password demo): {DEMO_LOGINS}")
        self.say("Ctrl-C stops it.\n")
        connections.close_all()

    def say(self, line: str) -> None:
        # A reader that went away is no reason to stop the product.
        with contextlib.suppress(BrokenPipeError):
            self.stdout.write(line)
            self.stdout.flush()


def chosen_port() -> int:
    typed = os.environ.get("PORT", "8000")
    if not (typed.isascii() and typed.isdecimal() and 0 < int(typed) < 65536):
        raise CommandError(f"PORT must be a number from 1 to 65535, not {typed!r}.")
    return int(typed)


def listening_socket(port: int) -> socket.socket:
    """Bound before anything else is done, and kept while the web server restarts: callers wait instead of failing."""
    try:
        return socket.create_server((ADDRESS, port), backlog=512)
    except PermissionError:
        raise CommandError(f"Port {port} needs more rights than this user has; choose another: PORT=8001 make run")
    except OSError:
        raise CommandError(f"Port {port} is already in use; is HotCRM running? Or choose another: PORT=8001 make run")


def embedded_programs(listener: socket.socket) -> list[Program]:
    os.environ["BIND"] = f"fd://{listener.fileno()}"
    celery = python("-m", "celery", "-A", "hotcrm")
    # Threads, so that no grandchild can outlive a worker that was killed.
    worker = ["worker", "--pool=threads", "--concurrency=2", "--loglevel=WARNING", "--hostname=embedded@%h"]
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    beat = ["beat", "--loglevel=WARNING", f"--schedule={settings.VAR_DIR / 'beat'}", "--pidfile="]
    web = python("-m", "gunicorn", "-c", "python:hotcrm.gunicorn")
    return [
        Program("worker", [*celery, "--quiet", *worker, *alone]),
        Program("beat", [*celery, "--quiet", *beat]),
        Program("web", [*web, "hotcrm.wsgi"], keep=[listener.fileno()]),
    ]


def answers(port: int) -> bool:
    """Whether pages can be had; which hosts are allowed is not asked here."""
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()
