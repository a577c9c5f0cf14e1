"""Lookahead: which fields an operation selects below a field, so that only their columns are read."""

from functools import cache
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    VariableNode,
)  # fmt: skip
from strawberry.utils.str_converters import to_snake_case

from broadsheet_server.reading.selection import Selection
from broadsheet_server.schema.context import Info

Tree = dict[str, Any]


def selection(info: Info, type_name: str | None = None) -> Selection:
    """The selection below this field: fragments merged, @skip and @include applied.

    Where the field gives several types, `type_name` says for objects of which type.
    """
    raw: Any = info._raw_info
    cache = info.context.selections
    key = type_name, *map(id, raw.field_nodes)
    if key not in cache:
        tree: Tree = {}
        for node in raw.field_nodes:
            _collect(node.selection_set, tree, raw, type_name)
        cache[key] = Selection.from_tree(tree)
    return cache[key]


_python_name = cache(to_snake_case)  # there are as many names as the schema has fields


def _collect(selections: SelectionSetNode | None, tree: Tree, info: Any, type_name: str | None) -> None:
    for node in selections.selections if selections is not None else ():
        if not _is_included(node, info):
            continue
        if isinstance(node, FieldNode):
            _collect(node.selection_set, tree.setdefault(_python_name(node.name.value), {}), info, None)
        elif isinstance(node, FragmentSpreadNode):
            fragment = info.fragments[node.name.value]
            if _applies(fragment, type_name, info.schema):
                _collect(fragment.selection_set, tree, info, type_name)
        elif isinstance(node, InlineFragmentNode) and _applies(node, type_name, info.schema):
            _collect(node.selection_set, tree, info, type_name)


def _is_included(node: Any, info: Any) -> bool:
    """Whether @skip and @include leave the node in."""
    for directive in node.directives or ():
        [condition] = directive.arguments or [None]
        if condition is not None and condition.name.value == "if":
            value = condition.value
            holds = info.variable_values[value.name.value] if isinstance(value, VariableNode) else value.value
            if holds is (directive.name.value == "skip"):
                return False
    return True


def _applies(fragment: Any, type_name: str | None, schema: GraphQLSchema) -> bool:
    """Whether a fragment applies to objects of this type."""
    if type_name is None or fragment.type_condition is None:
        return True
    condition = fragment.type_condition.name.value
    return bool(
        condition == type_name or type_name in {each.name for each in _implementations(schema, condition)}
    )


def _implementations(schema: GraphQLSchema, name: str) -> Any:
    interface: Any = schema.type_map.get(name)
    return schema.get_implementations(interface).objects if hasattr(interface, "resolve_type") else ()
