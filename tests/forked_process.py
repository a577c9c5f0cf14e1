"""Loaded by the process that others are forked from: it is killed when the tests end, and they are with it.

Each of them would else keep it alive, and itself. `prctl(2)`: what is forked does not inherit the wish.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if sys.platform == "linux":
    _end_with_parent()
    os.register_at_fork(after_in_child=_end_with_parent)
