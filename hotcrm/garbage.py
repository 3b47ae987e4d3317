"""When Python looks for garbage: seldom, in a process that makes rows by the thousand and lets go of them all."""

import gc

OBJECTS = 50_000  # made and not freed before it looks; Python's own 700 are not the fields of ten leads


def collect_seldom():
    """What a worker holds once it has started is never garbage, and is not looked through again. Spares a bulk run a
    sixth of its Python."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS, 20, 100)
