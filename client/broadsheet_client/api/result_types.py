"""The Python types of the operations' results, for `generation`."""

import re
from dataclasses import dataclass, field
from keyword import iskeyword

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    SelectionSetNode,
    type_from_ast,
)

from broadsheet_client.api.encoding import camel_case

_SCALARS = {
    "ID": ("str", "string"),
    "String": ("str", "string"),
    "Sequence": ("str", "string"),
    "Int": ("int", "integer"),
    "Float": ("float", "number"),
    "Boolean": ("bool", "boolean"),
    "DateTime": ("datetime", "timestamp"),
    "Date": ("date", "day"),
}


class GenerationError(Exception):
    """The operations do not fit the schema, or use a feature that the generated types do not support."""


@dataclass(frozen=True)
class FieldType:
    """A type's annotation in Python, and the decoder of its JSON."""

    annotation: str
    reader: str


@dataclass(frozen=True)
class ResultClass:
    """A dataclass of the result. `fields` holds all fields, including those inherited from `base`."""

    name: str
    base: str | None
    fields: dict[str, FieldType]


@dataclass
class ResultTypes:
    """The classes, inputs and enums collected so far, in the order of their definition."""

    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    classes: dict[str, ResultClass] = field(default_factory=dict)
    inputs: dict[str, GraphQLInputObjectType] = field(default_factory=dict)
    enums: dict[str, GraphQLEnumType] = field(default_factory=dict)

    def fragment(self, name: str) -> ResultClass:
        """The class of a fragment, shared by every selection that spreads it."""
        if name not in self.classes:
            node = self.fragments[name]
            parent = type_from_ast(self.schema, node.type_condition)
            if not isinstance(parent, GraphQLObjectType):
                raise GenerationError(f"fragment {name} is not on an object type")
            self.add(name, node.selection_set, parent)
        return self.classes[name]

    def selection(self, name: str, node: SelectionSetNode, parent: GraphQLObjectType) -> ResultClass:
        """The class of a selection set. A set that spreads exactly one fragment has that fragment's class."""
        only = node.selections[0]
        if len(node.selections) == 1 and isinstance(only, FragmentSpreadNode):
            return self.fragment(only.name.value)
        return self.add(name, node, parent)

    def add(self, name: str, node: SelectionSetNode, parent: GraphQLObjectType) -> ResultClass:
        """Add a class. The first fragment that is spread becomes its base class."""
        base: str | None = None
        result_class: dict[str, FieldType] = {}
        for selection in node.selections:
            if isinstance(selection, FragmentSpreadNode):
                spread = self.fragment(selection.name.value)
                base = base or spread.name
                result_class |= spread.fields
            elif isinstance(selection, FieldNode):
                key = selection.alias.value if selection.alias else selection.name.value
                result_class[key] = self._field(name, key, selection, parent)
            else:
                raise GenerationError(f"{name}: inline fragments have no class; name the fragment")
        if name in self.classes:
            raise GenerationError(f"two things are called {name}")
        self.classes[name] = ResultClass(name, base, result_class)
        return self.classes[name]

    def _field(self, owner: str, key: str, node: FieldNode, parent: GraphQLObjectType) -> FieldType:
        if camel_case(snake_case(key)) != key:
            raise GenerationError(f"{owner}.{key} cannot be spelled in Python and back; give it an alias")
        type_ = parent.fields[node.name.value].type
        return self._output(owner + key[0].upper() + key[1:], type_, node)

    def _output(self, name: str, type_: GraphQLOutputType, node: FieldNode) -> FieldType:
        if isinstance(type_, GraphQLNonNull):
            return self._non_null(name, type_.of_type, node)
        input_field = self._non_null(name, type_, node)
        return FieldType(f"{input_field.annotation} | None", f"nullable({input_field.reader})")

    def _non_null(self, name: str, type_: GraphQLOutputType, node: FieldNode) -> FieldType:
        if isinstance(type_, GraphQLList):
            input_field = self._output(name, type_.of_type, node)
            return FieldType(f"tuple[{input_field.annotation}, ...]", f"list_of({input_field.reader})")
        if isinstance(type_, GraphQLObjectType) and node.selection_set:
            result_class = self.selection(name, node.selection_set, type_)
            return FieldType(result_class.name, f"{result_class.name}.from_json")
        return self._leaf(type_)

    def _leaf(self, type_: object) -> FieldType:
        if isinstance(type_, GraphQLEnumType):
            self.enums[type_.name] = type_
            return FieldType(f"{type_.name} | str", f"enum_value({type_.name})")
        if isinstance(type_, GraphQLScalarType) and type_.name in _SCALARS:
            return FieldType(*_SCALARS[type_.name])
        raise GenerationError(f"no Python type for {type_}")

    def input(self, type_: GraphQLInputType) -> str:
        """The annotation of a variable or an input field."""
        if isinstance(type_, GraphQLNonNull):
            return self.input(type_.of_type).removesuffix(" | None")
        if isinstance(type_, GraphQLList):
            return f"tuple[{self.input(type_.of_type)}, ...] | None"
        if isinstance(type_, GraphQLInputObjectType):
            self._add_input(type_)
            return f"{type_.name} | None"
        return f"{self._leaf(type_).annotation} | None"

    def _add_input(self, type_: GraphQLInputObjectType) -> None:
        if type_.name not in self.inputs:
            self.inputs[type_.name] = type_
            for input_field in type_.fields.values():
                self.input(input_field.type)


def snake_case(name: str) -> str:
    """Convert a name of the schema to Python's spelling: `published_at` of `publishedAt`, `not_` of `not`."""
    spelt = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
    return f"{spelt}_" if iskeyword(spelt) else spelt
