"""A process of its own that indexes and relates, to be killed: it says each thing before it does it."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from broadsheet_server.operations.followers import ServerFollowers
from broadsheet_server.related import follower
from broadsheet_server.search import index_follower
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


def main() -> None:
    """Follow the change feed in small steps."""
    data, url = sys.argv[1:]
    (
        index_follower.BATCH,
        index_follower.COMMIT_EVERY,
        follower.LISTS_PER_STEP,
        follower.FEATURES_PER_STEP,
    ) = 10, 20, 10, 10
    for owner, name in ((TantivyWriter, "add"), (TantivyWriter, "commit"), (TantivyStorage, "use")):
        setattr(owner, name, _announced(name, getattr(owner, name)))
    for name in ("write_lists", "save_features"):
        setattr(follower, name, _announced(name, getattr(follower, name)))
    ServerFollowers(Database(url), Settings(data=Path(data), database_url=url)).catch_up()
    _say("done")


if __name__ == "__main__":
    main()
