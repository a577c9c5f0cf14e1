"""Generates `generated.py`, and `reader_documents.json` for servers, from the schema and the operations.

`python -m broadsheet_client.api.generation`

A development tool: it needs graphql-core, which the reader does not import at run time.
"""

import json
import re
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNonNull,
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

from broadsheet_client.api.result_types import GenerationError, ResultClass, ResultTypes, snake_case

HERE = Path(__file__).parent
OPERATIONS = HERE / "operations"
TARGET = HERE / "generated.py"

_HEAD = '''"""The reader's GraphQL operations and the types of their inputs and results.

Generated from the schema and operations/*.graphql; do not edit. To generate it again, run
`python -m broadsheet_client.api.generation`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from broadsheet_client.api.graphql_operation import GraphQLOperation
from broadsheet_client.api.decoding import (
    boolean,
    day,
    enum_value,
    field,
    integer,
    list_of,
    mapping,
    nullable,
    number,
    string,
    timestamp,
)
from broadsheet_client.api.encoding import variables
from broadsheet_client.api.record import Record
'''


def shared_file(name: str) -> Path:
    """A file of what reader and server share."""
    import broadsheet_shared

    return Path(broadsheet_shared.__file__).parent / name


def shared_schema() -> str:
    """The text of the shared schema."""
    return shared_file("schema.graphql").read_text("utf-8")


def generate(schema_text: str, operations: Path = OPERATIONS) -> str:
    """The text of `generated.py`. Raises GenerationError if the operations are invalid for the schema."""
    schema = build_schema(schema_text)
    return "\n\n".join(_sections(schema, _read_operations(schema, operations))) + "\n"


def _read_operations(schema: GraphQLSchema, operations: Path) -> DocumentNode:
    document = parse("\n".join(path.read_text("utf-8") for path in sorted(operations.glob("*.graphql"))))
    if errors := validate(schema, document):
        raise GenerationError("\n".join(str(error) for error in errors))
    return document


def _fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {
        node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
    }


def _operation_nodes(document: DocumentNode) -> list[OperationDefinitionNode]:
    return [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]


def _sections(schema: GraphQLSchema, document: DocumentNode) -> Iterator[str]:
    types = ResultTypes(schema, _fragments(document))
    functions = [_operation_function(types, node) for node in _operation_nodes(document)]
    yield _HEAD
    yield from (_enum(type_) for _, type_ in sorted(types.enums.items()))
    yield from (_input(types, type_) for _, type_ in sorted(types.inputs.items()))
    yield from (_dataclass(types, result_class) for result_class in types.classes.values())
    yield from functions


def _enum(type_: GraphQLEnumType) -> str:
    members = "\n".join(f'    {name} = "{name}"' for name in type_.values)
    return f"class {type_.name}(StrEnum):\n{members}\n"


def _input(types: ResultTypes, type_: GraphQLInputObjectType) -> str:
    annotations = {
        name: _with_default(types, input_field.type, optional=not _is_required(input_field))
        for name, input_field in type_.fields.items()
    }
    lines = [
        f"    {snake_case(name)}: {_quoted(annotation, type_.name)}"
        for name, annotation in annotations.items()
    ]
    return "\n".join(
        ["@dataclass(frozen=True, slots=True, kw_only=True)", f"class {type_.name}:", *lines, ""]
    )


def _quoted(annotation: str, name: str) -> str:
    """The annotation; in quotes where it is of the class that it stands in."""
    if name not in re.split(r"\W+", annotation):
        return annotation
    kind, default, value = annotation.partition(" = ")
    return f'"{kind}"{default}{value}'


def _is_required(input_field: object) -> bool:
    return isinstance(getattr(input_field, "type", None), GraphQLNonNull) and not _has_default(input_field)


def _has_default(input_field: object) -> bool:
    node = getattr(input_field, "ast_node", None)
    return node is not None and node.default_value is not None


def _with_default(types: ResultTypes, type_: GraphQLInputType, *, optional: bool) -> str:
    annotation = types.input(type_).removesuffix(" | None")
    return f"{annotation} | None = None" if optional else annotation


def _dataclass(types: ResultTypes, result_class: ResultClass) -> str:
    inherited = types.classes[result_class.base].fields if result_class.base else {}
    own_fields = {key: type_ for key, type_ in result_class.fields.items() if key not in inherited}
    lines = [f"    {snake_case(key)}: {type_.annotation}" for key, type_ in own_fields.items()]
    slots = "".join(f'"{snake_case(key)}", ' for key in own_fields)
    reads = [
        f'            {snake_case(key)}=field(fields, "{key}", path, {type_.reader}),'
        for key, type_ in result_class.fields.items()
    ]
    return "\n".join(
        [
            "@dataclass(init=False, repr=False, eq=False)",
            f"class {result_class.name}({result_class.base or 'Record'}):",
            f"    __slots__ = ({slots.rstrip() if len(own_fields) == 1 else slots.removesuffix(', ')})",
            *lines,
            "",
            *_init(result_class),
            "",
            "    @staticmethod",
            f'    def from_json(value: object, path: str = "") -> "{result_class.name}":',
            "        fields = mapping(value, path)",
            f"        return {result_class.name}(",
            *reads,
            "        )",
            "",
        ]
    )


def _init(result_class: ResultClass) -> Iterator[str]:
    """`__init__` in source form: letting `dataclass` generate it at each start takes far longer."""
    names = {snake_case(key): type_.annotation for key, type_ in result_class.fields.items()}
    yield "    def __init__("
    yield "        self,"
    yield from (f"        {name}: {annotation}," for name, annotation in names.items())
    yield "    ) -> None:"
    yield "        put = object.__setattr__"
    yield from (f'        put(self, "{name}", {name})' for name in names)


def _operation_function(types: ResultTypes, node: OperationDefinitionNode) -> str:
    assert node.name is not None
    name = node.name.value
    mutates = node.operation == OperationType.MUTATION
    root = types.schema.mutation_type if mutates else types.schema.query_type
    assert root is not None
    # The class of `data` gets the operation's name, even if it spreads a single fragment.
    types.add(name, node.selection_set, root)
    parameters, constant = _parameters(types, node), snake_case(name).upper()
    names = [parameter.split(":")[0] for parameter in parameters]
    call_arguments = ", ".join(f"{argument}={argument}" for argument in names)
    signature = f"*, {', '.join(parameters)}" if parameters else ""
    flag = ", mutates=True" if mutates else ""
    return (
        f'{constant} = """\\\n{_document(types, node)}"""\n\n\n'
        f"def {snake_case(name)}({signature}) -> GraphQLOperation[{name}]:\n"
        f'    return GraphQLOperation("{name}", {constant}, '
        f"variables({call_arguments}), {name}.from_json{flag})\n"
    )


def _parameters(types: ResultTypes, node: OperationDefinitionNode) -> list[str]:
    result_class = []
    for variable in node.variable_definitions or ():
        type_ = type_from_ast(types.schema, variable.type)
        assert type_ is not None
        annotation = types.input(type_)  # type: ignore[arg-type]  # validated: a variable's type is an input
        default = " = None" if annotation.endswith("None") else ""
        result_class.append(f"{snake_case(variable.variable.name.value)}: {annotation}{default}")
    return result_class


def _document(types: ResultTypes, node: OperationDefinitionNode) -> str:
    """What is sent of an operation: itself and its fragments."""
    names = list(dict.fromkeys(_spread_names(types, node.selection_set)))
    parts = node, *(types.fragments[name] for name in names)
    return "\n\n".join(map(print_ast, parts)) + "\n"


def _spread_names(types: ResultTypes, node: SelectionSetNode) -> Iterator[str]:
    for selection in node.selections:
        if isinstance(selection, FragmentSpreadNode):
            yield selection.name.value
            yield from _spread_names(types, types.fragments[selection.name.value].selection_set)
        elif isinstance(selection, FieldNode) and selection.selection_set:
            yield from _spread_names(types, selection.selection_set)


def documents(schema_text: str, operations: Path = OPERATIONS) -> str:
    """The documents of all operations by their SHA-256, as JSON: by it servers know what the reader asks."""
    schema = build_schema(schema_text)
    document = _read_operations(schema, operations)
    types = ResultTypes(schema, _fragments(document))
    texts = [_document(types, node) for node in _operation_nodes(document)]
    by_hash = {sha256(text.encode()).hexdigest(): text for text in texts}
    return json.dumps(by_hash, indent=2, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    """Write the file. An optional argument is the path of another schema than the shared one."""
    text = Path(arguments[0]).read_text("utf-8") if arguments else shared_schema()
    try:
        TARGET.write_text(generate(text), "utf-8")
        if not arguments:
            shared_file("reader_documents.json").write_text(documents(text), "utf-8")
    except GenerationError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a tool for developers
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
