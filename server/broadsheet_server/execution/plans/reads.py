"""What a plan reads while it writes: each read finds, under the keys that the writer wants, rows or pages."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Protocol

from graphql import GraphQLInputObjectType

from broadsheet_server.execution.plans.answer import Answer
from broadsheet_server.execution.plans.cards import Card
from broadsheet_server.execution.plans.errors import DeclinedError
from broadsheet_server.execution.plans.kept_reads import topic_of
from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.reading.article_lists import ListRequest
from broadsheet_server.reading.global_ids import read_global_id
from broadsheet_server.reading.identifiers import Key, Name, keys_of
from broadsheet_server.reading.pagination import page_arguments
from broadsheet_server.reading.rows.articles import (
    PAGE_NAMES,
    Row,
    RowPage,
    read_pages,
    row_by,
    row_part,
    row_values,
    rows_by_id,
)
from broadsheet_server.reading.rows.nodes import node_rows
from broadsheet_server.reading.rows.related import StoredList, related_rows
from broadsheet_server.reading.rows.taxonomy import author_row, section_row, tag_row
from broadsheet_server.schema.article_where import ArticleWhere, article_filter
from broadsheet_server.schema.schema import CORE
from broadsheet_shared.limits import NODES_MAX, RELATED_DEFAULT

Arguments = Mapping[str, Any]
Filter = Callable[[Arguments, Any], ArticleFilter]
Pages = dict[ListRequest, RowPage]


class Read(Protocol):
    """One read of a plan."""

    async def load(self, answer: Answer, wanted: dict[Any, Any]) -> Mapping[Any, Any]:
        """What is found under each of the wanted keys. Raises whatever makes the executor answer."""
        ...


@dataclass
class ArticleSet:
    """Articles that are read together: the names of the fields that are read of each, of all selections.

    `cards` are the selections that are written for themselves and kept; the names are of the others.
    `is_list` tells whether there may be many; `language` is the expression of the language in which a related
    list gives its reasons.
    """

    names: set[str] = field(default_factory=set)
    is_list: bool = True
    cards: list[Card] = field(default_factory=list)
    language: str = ""

    def include(self, other: "ArticleSet") -> None:
        """Read what the other set reads too, from now on as one."""
        self.names |= other.names
        other.names = self.names

    @cached_property
    def frozen(self) -> frozenset[str]:
        """The names. Ask only once the operation is compiled."""
        return frozenset(self.names)

    def __getitem__(self, value: str) -> str:
        """The variable that a value of a row is in."""
        return "c_" + value.replace(".", "_")

    def columns(self) -> list[str]:
        """The variables of a row, in its order."""
        return [self[value] for value in row_values(self.frozen)]


@dataclass(frozen=True)
class PageRead:
    """Pages of lists of articles, one for each key; `condition` makes the filter of arguments and key."""

    articles: ArticleSet
    arguments: int
    condition: Filter
    is_counted: bool

    async def load(self, answer: Answer, wanted: dict[Any, Any]) -> Mapping[Any, Any]:
        """The pages. Raises InvalidQueryError."""
        arguments = answer.arguments[self.arguments]
        page = page_arguments(*_ends(arguments))
        requests = [ListRequest(self.condition(arguments, key), arguments["orderBy"], page) for key in wanted]
        pages = await self._pages(answer, requests)
        await answer.load_cards(self.articles.cards, [row[0] for page in pages for row in page.rows])
        return dict(zip(wanted, pages, strict=True))

    async def _pages(self, answer: Answer, requests: list[ListRequest]) -> list[RowPage]:
        """The pages, of which those that are kept are not read."""
        if not self.articles.frozen <= PAGE_NAMES:
            return await self._read(answer, requests)
        found = self._kept(answer, requests)
        if missing := [request for request in requests if request not in found]:
            found |= await self._read_to_keep(answer, missing)
        return [found[request] for request in requests]

    def _kept(self, answer: Answer, requests: Sequence[ListRequest]) -> Pages:
        """Those of the pages that are kept."""
        kept, now = answer.reads, answer.rows.now
        pages = {each: kept.page((each, self.is_counted), now) for each in requests}
        return {each: page for each, page in pages.items() if page is not None}

    async def _read_to_keep(self, answer: Answer, requests: Sequence[ListRequest]) -> Pages:
        """The pages, of which those that were asked for before are kept: only these will others find."""
        kept, counted, now = answer.reads, self.is_counted, answer.rows.now
        expected = [each for each in requests if await kept.expect((each, counted), answer.rows)]
        read = tuple(expected), counted
        if await answer.waited_for(read) and len(found := self._kept(answer, requests)) == len(requests):
            return found
        with answer.reading(read) if expected else nullcontext():
            pages = dict(zip(requests, await self._read(answer, requests), strict=True))
            for each in expected if answer.is_current else ():
                kept.keep_page((each, counted), pages[each], topic_of(each.filter), now)
        return pages

    async def _read(self, answer: Answer, requests: Sequence[ListRequest]) -> list[RowPage]:
        return await read_pages(answer.rows, requests, self.articles.frozen, counted=self.is_counted)


def _ends(arguments: Arguments) -> list[Any]:
    """The four arguments of a connection."""
    return [arguments.get(name) for name in ("first", "after", "last", "before")]


@dataclass(frozen=True)
class RelatedRead:
    """Related lists of articles of the set `of`."""

    articles: ArticleSet
    arguments: int
    of: ArticleSet
    with_copies: bool
    with_next: bool

    async def load(self, answer: Answer, wanted: dict[Any, Any]) -> Mapping[Any, Any]:
        """The lists. Raises InvalidQueryError, DamagedValueError."""
        page = page_arguments(*_ends(answer.arguments[self.arguments]), default=RELATED_DEFAULT)
        names = self.articles.frozen
        pages = await related_rows(
            *(answer.rows, {key: self._list(answer, row) for key, row in wanted.items()}, page, names),
            near_copies=self.with_copies,
            with_next=self.with_next,
            known=None if names else answer.known_rows,
        )
        edges = [edge for page in pages.values() for edge in page.edges]
        ids = [row[0] for edge in edges for row in (edge.row, *edge.copies)]
        await answer.load_cards(self.articles.cards, ids)
        return pages

    def _list(self, answer: Answer, row: Sequence[Any]) -> StoredList:
        values = row_values(self.of.frozen)
        ids, scores, reasons, copies = (row[values.index(name)] for name in _LIST_VALUES)
        return answer.list_of(row[0], (ids, scores, reasons, copies))


_LIST_VALUES: Final = ("related.ids", "related.scores", "related.reasons", "related.near_duplicates")


def _python_names(input_type: str) -> dict[str, Any]:
    """The names of an input object's fields in Python."""
    kind = CORE.type_map[input_type]
    assert isinstance(kind, GraphQLInputObjectType)
    fields = kind.extensions["strawberry-definition"].fields
    return dict(zip(kind.fields, (field.python_name for field in fields), strict=True))


_BY_NAMES: dict[str, Name] = _python_names("ArticleBy")
_WHERE_NAMES: dict[str, str] = _python_names("ArticleWhere")


@dataclass(frozen=True)
class ArticleRead:
    """One article by one of its names."""

    articles: ArticleSet
    arguments: int

    async def load(self, answer: Answer, wanted: dict[Any, Any]) -> Mapping[Any, Any]:
        """The row, or None. Raises DeclinedError where there is not exactly one name."""
        by = answer.arguments[self.arguments]["by"]
        [(name, text)] = by.items()
        if not isinstance(text, str):
            raise DeclinedError("not exactly one name")
        for key in keys_of(_BY_NAMES[name], text, answer.rows.base_url):
            if (row := await self._row(answer, key)) is not None:
                return {None: row}
        return {None: None}

    async def _row(self, answer: Answer, key: Key) -> Row | None:
        """The row of the article under this key, whose card is ready then."""
        [card], names = self.articles.cards, self.articles.frozen
        known = answer.known_article(card, key) if names <= _LIST_NAMES else None
        if known is not None:
            return await _row_with_lists(answer, known, names)
        all_names = names | card.names
        row = await row_by(answer.rows, *key, all_names)
        if row is None:
            return None
        name = key if key[0] in _UNIQUE_KEYS else None
        answer.keep_article(card, name, row_part(all_names, card.names)(row))
        return row_part(all_names, names)(row)


_UNIQUE_KEYS: Final = frozenset({"uuid", "slug"})
"""What names one article until that one changes. An address may come to mean another one."""

_TRANSLATIONS: Final = "translations"
_LIST_NAMES: Final = frozenset({"related", _TRANSLATIONS})


async def _row_with_lists(answer: Answer, article_id: str, names: frozenset[str]) -> Row | None:
    """The row of an article of which only lists are needed: `Answer.list_of` has the related one."""
    translations = None
    if _TRANSLATIONS in names and (translations := await _translations(answer, article_id)) is None:
        return None
    if "related" in names:
        await answer.read_list(article_id)
    values = {"uuid": article_id, _TRANSLATIONS: translations}
    return *(values.get(name) for name in row_values(names)), 0


async def _translations(answer: Answer, article_id: str) -> str | None:
    """What a public article has as `translations`; None where it is not public any more."""
    if (known := await answer.kept_translations(article_id)) is not None:
        return known
    narrow = frozenset({_TRANSLATIONS})
    row = (await rows_by_id(answer.rows, [article_id], narrow)).get(article_id)
    if row is None:
        return None
    value: str = row[row_values(narrow).index(_TRANSLATIONS)] or ""  # PostgreSQL has NULL for no rows
    await answer.keep_translations(article_id, value)
    return value


@dataclass(frozen=True)
class SectionRead:
    """One section by its path."""

    arguments: int

    async def load(self, answer: Answer, wanted: dict[Any, Any]) -> Mapping[Any, Any]:
        """The row, or None."""
        return {None: await section_row(answer.rows, answer.arguments[self.arguments]["path"])}


@dataclass(frozen=True)
class TagRead:
    """One tag by its slug."""

    arguments: int

    async def load(self, answer: Answer, wanted: dict[Any, Any]) -> Mapping[Any, Any]:
        """The row, or None."""
        return {None: await tag_row(answer.rows, answer.arguments[self.arguments]["slug"])}


@dataclass(frozen=True)
class AuthorRead:
    """One author by the slug."""

    arguments: int

    async def load(self, answer: Answer, wanted: dict[Any, Any]) -> Mapping[Any, Any]:
        """The row, or None."""
        return {None: await author_row(answer.rows, answer.arguments[self.arguments]["slug"])}


@dataclass(frozen=True)
class NodesRead:
    """Objects of any type by their opaque ids: for each the name of its type and its row, or None."""

    articles: ArticleSet
    arguments: int
    is_list: bool

    async def load(self, answer: Answer, wanted: dict[Any, Any]) -> Mapping[Any, Any]:
        """The objects in the order of the ids. Raises DeclinedError for too many ids, and for shares."""
        arguments = answer.arguments[self.arguments]
        ids = [read_global_id(text) for text in (arguments["ids"] if self.is_list else [arguments["id"]])]
        if len(ids) > NODES_MAX or any(each is not None and each[0] == "Share" for each in ids):
            raise DeclinedError("not for plans")
        raw_id = answer.rows.values.raw_id
        keys = [None if each is None else (each[0], raw_id(each[1].hex)) for each in ids]
        rows = await node_rows(answer.rows, [key for key in keys if key is not None], self.articles.frozen)
        return {None: [None if key is None or key not in rows else (key[0], rows[key]) for key in keys]}


def filter_of_where(arguments: Arguments, _: object) -> ArticleFilter:
    """The filter of the argument `where`. Raises InvalidQueryError."""
    where = arguments.get("where")
    return ArticleFilter() if where is None else article_filter(_where(where))


def _where(members: Mapping[str, Any]) -> ArticleWhere:
    """The input object of the members that were given."""
    return ArticleWhere(**{_WHERE_NAMES[name]: _where_member(value) for name, value in members.items()})


def _where_member(value: Any) -> Any:
    if isinstance(value, list):
        return [_where(each) for each in value]
    return _where(value) if isinstance(value, dict) else value


def filter_of_section(arguments: Arguments, path: Any) -> ArticleFilter:
    """The filter of a section's list."""
    return ArticleFilter(section=path, descendants=arguments["includeDescendants"])


def filter_of_tag(_: Arguments, slug: Any) -> ArticleFilter:
    """The filter of a tag's list."""
    return ArticleFilter(tag=slug)


def filter_of_author(_: Arguments, slug: Any) -> ArticleFilter:
    """The filter of an author's list."""
    return ArticleFilter(author=slug)
