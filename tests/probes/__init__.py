"""Probes: many people at once over HTTP, on PostgreSQL, and what the tables say afterwards. `make probes` runs them.

Each probe has a planted fault (tests/probes/faults.py): the same product without the protection that the probe is
about. A probe that does not fail then proves nothing.
"""
