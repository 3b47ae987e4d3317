"""A process that ends when the one which started it ends, however that one ends."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(sig: int = signal.SIGKILL) -> None:
    """Have the kernel send us `sig` when our parent is gone. Lasts over exec, not over fork.

    Only Linux can; elsewhere a parent that is killed outright leaves its children to be stopped by hand.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, sig)


def tied_to(parent: int) -> None:
    """The same between fork and exec, where `parent` may be gone before the kernel was asked."""
    die_with_parent()
    if os.getppid() != parent:
        os._exit(1)
