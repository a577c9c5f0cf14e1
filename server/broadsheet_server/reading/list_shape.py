"""What the text of a statement for a list depends on, and which indexes that makes it read."""

from typing import NamedTuple

from broadsheet_server.reading.conditions import (
    MERGED_ALTERNATIVES_MAX,
    MERGED_RANGES_MAX,
    ConditionShape,
)


class ListShape(NamedTuple):
    """Everything that the text of a statement depends on; the values are bound when it runs."""

    sections: int | None
    """How many sections the list is of; None where any section will do."""
    languages: int | None
    """How many language tags; None where any language will do."""
    tag: bool
    author: bool
    since: bool
    until: bool
    newer: bool
    """Whether there is a cursor that everything has to be newer than."""
    older: bool
    descending: bool
    every: tuple[ConditionShape, ...] = ()
    either: tuple[ConditionShape, ...] = ()
    excluded: tuple[ConditionShape, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no section or no language is left that an article could have."""
        own = ConditionShape(self.sections, self.languages, every=self.every, either=self.either)
        return own.is_never

    @property
    def is_narrow(self) -> bool:
        """Whether an index holds the list as it is. Otherwise a page may scan all of a longer list."""
        conditions = (self.sections is not None) + (self.languages is not None) + self.tag + self.author
        if self.every or self.excluded or (self.either and not self.is_merged):
            return False
        if self.either:
            return all(branch.is_single for _, branch in self.branches)
        return conditions <= 1 and (self.sections or self.languages or 0) <= MERGED_RANGES_MAX

    @property
    def branches(self) -> list[tuple[int, ConditionShape]]:
        """The alternatives that an article can meet, with their places."""
        return [(place, branch) for place, branch in enumerate(self.either) if not branch.is_never]

    @property
    def is_merged(self) -> bool:
        """Whether the list is read by index ranges of its alternatives, and merged."""
        if not self.either or self.sections is not None or self.languages is not None:
            return False
        if len(self.either) > MERGED_ALTERNATIVES_MAX:
            return False
        ranges = [branch.ranges for _, branch in self.branches]
        is_indexed = None not in ranges and sum(filter(None, ranges)) <= MERGED_RANGES_MAX
        return is_indexed and not self.tag and not self.author
