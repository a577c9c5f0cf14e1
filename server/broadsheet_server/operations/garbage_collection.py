"""How often Python's cyclic garbage collector runs."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_THRESHOLDS = 5_000, 4, 25
"""New objects, collections of these, and of those: by default 700 (2,000 since Python 3.13), 10 and 10."""


def collect_less_often() -> None:
    """Collect after more new objects than Python does. Called by the command line only, never by the app.

    Imports, indexing and relating hold many objects for a while, and every collection traverses all of them:
    a tenth of the CPU time of a start, a quarter of that of indexing, beside 700. Reference counting still
    frees objects at once; only cycles wait. Not after more than 5,000: everybody waits for a collection, of
    20,000 objects as long as for a long operation.
    """
    gc.set_threshold(*_THRESHOLDS)


@contextmanager
def no_collections() -> Iterator[None]:
    """Collect nothing while modules are imported, and never traverse afterwards what exists by then.

    Modules, classes and functions live as long as the process.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def spare_what_is_imported() -> None:
    """Never traverse again what exists now."""
    gc.freeze()
