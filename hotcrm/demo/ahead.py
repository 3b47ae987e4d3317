"""Things made in a process of their own, ahead of who uses them: two processors work on one demo.

The process is a copy of this one. It has no business with the database, and ends when nobody listens any more.
"""

import multiprocessing
import pickle
from collections.abc import Iterable, Iterator
from itertools import islice
from queue import Queue
from threading import Thread

PIECE = 500  # things handed over at once
AHEAD = 20  # pieces that may wait


def made_ahead(things: Iterable) -> Iterator:
    """The same things in the same order, begun at once; what fails meanwhile is raised where they are taken."""
    context = multiprocessing.get_context("fork")
    listening, speaking = context.Pipe(duplex=False)
    maker = context.Process(target=_make, args=(things, listening, speaking), daemon=True)
    maker.start()
    speaking.close()
    waiting: Queue[bytes] = Queue(AHEAD)
    Thread(target=_listen, args=(listening, waiting), daemon=True).start()
    return _taken(waiting, maker)


def _taken(waiting, maker):
    try:
        while piece := pickle.loads(waiting.get()):  # noqa: S301  (of our own making)
            if isinstance(piece, Exception):
                raise piece
            yield from piece
    finally:
        maker.terminate()
        maker.join()


def _make(things, listening, speaking):
    listening.close()
    things = iter(things)
    try:
        while piece := list(islice(things, PIECE)):
            speaking.send(piece)
        speaking.send([])
    except BrokenPipeError:
        pass
    except Exception as fault:  # whatever it is, the other process raises it
        speaking.send(fault)


def _listen(listening, waiting):
    """Takes what comes while the other thread works, so that the maker need not wait for it."""
    try:
        while True:
            waiting.put(listening.recv_bytes())
    except EOFError:
        waiting.put(pickle.dumps(EOFError("The process that makes the demo has ended.")))
