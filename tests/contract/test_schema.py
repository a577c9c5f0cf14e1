"""The contract: what the file says, what the code does, and what the reader asks."""

import re
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLScalarType,
    Undefined,
    build_schema,
    is_specified_scalar_type,
    parse,
    parse_value,
    print_schema,
    validate,
    value_from_ast,
)

import broadsheet_shared
from broadsheet_server.cli import export_schema
from broadsheet_server.schema.schema import CORE, schema_sdl
from broadsheet_shared.vocabulary import (
    ArticleStatus,
    DeliveryFailure,
    DeliveryState,
    RelatedReasonKind,
    TagKind,
)
from tests.server.schema.operations import names, operation

FILE = Path(broadsheet_shared.__file__).parent / "schema.graphql"


def test_the_file_is_what_the_code_exports() -> None:
    assert FILE.read_text(encoding="utf-8") == schema_sdl(), "run `broadsheet export-schema --output` for it"


def test_the_file_is_a_schema_that_other_tools_read() -> None:
    assert "type Article implements Node" in print_schema(build_schema(FILE.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", names())
def test_the_readers_operations_are_valid(name: str) -> None:
    schema = build_schema(FILE.read_text(encoding="utf-8"))

    assert validate(schema, parse(operation(name))) == []


def described() -> dict[str, str | None]:
    """Everything that has a name in the contract, with its description."""
    found: dict[str, str | None] = {}
    for name, kind in CORE.type_map.items():
        if name.startswith("__") or name in {"String", "Int", "Float", "Boolean", "ID"}:
            continue
        found[name] = kind.description
        members: dict[str, Any] = (
            kind.values if isinstance(kind, GraphQLEnumType) else getattr(kind, "fields", {})
        )
        for member, definition in members.items():
            found[f"{name}.{member}"] = definition.description
            for argument, its in getattr(definition, "args", {}).items():
                found[f"{name}.{member}({argument}:)"] = its.description
    return found


def test_every_type_field_argument_and_value_is_described_in_a_sentence() -> None:
    assert len(described()) > 200
    assert {name: words for name, words in described().items() if not words or not words.endswith(".")} == {}


def test_the_examples_in_descriptions_can_be_sent_as_they_are() -> None:
    examples = [
        (name, kind, example)
        for name, kind in CORE.type_map.items()
        if isinstance(kind, GraphQLInputObjectType)
        for example in re.findall(r"`(\{.+?\})`", kind.description or "")
    ]

    assert {name for name, _, _ in examples} >= {"ArticleBy", "ArticleWhere", "ChangeWhere"}
    for name, kind, example in examples:
        assert value_from_ast(parse_value(example), kind) is not Undefined, f"{name}: {example}"


def test_every_scalar_of_ours_says_where_it_is_specified() -> None:
    scalars = [each for each in CORE.type_map.values() if isinstance(each, GraphQLScalarType)]
    own = [each for each in scalars if not is_specified_scalar_type(each)]

    assert {each.name for each in own} >= {"Date", "DateTime", "Sequence"}
    assert [each.name for each in own if not (each.specified_by_url or "").startswith("https://")] == []


def test_the_shared_words_are_the_words_of_the_contract() -> None:
    for vocabulary in (ArticleStatus, DeliveryFailure, DeliveryState, RelatedReasonKind, TagKind):
        kind = CORE.type_map[vocabulary.__name__]
        assert isinstance(kind, GraphQLEnumType)
        assert set(kind.values) == {member.name for member in vocabulary}


def test_the_command_writes_the_file_or_says_why_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class Arguments:
        output: Path | None = tmp_path / "schema.graphql"

    arguments: Any = Arguments()
    assert export_schema.run(arguments) == 0
    assert arguments.output.read_text(encoding="utf-8") == schema_sdl()

    arguments.output = tmp_path
    assert export_schema.run(arguments) == 2
    assert capsys.readouterr().err == f"broadsheet: Cannot write {tmp_path}: Is a directory.\n"

    arguments.output = None
    assert export_schema.run(arguments) == 0
    assert capsys.readouterr().out == schema_sdl()
