"""How much one request may ask, and how much a document asks.

Fragments are measured once each, however often they are spread, and every measure stops growing past its
limit: twenty-five fragments that each spread the next one twice cost twenty-five steps.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
)  # fmt: skip

BODY_BYTES_MAX: Final = 256 * 1024
DOCUMENT_MAX: Final = 64 * 1024
"""Longest document, in characters."""
TOKENS_MAX: Final = 2_000
DEPTH_MAX: Final = 20
"""Selections below selections. The usual introspection takes 15."""
FRAGMENTS_MAX: Final = 100
ALIASES_MAX: Final = 30
REPEATS_MAX: Final = 10
"""Times that one selection names the same field; comparing them for conflicts takes the square of it."""
MUTATIONS_MAX: Final = 4

_TOO_MANY: Final = 1_000_000


class TooMuchError(ValueError):
    """The document asks for more than a limit allows; the message names the limit."""


@dataclass(frozen=True, slots=True)
class _Measure:
    depth: int = 0
    aliases: int = 0
    fields: int = 0

    def __add__(self, other: "_Measure") -> "_Measure":
        return _Measure(
            max(self.depth, other.depth),
            min(self.aliases + other.aliases, _TOO_MANY),
            min(self.fields + other.fields, _TOO_MANY),
        )

    def below(self, *, alias: bool) -> "_Measure":
        return _Measure(self.depth + 1, min(self.aliases + alias, _TOO_MANY), min(self.fields + 1, _TOO_MANY))


def check_size(document: DocumentNode) -> None:
    """Refuse a document that is too deep, too wide or too often the same. Raises TooMuchError."""
    fragments = {
        node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
    }
    if len(fragments) > FRAGMENTS_MAX:
        raise TooMuchError(
            f"The document has {len(fragments)} fragments; at most {FRAGMENTS_MAX} are allowed."
        )
    scale = _Scale(fragments)
    for fragment in fragments.values():
        scale.weigh(fragment.selection_set, 1)
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            _check(node, scale.weigh(node.selection_set, 1))


def _check(operation: OperationDefinitionNode, measure: _Measure) -> None:
    if measure.depth > DEPTH_MAX:
        raise TooMuchError(f"The operation is too deep; at most {DEPTH_MAX} levels are allowed.")
    if measure.aliases > ALIASES_MAX:
        raise TooMuchError(f"The operation has too many aliases; at most {ALIASES_MAX} are allowed.")
    is_mutation = operation.operation is OperationType.MUTATION
    if is_mutation and len(operation.selection_set.selections) > MUTATIONS_MAX:
        raise TooMuchError(f"At most {MUTATIONS_MAX} mutations are allowed in one request.")


class _Scale:
    """Weighs the selections of one document."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._weighed: dict[str, _Measure] = {}

    def weigh(self, selections: SelectionSetNode | None, level: int) -> _Measure:
        """All that the selections ask for, with fragments; they stand `level` deep in their definition."""
        if selections is None:
            return _Measure()
        if level > DEPTH_MAX:
            raise TooMuchError(f"The operation is too deep; at most {DEPTH_MAX} levels are allowed.")
        _check_repeats(selections)
        total = _Measure(depth=1)
        for node in selections.selections:
            if isinstance(node, FieldNode):
                total += self.weigh(node.selection_set, level + 1).below(alias=node.alias is not None)
            elif isinstance(node, InlineFragmentNode):
                total += self.weigh(node.selection_set, level + 1)
            elif isinstance(node, FragmentSpreadNode):
                total += self._fragment(node.name.value)
        return total

    def _fragment(self, name: str) -> _Measure:
        if name not in self._weighed and name in self._fragments:
            self._weighed[name] = _Measure()  # a fragment within itself: validation says so
            self._weighed[name] = self.weigh(self._fragments[name].selection_set, 1)
        return self._weighed.get(name, _Measure())


def _check_repeats(selections: SelectionSetNode) -> None:
    names = Counter(
        (node.alias or node.name).value if isinstance(node, FieldNode) else node.name.value
        for node in selections.selections
        if isinstance(node, FieldNode | FragmentSpreadNode)
    )
    if names and max(names.values()) > REPEATS_MAX:
        raise TooMuchError(f"A selection names the same field or fragment more than {REPEATS_MAX} times.")
