"""The product's settings, and the pages of the floor beside its own."""

from hotcrm.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.floor"
