"""What is worked out once for an operation, and is the same for everybody who sends it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from broadsheet_server.reading.selection import Selection

Complete = Callable[[Any], Any]
"""Makes of a value what is sent of it."""


@dataclass(slots=True)
class PreparedOperation:
    """Kept with the document, so that the nodes in it, by whose `id()` things are known here, stay the same.

    `selections`: what is asked below a field. `subfields`: the fields below a field, as graphql-core groups
    them. `ready`: for a group of fields, those that can be completed at once; see `completion`.
    """

    selections: dict[tuple[object, ...], Selection] = field(default_factory=dict)
    subfields: dict[tuple[object, ...], Any] = field(default_factory=dict)
    ready: dict[int, dict[str, Complete]] = field(default_factory=dict)
