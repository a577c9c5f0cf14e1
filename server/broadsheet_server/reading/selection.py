"""What is asked of one object: the fields, and what is asked of the objects below them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True)
class Selection:
    """The selected fields by their Python names, with the selection below each. Plans are kept by it."""

    fields: frozenset[tuple[str, "Selection"]] = frozenset()
    names: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", frozenset(name for name, _ in self.fields))

    @classmethod
    def of(cls, *names: str, **below: "Selection") -> Self:
        """Select `names`, and under each keyword what it says."""
        return cls(frozenset([*((name, NOTHING) for name in names), *below.items()]))

    @classmethod
    def from_tree(cls, tree: Mapping[str, object]) -> Self:
        """Freeze a tree of dicts, a field without fields below it being an empty dict."""
        return cls(
            frozenset(
                (name, cls.from_tree(below) if isinstance(below, Mapping) else NOTHING)
                for name, below in tree.items()
            )
        )

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def __or__(self, other: "Selection") -> "Selection":
        """Whatever either of them asks."""
        below = dict(self.fields)
        for name, selection in other.fields:
            below[name] = below[name] | selection if name in below else selection
        return Selection(frozenset(below.items()))

    def below(self, *path: str) -> "Selection":
        """What is asked below a field, or below a path of fields; NOTHING where it is not selected."""
        found = self
        for name in path:
            found = dict(found.fields).get(name, NOTHING)
        return found


NOTHING = Selection()
