"""Processes that the tests start: they end with the tests, also with tests that are killed.

`PROCESSES` are forked from one that has imported the server already: a new interpreter takes a second of
processor time to import it. The process that they are forked from starts with the first of them, has no
threads, and ends with the tests.
"""

import shutil
from multiprocessing import get_context

PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["pytest", "broadsheet_server.app", "broadsheet_server.operations.source_poller", "tests.forked_process"]
)
_SETPRIV = shutil.which("setpriv")  # of util-linux


def ending_with_us(*command: object, by: str = "KILL") -> list[str]:
    """A command whose process gets a signal when the tests end, however they do; where there is `setpriv`."""
    words = [str(word) for word in command]
    return words if _SETPRIV is None else [_SETPRIV, "--pdeathsig", by, "--", *words]
