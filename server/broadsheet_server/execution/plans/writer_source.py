"""The source text of the functions that write an answer, and what they may use.

The text holds our own identifiers only. Whatever comes of the document, such as a response name, is a
constant that the text refers to by a number.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from graphql import GraphQLEnumType, GraphQLFloat

from broadsheet_server.execution.plans.cards import signature_of
from broadsheet_server.execution.plans.reads import ArticleSet
from broadsheet_server.reading.image_addresses import shown_body
from broadsheet_server.reading.json_rows import read_texts, source_rows
from broadsheet_server.reading.related_articles import reason_text
from broadsheet_server.reading.rows import parts, values
from broadsheet_server.related.lists import Reason
from broadsheet_server.schema.schema import CORE
from broadsheet_shared.vocabulary import RelatedReasonKind

_ID_TYPES = {
    "article_id": "Article",
    "author_id": "Author",
    "tag_id": "Tag",
    "section_id": "Section",
    "image_id": "Image",
    "related_edge_id": "RelatedEdge",
}
_ENUMS = ("ArticleStatus", "ContributorRole", "TagKind", "RelatedReasonKind", "HighlightField")


@lru_cache(maxsize=2_000, typed=True)
def _reason_words(kind: RelatedReasonKind, value: str | None, language: str) -> str:
    return reason_text(Reason(kind, value, 0), language)


def _contributors_of(authors: str | None, others: str | None, role: object) -> list[values.Row]:
    """The contributors in a role, or all of them."""
    return [each for each in parts.contributors(authors, others) if role is None or each[4] == role]


def _tags_of(value: str | None, kind: object) -> list[values.Row]:
    """The tags of a kind, or all of them."""
    return [tag for tag in parts.tags(value) if kind is None or tag[4] == kind]


def enum_names(type_name: str) -> dict[Any, str]:
    """The names of an enum's values in the schema."""
    kind = CORE.type_map[type_name]
    assert isinstance(kind, GraphQLEnumType)
    return {member.value: name for name, member in kind.values.items()}


@lru_cache
def _functions(dialect_name: str) -> dict[str, Any]:
    reader = values.VALUE_READERS[dialect_name]
    return {
        **{name: reader.global_id_writer(type_name) for name, type_name in _ID_TYPES.items()},
        **{name: enum_names(name) for name in _ENUMS},
        "date_text": reader.date_text,
        "day_text": values.day_text,
        "cursor": reader.cursor,
        "as_float": GraphQLFloat.coerce_output_value,
        "authors": parts.authors,
        "contributors_of": _contributors_of,
        "tags_of": _tags_of,
        "images": parts.images,
        "first_image": parts.first_image,
        "renditions": parts.renditions,
        "shown_body": shown_body,
        "breadcrumb": parts.breadcrumb,
        "corrections": parts.corrections,
        "source_rows": source_rows,
        "texts": read_texts,
        "whole_number": values.whole_number,
        "reading_minutes": values.reading_minutes,
        "reason_words": _reason_words,
        "Fragment": orjson.Fragment,
    }


class RowFunction(NamedTuple):
    """A function from an entry `e` of a page `p` to what is written of it.

    `row` is the expression of its row `r`, with the columns of `articles`. `lookups` are the variables and
    the numbers of reads that are asked for the row first: where one has not read it yet, nothing is written.
    """

    name: str
    row: str
    articles: ArticleSet
    lookups: list[tuple[str, int]]
    expression: str


class WriterSource:
    """Collects the functions of one writer and compiles them."""

    def __init__(self, dialect_name: str) -> None:
        self._namespace: dict[str, Any] = dict(_functions(dialect_name))
        self._constants: dict[Any, str] = {}
        self._text: list[str] = []
        self._count = 0

    def constant(self, value: str | int | bool) -> str:
        """The name of a constant."""
        key = type(value), value
        if key not in self._constants:
            name = self._constants[key] = f"K{len(self._constants)}"
            self._namespace[name] = value
        return self._constants[key]

    def variable(self) -> str:
        """A name that nothing else has."""
        self._count += 1
        return f"v{self._count}"

    def row_function(self, function: RowFunction) -> None:
        """Add a function."""
        lines = [
            f"def {function.name}(e, S, p):",
            f" ({', '.join(function.articles.columns())}, _) = r = {function.row}",
            *(f" if ({name} := S.get_of({read}, r)) is None: return" for name, read in function.lookups),
            f" return {function.expression}\n",
        ]
        self._text.append("\n".join(lines))

    def signature(self, function: RowFunction) -> str:
        """What tells the selection that a function writes from any other."""
        return signature_of(function.expression, function.articles.columns(), self._namespace)

    def define(self, name: str, value: object) -> None:
        """Give the writer an object of ours by this name."""
        self._namespace[name] = value

    def function(self, name: str) -> Callable[..., Any]:
        """A function, once all are compiled."""
        function: Callable[..., Any] = self._namespace[name]
        return function

    def compile(self, answer: str) -> Callable[[Any], Any]:
        """The function that writes the answer of which `answer` is the expression."""
        text = "".join(self._text) + f"def answer(S):\n return {answer}\n"
        exec(compile(text, "<plan>", "exec"), self._namespace)  # noqa: S102  (no text of the document is in it)
        writer: Callable[[Any], Any] = self._namespace["answer"]
        return writer
