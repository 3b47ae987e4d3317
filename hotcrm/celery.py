"""Background work: the broker only nudges; what is due stands in our tables, and the timetable sweeps it up."""

import os
import warnings

from celery import Celery
from celery.platforms import SecurityWarning
from celery.signals import worker_process_init

from hotcrm.garbage import collect_seldom
from hotcrm.timetable import TIMETABLE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotcrm.settings")
# It warns of root, who could be made to unpickle foreign messages; ours are JSON.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("hotcrm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = dict(TIMETABLE)
app.autodiscover_tasks()
app.autodiscover_tasks(["hotcrm.pages.importing"])  # a room inside an app is not found by itself


@worker_process_init.connect
def prepare_worker(**kwargs):
    collect_seldom()
