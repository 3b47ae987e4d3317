"""What must hold in every database. `manage.py check_invariants` asks them all; tests ask after every long story."""

from . import activities, campaigns, clocks, discussion, histories, house, leads, scores  # noqa: F401  each adds its own
from .invariant import INVARIANTS, Invariant

__all__ = ["INVARIANTS", "Invariant"]
