"""Processes of the tests, forked from one that has imported the server already.

A new interpreter takes a second of processor time to import it. The process that they are forked from starts
with the first of them, has no threads, and ends with the tests.
"""

from multiprocessing import get_context

PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["pytest", "broadsheet_server.app", "broadsheet_server.operations.source_poller"]
)
