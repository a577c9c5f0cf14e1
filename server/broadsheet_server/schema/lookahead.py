"""What an operation asks below a field, fragments, @skip and @include resolved, so that only that is read."""

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


def selection(info: Info, kind: str | None = None) -> Selection:
    """What is asked of the objects in this field; of those of type `kind`, where it gives several types."""
    raw: Any = info._raw_info
    known = info.context.selections
    key = kind, *map(id, raw.field_nodes)
    if key not in known:
        tree: Tree = {}
        for node in raw.field_nodes:
            _collect(node.selection_set, tree, raw, kind)
        known[key] = Selection.from_tree(tree)
    return known[key]


def _collect(selections: SelectionSetNode | None, tree: Tree, info: Any, kind: str | None) -> None:
    for node in selections.selections if selections is not None else ():
        if not _included(node, info):
            continue
        if isinstance(node, FieldNode):
            _collect(node.selection_set, tree.setdefault(to_snake_case(node.name.value), {}), info, None)
        elif isinstance(node, FragmentSpreadNode):
            fragment = info.fragments[node.name.value]
            if _fits(fragment, kind, info.schema):
                _collect(fragment.selection_set, tree, info, kind)
        elif isinstance(node, InlineFragmentNode) and _fits(node, kind, info.schema):
            _collect(node.selection_set, tree, info, kind)


def _included(node: Any, info: Any) -> bool:
    """Whether @skip and @include leave the node in."""
    for directive in node.directives or ():
        [condition] = directive.arguments or [None]
        if condition is not None and condition.name.value == "if":
            value = condition.value
            holds = info.variable_values[value.name.value] if isinstance(value, VariableNode) else value.value
            if holds is (directive.name.value == "skip"):
                return False
    return True


def _fits(fragment: Any, kind: str | None, schema: GraphQLSchema) -> bool:
    """Whether a fragment speaks of objects of type `kind`."""
    if kind is None or fragment.type_condition is None:
        return True
    name = fragment.type_condition.name.value
    return bool(name == kind or kind in {each.name for each in _implementations(schema, name)})


def _implementations(schema: GraphQLSchema, name: str) -> Any:
    interface: Any = schema.type_map.get(name)
    return schema.get_implementations(interface).objects if hasattr(interface, "resolve_type") else ()
