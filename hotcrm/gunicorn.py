"""How gunicorn serves the pages: `gunicorn -c python:hotcrm.gunicorn hotcrm.wsgi`, embedded or in production."""

import os

from hotcrm.garbage import collect_seldom
from hotcrm.lifeline import die_with_parent

bind = os.environ.get("BIND", "127.0.0.1:8000")
# One process holds what is computed once (locks, caches, compiled templates); threads wait for the database.
workers = int(os.environ.get("WEB_PROCESSES", "1"))
threads = int(os.environ.get("WEB_THREADS", "8"))
worker_class = "gthread"
timeout = 60
graceful_timeout = 10
# Above the idle limit of common proxies, so that the proxy closes first and no request meets a closing socket.
keepalive = 75
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 (a heartbeat on a disk may block)
control_socket_disable = True
loglevel = "warning"


def post_fork(server, worker):
    die_with_parent()


def post_worker_init(worker):
    collect_seldom()
