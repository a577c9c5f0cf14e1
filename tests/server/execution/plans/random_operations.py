"""Random operations over the whole schema: arguments right and wrong, variables, fragments, conditions."""

import json
from collections.abc import Sequence
from random import Random
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLArgument,
    GraphQLInputObjectType,
    GraphQLObjectType,
    get_named_type,
    is_interface_type,
    is_object_type,
)

from broadsheet_server.execution.plans.variables import is_one_of
from broadsheet_server.reading.global_ids import global_id, read_global_id
from broadsheet_server.schema.schema import CORE

NODE_TYPES = ("Article", "Section", "Tag", "Author", "Image")
QUERIES = ("articles", "article", "section", "sections", "tag", "author", "publication", "limits",
           "node", "nodes", "search")  # fmt: skip


class Enum(str):
    """A value that a document writes without quotes."""

    __slots__ = ()


class RandomOperation:
    """One operation with its variables. `ids`, `cursors` and `words` are of the store it is asked of."""

    def __init__(
        self, random: Random, ids: Sequence[str], cursors: Sequence[str], words: Sequence[str]
    ) -> None:
        self._random = random
        self._ids, self._cursors, self._words = ids, cursors, words
        self._declared: list[str] = []
        self._fragments: list[str] = []
        self.variables: dict[str, Any] = {}
        self._condition("yes", True)
        self._condition("no", False)
        self._declared.append("$maybe: Boolean = true")
        if self._chance(0.2):
            self.variables["maybe"] = random.choice((True, False, False, None))
        body = self._selection(CORE.type_map["Query"], random.choice((2, 3, 4, 5)))
        uses = "yes: __typename @include(if: $yes) no: __typename @skip(if: $no)"
        maybe = "... @include(if: $maybe)" if self._chance(0.1) else "maybe: __typename @skip(if: $maybe) ..."
        head = f"query ({', '.join(self._declared)}) {{ {uses} {maybe} {body} }}"
        self.text = f"{head} {' '.join(self._fragments)}"

    def _condition(self, name: str, usual: bool) -> None:
        """A variable for conditions, whose value mostly is what its name says."""
        self._declared.append(f"${name}: Boolean! = {str(usual).lower()}")
        if self._chance(0.3):
            self.variables[name] = self._random.choice((usual, usual, not usual))

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def _selection(self, kind: Any, depth: int) -> str:
        if is_interface_type(kind):
            return self._node_selection(depth)
        assert isinstance(kind, GraphQLObjectType)
        names = [name for name in kind.fields if name != "share"]
        if kind.name == "Query":
            names = [name for name in QUERIES if self._chance(0.15)] or [self._random.choice(QUERIES)]
        chosen = self._random.sample(names, min(len(names), self._random.randint(1, 6)))
        parts = [part for name in chosen if (part := self._field(kind, name, depth))]
        if not parts or self._chance(0.1):
            parts.append("__typename")
        if self._chance(0.15):
            parts.append(self._fragment(kind, parts))
        if self._chance(0.1):
            parts.append("yes: __typename @include(if: $yes) @skip(if: $no)")
        return "{ " + " ".join(parts) + " }"

    def _fragment(self, kind: GraphQLObjectType, parts: list[str]) -> str:
        """Some of the same fields, or others, once more in a fragment."""
        part = self._random.choice(parts)
        condition = self._random.choice(
            ("", "", "@include(if: $yes)", "@skip(if: $yes)", "@include(if: $no)")
        )
        if self._chance(0.5):
            return f"... {'on ' + kind.name if self._chance(0.7) else ''} {condition} {{ {part} }}"
        name = f"F{len(self._fragments)}"
        self._fragments.append(f"fragment {name} on {kind.name} {{ {part} }}")
        return f"...{name} {condition}"

    def _node_selection(self, depth: int) -> str:
        parts = [
            f"... on {name} {self._selection(CORE.type_map[name], depth - 1)}"
            for name in NODE_TYPES
            if self._chance(0.5)
        ]
        return "{ __typename id " + " ".join(parts) + " }"

    def _field(self, kind: GraphQLObjectType, name: str, depth: int) -> str:
        field = kind.fields[name]
        below = get_named_type(field.type)
        selection = ""
        if is_object_type(below) or is_interface_type(below):
            if depth <= 0:
                return ""
            selection = self._selection(below, depth - 1)
        alias = f"a{self._random.randint(0, 99)}{name}: " if self._chance(0.08) else ""
        conditions = (
            " @skip(if: $no)",
            " @include(if: $yes)",
            " @include(if: $no)",
            " @skip(if: true)",
            " @skip(if: $maybe)",
        )
        condition = self._random.choice(conditions) if self._chance(0.08) else ""
        return f"{alias}{name}{self._arguments(kind, name, field.args)}{condition} {selection}"

    def _arguments(self, kind: GraphQLObjectType, name: str, arguments: dict[str, GraphQLArgument]) -> str:
        if name == "articles" and kind.name == "Query" and self._chance(0.2):
            cursor = self._random.choice(self._cursors[:3])  # one of the list without a filter
            return f'({self._random.choice(("after", "before"))}: "{cursor}")'
        written = []
        for argument, definition in arguments.items():
            is_needed = str(definition.type).endswith("!") and argument != "orderBy"
            usual = {"first": 0.8, "after": 0.15, "where": 0.5}.get(argument, 0.3)
            if is_needed or argument in {"by", "path", "slug", "query", "id", "ids"} or self._chance(usual):
                value = self._value(kind.name, name, argument)
                if value is None and str(definition.type).endswith("!"):
                    continue
                written.append(f"{argument}: {self._literal_or_variable(value, definition)}")
        return f"({', '.join(written)})" if written else ""

    def _literal_or_variable(self, value: Any, argument: GraphQLArgument) -> str:
        if not self._chance(0.4):
            return self._object(value, argument) if isinstance(value, dict) else _literal(value)
        return self._variable(value, str(argument.type))

    def _object(self, value: dict[str, Any], argument: GraphQLArgument) -> str:
        """An input object, some of whose members are variables."""
        kind = get_named_type(argument.type)
        assert isinstance(kind, GraphQLInputObjectType)
        members = []
        for name, member in value.items():
            declared = f"{kind.fields[name].type}{'!' if is_one_of(kind) else ''}"
            written = self._variable(member, declared) if self._chance(0.3) else _literal(member)
            members.append(f"{name}: {written}")
        return "{" + ", ".join(members) + "}"

    def _variable(self, value: Any, declared: str) -> str:
        name = f"v{len(self._declared)}"
        default = f" = {_literal(value)}" if value is not None and self._chance(0.1) else ""
        self._declared.append(f"${name}: {declared}{default}")
        if self._chance(0.03):
            value = self._random.choice((None, "x", 7, True, [1], {"a": 1}, 1.5))
        if not self._chance(0.04):
            self.variables[name] = value
        return f"${name}"

    def _value(self, kind: str, field: str, argument: str) -> Any:
        """A value for an argument, mostly a right one."""
        choose, is_wrong = self._random.choice, self._chance(0.04)
        if argument in {"first", "last"}:
            if argument == "last" and self._chance(0.7):
                return None
            return choose((-1, 101)) if is_wrong else choose((0, 1, 2, 3, 5, None))
        values: dict[str, Any] = {
            "after": lambda: self._cursor(field, "x"),
            "before": lambda: self._cursor(field, None),
            "where": self._where,
            "orderBy": lambda: Enum(
                choose(("NEWEST", "OLDEST") if field != "search" else ("RELEVANCE", "NEWEST"))
            ),
            "kind": lambda: Enum(choose(("TOPIC", "PERSON", "PLACE"))),
            "role": lambda: Enum(choose(("AUTHOR", "PHOTOGRAPHER", "EDITOR"))),
            "language": lambda: choose(("en", "zh", "zh-Hant-TW", "x", "")),
            "includeDescendants": lambda: choose((True, False)),
            "by": self._by,
            "path": lambda: choose(("city", "world", "world/asia", "nowhere", "", "\0")),
            "slug": lambda: choose((*self._words, "\0")),
            "query": lambda: choose(("word", "happened", "wurd", "a -plain", '"word & 3"', "起重机", "")),
            "id": lambda: choose((*self._ids, "x")),
            "ids": lambda: [choose((*self._ids, "x")) for _ in range(self._random.randint(0, 5))],
        }
        return values[argument]()

    def _cursor(self, field: str, other: Any) -> Any:
        if field == "related" and self._chance(0.7):  # of an article that may be in the list
            _, uuid = read_global_id(self._random.choice(self._ids)) or (None, UUID(int=1))
            return global_id("RelatedEdge", uuid)
        return self._random.choice((*self._cursors, other, None))

    def _where(self, depth: int = 0) -> Any:
        choose = self._random.choice
        members: dict[str, Any] = {
            "section": lambda: choose(("city", "world", "city/transport", "nowhere", "", "\0", None)),
            "includeDescendants": lambda: choose((True, False)),
            "tag": lambda: choose((*self._words, None)),
            "author": lambda: choose((*self._words, None)),
            "language": lambda: choose(("en", "ZH", "zh-Hans", "*", "", "x", None)),
            "publishedAfter": lambda: choose(("2024-10-12T06:27:00Z", "2024-10-12T08:27:00+02:00", "x")),
            "publishedBefore": lambda: choose(("2024-10-12T06:29:00Z", "2030-01-01T00:00:00Z")),
        }
        where = {name: make() for name, make in members.items() if self._chance(0.25)}
        if self._chance(0.3 / (1 + depth)):
            joined = [self._where(depth + 1) for _ in range(choose((1, 2, 2, 3)))]
            name = choose(("and", "or", "or", "not"))
            where[name] = choose(([], None, *[joined] * 18)) if name != "not" else joined[0]
        return where

    def _by(self) -> Any:
        number = self._random.randint(0, 14)
        names: dict[str, Any] = {
            "id": self._random.choice((*self._ids, "x")),
            "slug": f"story-{number}",
            "path": f"/articles/story-{number}",
            "canonicalUrl": self._random.choice(
                (f"https://news.example/articles/story-{number}", f"https://elsewhere.example/{number}")
            ),
            "externalReference": f"urn:story:{number}",
        }
        name = self._random.choice(list(names))
        return {name: self._random.choice((None, "\0")) if self._chance(0.04) else names[name]}


def _literal(value: Any) -> str:
    """A value as a document writes it."""
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_literal(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return json.dumps(value)
