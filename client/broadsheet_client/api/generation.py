"""Writes `generated.py` from the contract and the operations: `python -m broadsheet_client.api.generation`.

A development tool: it needs graphql-core, which the running reader never imports.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from graphql import (
    DocumentNode,
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
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    build_schema,
    parse,
    print_ast,
    type_from_ast,
    validate,
)

from broadsheet_client.api.encoding import camel_case

HERE = Path(__file__).parent
OPERATIONS = HERE / "operations"
TARGET = HERE / "generated.py"

_SCALARS = {
    "ID": ("str", "string"),
    "String": ("str", "string"),
    "Sequence": ("str", "string"),
    "Int": ("int", "integer"),
    "Float": ("float", "number"),
    "Boolean": ("bool", "boolean"),
    "DateTime": ("datetime", "timestamp"),
}

_HEAD = '''"""What the reader asks and what it is answered.

Written by `python -m broadsheet_client.api.generation` from the contract and operations/*.graphql.
Change those, and write it anew.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from broadsheet_client.api.call import Call
from broadsheet_client.api.decoding import (
    boolean,
    integer,
    listed,
    mapping,
    nullable,
    number,
    string,
    take,
    timestamp,
    word_of,
)
from broadsheet_client.api.encoding import variables
'''


class GenerationError(Exception):
    """The operations do not fit the contract, or use something the reader's types cannot say."""


@dataclass(frozen=True)
class _Type:
    """How one type is written in Python, and how it is read from JSON."""

    annotation: str
    reader: str


@dataclass(frozen=True)
class _Class:
    """One dataclass of the result. `fields` holds every field; those of `base` are not written again."""

    name: str
    base: str | None
    fields: dict[str, _Type]


@dataclass
class _Writing:
    """What has been found so far, in the order in which it has to be written."""

    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    classes: dict[str, _Class] = field(default_factory=dict)
    inputs: dict[str, GraphQLInputObjectType] = field(default_factory=dict)
    enums: dict[str, GraphQLEnumType] = field(default_factory=dict)

    def fragment(self, name: str) -> _Class:
        """The class of a fragment, shared by all who spread it."""
        if name not in self.classes:
            node = self.fragments[name]
            parent = type_from_ast(self.schema, node.type_condition)
            if not isinstance(parent, GraphQLObjectType):
                raise GenerationError(f"fragment {name} is not on an object type")
            self._add(name, node.selection_set, parent)
        return self.classes[name]

    def selection(self, name: str, node: SelectionSetNode, parent: GraphQLObjectType) -> _Class:
        """The class of a selection set; one that only spreads a fragment is that fragment's class."""
        only = node.selections[0]
        if len(node.selections) == 1 and isinstance(only, FragmentSpreadNode):
            return self.fragment(only.name.value)
        return self._add(name, node, parent)

    def _add(self, name: str, node: SelectionSetNode, parent: GraphQLObjectType) -> _Class:
        base: str | None = None
        found: dict[str, _Type] = {}
        for selection in node.selections:
            if isinstance(selection, FragmentSpreadNode):
                spread = self.fragment(selection.name.value)
                base = base or spread.name
                found |= spread.fields
            elif isinstance(selection, FieldNode):
                key = selection.alias.value if selection.alias else selection.name.value
                found[key] = self._field(name, key, selection, parent)
            else:
                raise GenerationError(f"{name}: inline fragments have no class; name the fragment")
        if name in self.classes:
            raise GenerationError(f"two things are called {name}")
        self.classes[name] = _Class(name, base, found)
        return self.classes[name]

    def _field(self, owner: str, key: str, node: FieldNode, parent: GraphQLObjectType) -> _Type:
        if camel_case(snake_case(key)) != key:
            raise GenerationError(f"{owner}.{key} cannot be spelled in Python and back; give it an alias")
        kind = parent.fields[node.name.value].type
        return self._output(owner + key[0].upper() + key[1:], kind, node)

    def _output(self, name: str, kind: GraphQLOutputType, node: FieldNode) -> _Type:
        if isinstance(kind, GraphQLNonNull):
            return self._present(name, kind.of_type, node)
        inner = self._present(name, kind, node)
        return _Type(f"{inner.annotation} | None", f"nullable({inner.reader})")

    def _present(self, name: str, kind: GraphQLOutputType, node: FieldNode) -> _Type:
        if isinstance(kind, GraphQLList):
            inner = self._output(name, kind.of_type, node)
            return _Type(f"tuple[{inner.annotation}, ...]", f"listed({inner.reader})")
        if isinstance(kind, GraphQLObjectType) and node.selection_set:
            found = self.selection(name, node.selection_set, kind)
            return _Type(found.name, f"{found.name}.from_json")
        return self._leaf(kind)

    def _leaf(self, kind: object) -> _Type:
        if isinstance(kind, GraphQLEnumType):
            self.enums[kind.name] = kind
            return _Type(f"{kind.name} | str", f"word_of({kind.name})")
        if isinstance(kind, GraphQLScalarType) and kind.name in _SCALARS:
            return _Type(*_SCALARS[kind.name])
        raise GenerationError(f"no Python type for {kind}")

    def input(self, kind: GraphQLInputType) -> str:
        """The annotation of a variable or of an input's field."""
        if isinstance(kind, GraphQLNonNull):
            return self.input(kind.of_type).removesuffix(" | None")
        if isinstance(kind, GraphQLList):
            return f"tuple[{self.input(kind.of_type)}, ...] | None"
        if isinstance(kind, GraphQLInputObjectType):
            self.inputs.setdefault(kind.name, kind)
            for inner in kind.fields.values():
                self.input(inner.type)
            return f"{kind.name} | None"
        return f"{self._leaf(kind).annotation} | None"


def snake_case(name: str) -> str:
    """`publishedAt` as Python spells it: `published_at`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def contract() -> str:
    """The text of the shared schema."""
    import broadsheet_shared

    return (Path(broadsheet_shared.__file__).parent / "schema.graphql").read_text("utf-8")


def generate(schema_text: str, operations: Path = OPERATIONS) -> str:
    """The text of `generated.py`. Raises GenerationError where the operations do not fit the schema."""
    schema = build_schema(schema_text)
    document = parse("\n".join(path.read_text("utf-8") for path in sorted(operations.glob("*.graphql"))))
    if mistakes := validate(schema, document):
        raise GenerationError("\n".join(str(mistake) for mistake in mistakes))
    return "\n\n".join(_pieces(schema, document)) + "\n"


def _pieces(schema: GraphQLSchema, document: DocumentNode) -> Iterator[str]:
    fragments = {
        node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
    }
    writing = _Writing(schema, fragments)
    calls = [
        _call(writing, node) for node in document.definitions if isinstance(node, OperationDefinitionNode)
    ]
    yield _HEAD
    yield from (_enum(kind) for _, kind in sorted(writing.enums.items()))
    yield from (_input(writing, kind) for _, kind in sorted(writing.inputs.items()))
    yield from (_dataclass(writing, found) for found in writing.classes.values())
    yield from calls


def _enum(kind: GraphQLEnumType) -> str:
    members = "\n".join(f'    {name} = "{name}"' for name in kind.values)
    return f"class {kind.name}(StrEnum):\n{members}\n"


def _input(writing: _Writing, kind: GraphQLInputObjectType) -> str:
    lines = [
        f"    {snake_case(name)}: {_with_default(writing, inner.type, optional=not _is_required(inner))}"
        for name, inner in kind.fields.items()
    ]
    return "\n".join(["@dataclass(frozen=True, slots=True, kw_only=True)", f"class {kind.name}:", *lines, ""])


def _is_required(inner: object) -> bool:
    return isinstance(getattr(inner, "type", None), GraphQLNonNull) and not _has_default(inner)


def _has_default(inner: object) -> bool:
    node = getattr(inner, "ast_node", None)
    return node is not None and node.default_value is not None


def _with_default(writing: _Writing, kind: GraphQLInputType, *, optional: bool) -> str:
    annotation = writing.input(kind).removesuffix(" | None")
    return f"{annotation} | None = None" if optional else annotation


def _dataclass(writing: _Writing, found: _Class) -> str:
    inherited = writing.classes[found.base].fields if found.base else {}
    own = {key: kind for key, kind in found.fields.items() if key not in inherited}
    lines = [f"    {snake_case(key)}: {kind.annotation}" for key, kind in own.items()]
    reads = [
        f'            {snake_case(key)}=take(fields, "{key}", path, {kind.reader}),'
        for key, kind in found.fields.items()
    ]
    return "\n".join(
        [
            "@dataclass(frozen=True, slots=True)",
            f"class {found.name}({found.base}):" if found.base else f"class {found.name}:",
            *lines,
            "",
            "    @staticmethod",
            f'    def from_json(value: object, path: str = "") -> "{found.name}":',
            "        fields = mapping(value, path)",
            f"        return {found.name}(",
            *reads,
            "        )",
            "",
        ]
    )


def _call(writing: _Writing, node: OperationDefinitionNode) -> str:
    assert node.name is not None
    name = node.name.value
    mutates = node.operation == OperationType.MUTATION
    root = writing.schema.mutation_type if mutates else writing.schema.query_type
    assert root is not None
    # `data` itself gets the operation's name, even where it holds one field only.
    writing._add(name, node.selection_set, root)
    parameters, constant = _parameters(writing, node), snake_case(name).upper()
    given = ", ".join(f"{one.split(':')[0]}={one.split(':')[0]}" for one in parameters)
    signature = f"*, {', '.join(parameters)}" if parameters else ""
    flag = ", mutates=True" if mutates else ""
    return (
        f'{constant} = """\\\n{_document(writing, node)}\n"""\n\n\n'
        f"def {snake_case(name)}({signature}) -> Call[{name}]:\n"
        f'    return Call("{name}", {constant}, variables({given}), {name}.from_json{flag})\n'
    )


def _parameters(writing: _Writing, node: OperationDefinitionNode) -> list[str]:
    found = []
    for variable in node.variable_definitions or ():
        kind = type_from_ast(writing.schema, variable.type)
        assert kind is not None
        annotation = writing.input(kind)  # type: ignore[arg-type]  # validated: a variable's type is an input
        default = " = None" if annotation.endswith("None") else ""
        found.append(f"{snake_case(variable.variable.name.value)}: {annotation}{default}")
    return found


def _document(writing: _Writing, node: OperationDefinitionNode) -> str:
    names = list(dict.fromkeys(_spread(writing, node.selection_set)))
    return "\n\n".join(print_ast(part) for part in (node, *(writing.fragments[name] for name in names)))


def _spread(writing: _Writing, node: SelectionSetNode) -> Iterator[str]:
    for selection in node.selections:
        if isinstance(selection, FragmentSpreadNode):
            yield selection.name.value
            yield from _spread(writing, writing.fragments[selection.name.value].selection_set)
        elif isinstance(selection, FieldNode) and selection.selection_set:
            yield from _spread(writing, selection.selection_set)


def main(arguments: list[str]) -> int:
    """Write the file; a path as argument names another contract than the shared one."""
    text = Path(arguments[0]).read_text("utf-8") if arguments else contract()
    try:
        TARGET.write_text(generate(text), "utf-8")
    except GenerationError as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201 - a tool for developers
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
