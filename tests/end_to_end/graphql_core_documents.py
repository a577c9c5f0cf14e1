"""Documents as graphql-core reads them, in the shape of the playground’s nodes."""

import re
from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    InlineFragmentNode,
    ListTypeNode,
    ListValueNode,
    NamedTypeNode,
    NameNode,
    Node,
    NonNullTypeNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
    parse,
)


def units(text: str, position: int) -> int:
    """A position in UTF-16, in which JavaScript counts."""
    return len(text[:position].encode("utf-16-le", "surrogatepass")) // 2


class Shape:
    """The nodes of graphql-core in the shape of the playground's."""

    def __init__(self, text: str) -> None:
        self.text = text

    def of(self, node: Any) -> Any:
        """A node, several or none."""
        if node is None:
            return None
        if isinstance(node, tuple | list):
            return [self.of(each) for each in node]
        assert isinstance(node, Node)
        assert node.loc is not None
        place = {"start": units(self.text, node.loc.start), "end": units(self.text, node.loc.end)}
        return {"kind": KINDS.get(type(node), self.kind(node))} | place | self.parts(node)

    @staticmethod
    def kind(node: Node) -> str:
        """Of a value: String, Enum …"""
        return type(node).__name__.removesuffix("Node").removesuffix("Value")

    def parts(self, node: Any) -> dict[str, Any]:
        """What is in a node besides its place."""
        if isinstance(node, NameNode):
            return {"value": node.value}
        names = PARTS.get(type(node))
        if names is None:
            return {"text": self.text[node.loc.start : node.loc.end]}
        found = {ours: self.of(getattr(node, theirs)) for ours, theirs in names.items()}
        for several in {"variables", "directives", "arguments"} & found.keys():
            found[several] = found[several] or []
        if isinstance(node, OperationDefinitionNode):
            found["operation"] = node.operation.value
        return found


def same(*names: str, **others: str) -> dict[str, str]:
    return {name: name for name in names} | others


KINDS: dict[type, str] = {
    OperationDefinitionNode: "Operation",
    FragmentDefinitionNode: "Fragment",
    ListTypeNode: "ListType",
    NonNullTypeNode: "NonNullType",
}
PARTS: dict[type, dict[str, str]] = {
    DocumentNode: same("definitions"),
    OperationDefinitionNode: same(
        "description", "name", "directives", variables="variable_definitions", selectionSet="selection_set"
    ),
    FragmentDefinitionNode: same(
        "description", "name", "directives", type="type_condition", selectionSet="selection_set"
    ),
    VariableDefinitionNode: same("description", "variable", "type", "directives", value="default_value"),
    VariableNode: same("name"),
    SelectionSetNode: same("selections"),
    FieldNode: same("alias", "name", "arguments", "directives", selectionSet="selection_set"),
    FragmentSpreadNode: same("name", "directives"),
    InlineFragmentNode: same("directives", type="type_condition", selectionSet="selection_set"),
    ArgumentNode: same("name", "value"),
    ObjectFieldNode: same("name", "value"),
    ListValueNode: same("values"),
    ObjectValueNode: same("fields"),
    DirectiveNode: same("name", "arguments"),
    NamedTypeNode: same("name"),
    ListTypeNode: same("type"),
    NonNullTypeNode: same("type"),
}


def expected(text: str) -> Any:
    """What graphql-core makes of a document: its nodes, or the fault with its place."""
    try:
        return Shape(text).of(parse(text))
    except GraphQLSyntaxError as error:
        [position] = error.positions or [-1]
        return fault(error.message, units(text, position))


def fault(message: str, start: int) -> list[Any]:
    """A fault; the value of a string in the message is left out, which graphql-core writes decoded."""
    return [re.sub(r"String '.*'\.$", "String.", message, flags=re.DOTALL), start]
