"""The product with a fault planted: gunicorn serves this instead of `hotcrm.wsgi`."""

import os

from hotcrm.wsgi import application  # first: the models are ready only then

from .faults import FAULTS

FAULTS[os.environ["PROBE_FAULT"]]()

__all__ = ["application"]
