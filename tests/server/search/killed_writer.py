"""Processes that index and relate, to be killed: each says each thing before it does it.

A process is forked for every line of standard input, so that the program is imported once. It says its id
first; when it has ended, its parent says `ended` and the signal that killed it.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from broadsheet_server.operations.followers import ServerFollowers
from broadsheet_server.related import follower
from broadsheet_server.search import index_generation
from broadsheet_server.search.tantivy.storage import TantivyStorage
from broadsheet_server.search.tantivy.writer import TantivyWriter
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database


def _announced(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    def announce(*arguments: Any, **more: Any) -> Any:
        _say(name)
        return work(*arguments, **more)

    return announce


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def follow(data: str, url: str) -> None:
    """Follow the change feed in small steps."""
    (
        index_generation.BATCH,
        index_generation.COMMIT_EVERY,
        follower.LISTS_PER_STEP,
        follower.FEATURES_PER_STEP,
    ) = 10, 20, 10, 10
    for owner, name in ((TantivyWriter, "add"), (TantivyWriter, "commit"), (TantivyStorage, "use")):
        setattr(owner, name, _announced(name, getattr(owner, name)))
    for name in ("write_lists", "save_features"):
        setattr(follower, name, _announced(name, getattr(follower, name)))
    ServerFollowers(Database(url), Settings(data=Path(data), database_url=url)).catch_up()
    _say("done")


def main() -> None:
    """Start the next writer when told to."""
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            _say(str(os.getpid()))
            follow(*sys.argv[1:])
            os._exit(0)
        _, status = os.waitpid(child, 0)
        _say(f"ended {os.WTERMSIG(status)}")


if __name__ == "__main__":
    main()
