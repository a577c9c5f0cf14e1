"""Which fields are selected of an object, and of the objects below it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True)
class Selection:
    """The selected fields by their Python names, each with the selection below it. Plans are cached by it."""

    fields: frozenset[tuple[str, "Selection"]] = frozenset()
    names: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", frozenset(name for name, _ in self.fields))

    @classmethod
    def of(cls, *names: str, **below: "Selection") -> Self:
        """Select `names`, and each keyword with the selection below it."""
        return cls(frozenset([*((name, NOTHING) for name in names), *below.items()]))

    @classmethod
    def from_tree(cls, tree: Mapping[str, object]) -> Self:
        """Freeze a tree of dicts, in which a field without fields below it is an empty dict."""
        return cls(
            frozenset(
                (name, cls.from_tree(below) if isinstance(below, Mapping) else NOTHING)
                for name, below in tree.items()
            )
        )

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def __or__(self, other: "Selection") -> "Selection":
        """The union: every field that either selects."""
        fields = dict(self.fields)
        for name, selection in other.fields:
            fields[name] = fields[name] | selection if name in fields else selection
        return Selection(frozenset(fields.items()))

    def below(self, *path: str) -> "Selection":
        """The selection below a field, or below a path of fields; NOTHING where it is not selected."""
        selection = self
        for name in path:
            selection = dict(selection.fields).get(name, NOTHING)
        return selection


NOTHING = Selection()
