"""Limits of one document: tokens, depth, aliases, fields, mutations, digits.

Depth, aliases and overlapping fields are counted along the expanded document: a fragment counts wherever it
is spread. The walk gives up after FIELDS_MAX fields and spreads, because twenty-five fragments that each
spread the next one twice expand to some 33 million fields.
"""

from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    TokenKind,
)

from broadsheet_shared.limits import (
    ALIASES_MAX,
    DEPTH_MAX,
    DIGITS_MAX,
    FIELDS_MAX,
    MUTATIONS_MAX,
    OVERLAPS_MAX,
)

_NUMBER_TOKENS = frozenset({TokenKind.INT, TokenKind.FLOAT})


class LimitExceededError(ValueError):
    """The document exceeds a limit. The message names the limit."""


@dataclass(slots=True)
class _ResponseNode:
    """A node of the response: how many fields select it, and its children by response name."""

    fields: int = 0
    children: dict[str, "_ResponseNode"] = field(default_factory=dict)


def check_limits(document: DocumentNode) -> None:
    """Raises LimitExceededError for a document over one of the limits."""
    _check_numbers(document)
    walk = _LimitWalk(document)
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            response = walk.operation(node.selection_set)
            root_fields = sum(child.fields for child in response.children.values())
            if node.operation is OperationType.MUTATION and root_fields > MUTATIONS_MAX:
                raise LimitExceededError(f"At most {MUTATIONS_MAX} mutations are allowed in one request.")
    walk.unused_fragments()


def _check_numbers(document: DocumentNode) -> None:
    token = document.loc.start_token if document.loc is not None else None
    while token is not None:
        if token.kind in _NUMBER_TOKENS and len(token.value or "") > DIGITS_MAX:
            raise LimitExceededError(f"A number may have at most {DIGITS_MAX} digits.")
        token = token.next


class _LimitWalk:
    """Walks one document with its fragments expanded. All its methods raise LimitExceededError."""

    def __init__(self, document: DocumentNode) -> None:
        definitions = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
        self._fragments = {node.name.value: node for node in definitions}
        self._used_fragments: set[str] = set()
        self._open_fragments: set[str] = set()
        self._fields = self._overlaps = self._aliases = 0

    def operation(self, selection_set: SelectionSetNode) -> _ResponseNode:
        """Walk one operation; return the shape of its response. Aliases are counted for each operation."""
        response = _ResponseNode()
        self._aliases = 0
        self._selection_set(selection_set, response, 1)
        return response

    def unused_fragments(self) -> None:
        """Walk fragments that are never spread: validation compares their fields before it rejects them."""
        for name, fragment in self._fragments.items():
            if name not in self._used_fragments:
                self._selection_set(fragment.selection_set, _ResponseNode(), 1)

    def _selection_set(
        self, selection_set: SelectionSetNode | None, parent: _ResponseNode, depth: int
    ) -> None:
        if depth > DEPTH_MAX:
            raise LimitExceededError(f"The operation is too deep; at most {DEPTH_MAX} levels are allowed.")
        for node in selection_set.selections if selection_set is not None else ():
            self._count_field()
            if isinstance(node, FieldNode):
                self._field(node, parent, depth)
            elif isinstance(node, InlineFragmentNode):
                self._selection_set(node.selection_set, parent, depth + 1)
            elif isinstance(node, FragmentSpreadNode):
                self._fragment_spread(node.name.value, parent, depth)

    def _count_field(self) -> None:
        self._fields += 1
        if self._fields > FIELDS_MAX:
            raise LimitExceededError(
                f"With all fragments spread, the document is too long; at most {FIELDS_MAX} fields fit."
            )

    def _count_alias(self) -> None:
        self._aliases += 1
        if self._aliases > ALIASES_MAX:
            raise LimitExceededError(
                f"The operation has too many aliases; at most {ALIASES_MAX} are allowed."
            )

    def _field(self, node: FieldNode, parent: _ResponseNode, depth: int) -> None:
        if node.alias is not None:
            self._count_alias()
        response_name = (node.alias or node.name).value
        child = parent.children.setdefault(response_name, _ResponseNode())
        self._overlaps += child.fields
        child.fields += 1
        if self._overlaps > OVERLAPS_MAX:
            raise LimitExceededError(
                "The operation selects the same fields again and again; select each of them once."
            )
        if node.selection_set is not None:
            self._selection_set(node.selection_set, child, depth + 1)

    def _fragment_spread(self, name: str, parent: _ResponseNode, depth: int) -> None:
        fragment = self._fragments.get(name)
        if fragment is None or name in self._open_fragments:
            return  # unknown, or a cycle: validation rejects both
        self._used_fragments.add(name)
        self._open_fragments.add(name)
        self._selection_set(fragment.selection_set, parent, depth)
        self._open_fragments.discard(name)
