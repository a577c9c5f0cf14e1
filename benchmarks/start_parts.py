"""What the imports of a server spend processor time on (`footprint.py --start-parts`): milliseconds as JSON.

Each part is without the parts inside it: making a dataclass is not in the module that makes it. Garbage is
not collected, as in the command line. The instruments themselves take a few percent.
"""

import dataclasses
import gc
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

_LIBRARIES = {
    "sqlalchemy": "SQLAlchemy",
    "sqlmodel": "pydantic and SQLModel",
    "pydantic": "pydantic and SQLModel",
    "pydantic_core": "pydantic and SQLModel",
    "pydantic_settings": "pydantic and SQLModel",
    "graphql": "graphql-core",
    "strawberry": "Strawberry",
    "uvicorn": "Starlette and uvicorn",
    "starlette": "Starlette and uvicorn",
    "anyio": "Starlette and uvicorn",
}
_MADE = (
    ("re._compiler", "compile", "regular expressions"),
    ("pydantic._internal._model_construction.ModelMetaclass", "__new__", "tables and settings: pydantic"),
    ("sqlmodel.main.SQLModelMetaclass", "__new__", "tables: SQLModel"),
    ("sqlmodel.main.SQLModelMetaclass", "__init__", "tables: mapping by SQLAlchemy"),
    ("sqlalchemy.orm.mapper", "_configure_registries", "tables: mapping by SQLAlchemy"),
    ("strawberry.types.object_type", "_wrap_dataclass", "GraphQL types: Strawberry"),
    ("strawberry.types.object_type", "_process_type", "GraphQL types: Strawberry"),
    ("strawberry", "field", "GraphQL types: Strawberry"),
    ("strawberry.schema.schema.Schema", "__init__", "GraphQL schema"),
)
"""Where a function is, its name, and the part that it is."""
_PROGRAM = "Python and this program"
_OUR_MODULES = "our modules"
_OUR_DATACLASSES = "dataclasses: others of ours"
OURS = (_PROGRAM, _OUR_MODULES, _OUR_DATACLASSES)
"""The parts that would be less with less code of ours, the same tables and the same GraphQL types."""


class Clock:
    """Processor time by part; a part stops while another runs inside it."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._running = [_PROGRAM]
        self._since = 0.0

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count what runs in the block as this part."""
        self.stop()
        self._running.append(name)
        try:
            yield
        finally:
            self.stop()
            self._running.pop()

    def stop(self) -> None:
        """Add what has been spent since the last stop to the part that runs."""
        now = time.process_time() * 1_000
        self.spent[self._running[-1]] += now - self._since
        self._since = now

    def watch(self, owner: Any, name: str, part: Callable[..., str]) -> None:
        """Count a function as the part that is named for its first arguments."""
        function = getattr(owner, name)

        def watched(*arguments: Any, **options: Any) -> Any:
            with self.part(part(*arguments)):
                return function(*arguments, **options)

        setattr(owner, name, watched)


def main() -> None:
    """Import the libraries, then the server, and print."""
    gc.disable()
    clock = Clock()
    clock.watch(import_module("importlib._bootstrap"), "_find_and_load", _module_part)
    clock.watch(dataclasses, "_process_class", _dataclass_part)
    for where, name, part in _MADE:
        clock.watch(_owner(where), name, lambda *_, part=part: part)
    import_module("broadsheet_server.cli.serve")
    clock.stop()
    print(json.dumps(clock.spent))


def _owner(path: str) -> Any:
    """A module, or a class in one."""
    module, _, last = path.rpartition(".")
    return getattr(import_module(module), last) if last[0].isupper() else import_module(path)


def _module_part(name: str, *_: Any) -> str:
    package = name.partition(".")[0]
    if package.startswith("broadsheet"):
        return _OUR_MODULES
    return "modules of " + _LIBRARIES.get(package, "Python and other libraries")


def _dataclass_part(made: type, *_: Any) -> str:
    if not made.__module__.startswith("broadsheet"):
        return "dataclasses of libraries"
    return "dataclasses: GraphQL types" if ".schema." in made.__module__ else _OUR_DATACLASSES


if __name__ == "__main__":
    main()
