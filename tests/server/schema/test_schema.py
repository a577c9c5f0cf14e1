"""The schema as it is put together; tests/contract compares it with its file."""

import pytest
import strawberry
from strawberry.directive import DirectiveLocation, DirectiveValue
from strawberry.extensions import SchemaExtension

from broadsheet_server.schema.schema import SchemaExtensionError, core_schema


@strawberry.type
class Query:
    """As little as a schema needs."""

    headline: str = "Crane lifts its last load"


class Timing(SchemaExtension):
    """What somebody who knows Strawberry would add first."""


@pytest.mark.parametrize("extension", [Timing, lambda: Timing()])
def test_a_schema_extension_that_would_never_run_is_refused(extension: type[Timing]) -> None:
    with pytest.raises(SchemaExtensionError, match=r"not run here: .+ validation rule"):
        core_schema(strawberry.Schema(Query, extensions=[extension]))


@strawberry.directive(locations=[DirectiveLocation.FIELD])
def shout(value: DirectiveValue[str]) -> str:
    """A directive for operations; Strawberry runs those by an extension of its own."""
    return value.upper()


def test_a_directive_that_would_never_run_is_refused() -> None:
    with pytest.raises(SchemaExtensionError, match="not run here: DirectivesExtension"):
        core_schema(strawberry.Schema(Query, directives=[shout]))


def test_a_schema_without_extensions_is_taken() -> None:
    assert core_schema(strawberry.Schema(Query)).query_type is not None
