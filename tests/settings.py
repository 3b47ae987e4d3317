"""The product's own settings, in a folder that is thrown away, with what makes a suite quick.

The lane is chosen by the environment: nothing set is SQLite and the file-system broker, DATABASE_URL
and REDIS_URL are PostgreSQL and Redis. Programs that a test starts find the same places in it.
"""

import atexit
import os
import re
import shutil
import tempfile

xdist_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if xdist_worker:  # the controller made the folder and removes it
    os.environ["VAR_DIR"] = os.path.join(os.environ["VAR_DIR"], xdist_worker)
else:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="hotcrm-tests-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)

if xdist_worker and os.environ.get("REDIS_URL"):  # one Redis database each
    os.environ["REDIS_URL"] = re.sub(
        r"/(\d+)$",
        lambda match: f"/{int(match[1]) + int(xdist_worker.removeprefix('gw'))}",
        os.environ["REDIS_URL"],
    )

from hotcrm.settings import *  # noqa: E402, F403
from hotcrm.settings import DATABASES, VAR_DIR  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
WHITENOISE_AUTOREFRESH = True  # static files are looked up where they lie; nothing was collected
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, not memory: threads and other programs must meet in it as they do in real life.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"

# What is handed to the broker is done at once, but for tests that ask for `celery_worker_process`.
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
