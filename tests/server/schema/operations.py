"""The operations of the desktop reader, each with the fragments that it needs."""

from functools import cache
from pathlib import Path

from graphql import (
    DefinitionNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    Visitor,
    parse,
    print_ast,
    visit,
)

import broadsheet_client.api

FOLDER = Path(broadsheet_client.api.__file__).parent / "operations"


def operation(file: str) -> str:
    """What the file asks, with the fragments of all files that it needs."""
    needed: dict[str, DefinitionNode] = {}
    asked = [node for node in _definitions(file) if isinstance(node, OperationDefinitionNode)]
    waiting: list[DefinitionNode] = [*asked]
    while waiting:
        spreads = _Spreads()
        visit(waiting.pop(), spreads)
        new = {name: _fragments()[name] for name in spreads.names if name not in needed}
        needed |= new
        waiting += new.values()
    return "\n".join(map(print_ast, [*asked, *needed.values()]))


def names() -> list[str]:
    """The files that ask something."""
    files = sorted(file.stem for file in FOLDER.glob("*.graphql"))
    return [
        file
        for file in files
        if any(isinstance(node, OperationDefinitionNode) for node in _definitions(file))
    ]


class _Spreads(Visitor):
    """The fragments that are spread within a definition."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
        self.names.add(node.name.value)


@cache
def _definitions(file: str) -> tuple[DefinitionNode, ...]:
    return tuple(parse((FOLDER / f"{file}.graphql").read_text(encoding="utf-8")).definitions)


@cache
def _fragments() -> dict[str, FragmentDefinitionNode]:
    everything = [node for file in FOLDER.glob("*.graphql") for node in _definitions(file.stem)]
    return {node.name.value: node for node in everything if isinstance(node, FragmentDefinitionNode)}
