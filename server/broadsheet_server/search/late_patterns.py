"""Regular expressions that are compiled when they are first used.

Those of all scripts take milliseconds each, together the twentieth part of a start, and a start needs none.
"""

import re
from functools import cached_property


class LatePattern:
    """A regular expression; what is wrong with it is told when it is first used."""

    def __init__(self, expression: str) -> None:
        self._expression = expression

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern itself."""
        return re.compile(self._expression)
