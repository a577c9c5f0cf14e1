"""How often Python's cyclic garbage collector runs."""

import gc

_ALLOCATIONS = 20_000


def collect_less_often() -> None:
    """Collect after 20,000 new objects instead of 700. Called by the command line only, never by the app.

    Indexing and relating hold many objects for a while, and every collection traverses all of them: a quarter
    of the CPU time. Reference counting still frees objects at once; only cycles wait.
    """
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS)
