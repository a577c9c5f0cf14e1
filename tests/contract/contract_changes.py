"""What clients of one contract notice of another, by the rules of the reference implementation."""

import re
from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
)
from graphql.utilities import DangerousChangeType, find_breaking_changes, find_dangerous_changes

RELEASED = Path(__file__).parent / "released"
"""The contract of each version that was released, by its number."""

HEADING = "### Changes of the contract that clients notice"
"""Under it, in the section of what is unreleased, the CHANGELOG announces each change word by word."""

_HARMLESS = frozenset(
    {DangerousChangeType.OPTIONAL_ARG_ADDED, DangerousChangeType.OPTIONAL_INPUT_FIELD_ADDED}
)
"""What no client notices that was written before."""

_DATED = re.compile(r"; will be removed after 20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\.")


def latest_release() -> Path:
    """The contract that was released last."""
    return max(RELEASED.glob("*.graphql"), key=lambda path: tuple(map(int, path.stem.split("."))))


def noticed(before: str, after: str) -> list[str]:
    """The changes that break clients, or may break them, each in a sentence."""
    old, new = build_schema(before), build_schema(after)
    dangerous = [each for each in find_dangerous_changes(old, new) if each.type not in _HARMLESS]
    return sorted(each.description for each in (*find_breaking_changes(old, new), *dangerous))


def unannounced(changes: list[str], changelog: str) -> list[str]:
    """Those of the changes that the CHANGELOG does not announce."""
    unreleased = changelog.partition("\n## Unreleased\n")[2].partition("\n## ")[0]
    announced = unreleased.partition(f"\n{HEADING}\n")[2].partition("\n### ")[0]
    lines = {line.removeprefix("- ").partition(" — ")[0] for line in announced.splitlines()}
    return [change for change in changes if change not in lines]


def undated_deprecations(schema: GraphQLSchema) -> list[str]:
    """What is deprecated without a date from which it may be gone."""
    found: dict[str, str | None] = {}
    for name, kind in schema.type_map.items():
        if name.startswith("__"):
            continue
        if isinstance(kind, GraphQLEnumType):
            found |= {f"{name}.{value}": its.deprecation_reason for value, its in kind.values.items()}
        elif isinstance(kind, GraphQLInputObjectType):
            found |= {f"{name}.{field}": its.deprecation_reason for field, its in kind.fields.items()}
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field, definition in kind.fields.items():
                found[f"{name}.{field}"] = definition.deprecation_reason
                for argument, its in definition.args.items():
                    found[f"{name}.{field}({argument}:)"] = its.deprecation_reason
    return [name for name, reason in found.items() if reason is not None and not _DATED.search(reason)]
