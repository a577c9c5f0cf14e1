"""How often Python looks for garbage that refers to itself."""

import gc

_ALLOCATIONS = 20_000


def collect_less_often() -> None:
    """Look after so many new objects instead of 700. For the command line only, never the app itself.

    Indexing and relating keep many objects for a while, all of which each look goes through again: a quarter
    of their time. What goes is freed at once all the same; only cycles wait.
    """
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS)
