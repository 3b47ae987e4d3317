from .clocks import ClockRun, Clocks, RecycleRun
from .conditions import Operator
from .entry_rules import EntryCondition, EntryRule
from .keeping_open import keep_open, kept_open
from .membership import PoolMember, administered, hidden_from, joined
from .pool import Pool, PoolType, ReturnReason
from .recycling import Match, RecycleCondition, RecycleRule
from .routing import Routing
from .working_time import Holiday, Weekday, WorkingHours

__all__ = [
    "ClockRun",
    "Clocks",
    "EntryCondition",
    "EntryRule",
    "Holiday",
    "Match",
    "Operator",
    "Pool",
    "PoolMember",
    "PoolType",
    "RecycleCondition",
    "RecycleRule",
    "RecycleRun",
    "ReturnReason",
    "Routing",
    "Weekday",
    "WorkingHours",
    "administered",
    "hidden_from",
    "joined",
    "keep_open",
    "kept_open",
]
