"""How much one request may ask, and whether a document stays within it.

A document is walked as it would be executed, every fragment wherever it is spread, but never further than a
number of steps: twenty-five fragments that each spread the next one twice make a million fields, and are
refused after some thousands of them.
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

from broadsheet_shared.limits import ALIASES_MAX, CLASHES_MAX, DEPTH_MAX, DIGITS_MAX, MUTATIONS_MAX, STEPS_MAX

_NUMBERS = frozenset({TokenKind.INT, TokenKind.FLOAT})


class LimitExceededError(ValueError):
    """The document asks for more than a limit allows; the message names the limit."""


@dataclass(slots=True)
class _Part:
    """A part of the answer: how many fields give it, and the parts below it by their names."""

    fields: int = 0
    below: dict[str, "_Part"] = field(default_factory=dict)


def check_size(document: DocumentNode) -> None:
    """Refuse a document that is too deep, too wide or too often the same. Raises LimitExceededError."""
    _check_numbers(document)
    walk = _Walk(document)
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            whole = walk.operation(node.selection_set)
            count = sum(part.fields for part in whole.below.values())
            if node.operation is OperationType.MUTATION and count > MUTATIONS_MAX:
                raise LimitExceededError(f"At most {MUTATIONS_MAX} mutations are allowed in one request.")
    walk.fragments_left_over()


def _check_numbers(document: DocumentNode) -> None:
    token = document.loc.start_token if document.loc is not None else None
    while token is not None:
        if token.kind in _NUMBERS and len(token.value or "") > DIGITS_MAX:
            raise LimitExceededError(f"A number may have at most {DIGITS_MAX} digits.")
        token = token.next


class _Walk:
    """Through one document."""

    def __init__(self, document: DocumentNode) -> None:
        definitions = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
        self._fragments = {node.name.value: node for node in definitions}
        self._met: set[str] = set()
        self._inside: set[str] = set()
        self._steps = self._clashes = self._aliases = 0

    def operation(self, selections: SelectionSetNode) -> _Part:
        """Walk one operation; return the answer it has."""
        whole = _Part()
        self._aliases = 0
        self._selections(selections, whole, 1)
        return whole

    def fragments_left_over(self) -> None:
        """Walk the fragments that nobody spreads: a mistake, but validation reads them before it says so."""
        for name, fragment in self._fragments.items():
            if name not in self._met:
                self._selections(fragment.selection_set, _Part(), 1)

    def _selections(self, selections: SelectionSetNode | None, part: _Part, depth: int) -> None:
        if depth > DEPTH_MAX:
            raise LimitExceededError(f"The operation is too deep; at most {DEPTH_MAX} levels are allowed.")
        for node in selections.selections if selections is not None else ():
            self._step()
            if isinstance(node, FieldNode):
                self._field(node, part, depth)
            elif isinstance(node, InlineFragmentNode):
                self._selections(node.selection_set, part, depth + 1)
            elif isinstance(node, FragmentSpreadNode):
                self._spread(node.name.value, part, depth)

    def _step(self) -> None:
        self._steps += 1
        if self._steps > STEPS_MAX:
            raise LimitExceededError(
                f"With all fragments spread, the document is too long; at most {STEPS_MAX} fields fit."
            )

    def _field(self, node: FieldNode, part: _Part, depth: int) -> None:
        if node.alias is not None:
            self._aliases += 1
            if self._aliases > ALIASES_MAX:
                raise LimitExceededError(
                    f"The operation has too many aliases; at most {ALIASES_MAX} are allowed."
                )
        found = part.below.setdefault((node.alias or node.name).value, _Part())
        self._clashes += found.fields
        found.fields += 1
        if self._clashes > CLASHES_MAX:
            raise LimitExceededError(
                "The operation selects the same fields again and again; select each of them once."
            )
        if node.selection_set is not None:
            self._selections(node.selection_set, found, depth + 1)

    def _spread(self, name: str, part: _Part, depth: int) -> None:
        fragment = self._fragments.get(name)
        if fragment is None or name in self._inside:
            return  # validation says so
        self._met.add(name)
        self._inside.add(name)
        self._selections(fragment.selection_set, part, depth)
        self._inside.discard(name)
