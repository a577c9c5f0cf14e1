"""How search results are written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from broadsheet_server.execution.plans.answer import Answer
from broadsheet_server.execution.plans.compiler import Compiler, FieldWriter, Values
from broadsheet_server.execution.plans.list_writers import Page, entries, node, nodes_of
from broadsheet_server.execution.plans.reads import ArticleSet, filter_of_where
from broadsheet_server.execution.plans.selections import SelectedField
from broadsheet_server.reading.pagination import page_arguments
from broadsheet_server.reading.rows.search import search_rows
from broadsheet_server.reading.selection import Selection
from broadsheet_server.search.ranked_search import SearchRequest


@dataclass(frozen=True)
class SearchRead:
    """One page of search results; `selection` is what is selected of the connection besides articles."""

    articles: ArticleSet
    arguments: int
    selection: Selection

    async def load(self, answer: Answer, wanted: dict[Any, Any]) -> Mapping[Any, Any]:
        """The page. Raises InvalidQueryError, IndexUnavailableError."""
        arguments, context = answer.arguments[self.arguments], answer.context
        condition = filter_of_where(arguments, None)
        request = SearchRequest(arguments["query"], condition, arguments["orderBy"], context.now)
        size = page_arguments(arguments.get("first"), None, None, None).size
        page = await search_rows(
            answer.rows,
            context.reading,
            context.index,
            request,
            size,
            arguments.get("after"),
            self.selection,
            self.articles.frozen,
            answer,
        )
        await answer.load_cards(self.articles.cards, [edge.node[0] for edge in page.edges])
        return {None: page}


def _search(compiler: Compiler, field: SelectedField, _: Values) -> str:
    articles = ArticleSet()
    selection = _selection(compiler, field)
    read = compiler.add_read(SearchRead(articles, compiler.add_arguments(field), selection))
    page = compiler.variable()
    connection = compiler.object(field, Page(page, articles))
    return f"None if ({page} := S.get({read}, None)) is None else {connection}"


def _selection(compiler: Compiler, field: SelectedField) -> Selection:
    """What `search_page` has to know of the selection: the extras and the highlights."""
    tree: dict[str, dict[str, Any]] = {}
    for each in compiler.below("SearchConnection", field):
        if each.definition is not None:
            below = tree.setdefault(each.python_name, {})
            below |= _names(compiler, each)
    return Selection.from_tree(tree)


def _names(compiler: Compiler, field: SelectedField) -> dict[str, dict[str, Any]]:
    if (below := _BELOW.get(field.name)) is None:
        return {}
    fields = compiler.below(below, field)
    return {each.python_name: _names(compiler, each) for each in fields if each.definition is not None}


def _attributes(path: str, *names: str) -> FieldWriter:
    """An object whose values are attributes, all below `path` in the page."""

    def write(compiler: Compiler, field: SelectedField, values: Values) -> str:
        source = values["page"] + path
        return compiler.object(field, {name: f"{source}.{name}" for name in names})

    return write


def _page_info(compiler: Compiler, field: SelectedField, values: Values) -> str:
    names = {"has_next": "has_next_page", "has_previous": "has_previous_page"}
    names |= {name: name for name in ("start_cursor", "end_cursor")}
    source = f"{values['page']}.page_info"
    return compiler.object(field, {name: f"{source}.{attribute}" for name, attribute in names.items()})


def _did_you_mean(compiler: Compiler, field: SelectedField, values: Values) -> str:
    return f"{values['page']}.did_you_mean"


def _list_of(source: str, *names: str) -> FieldWriter:
    """A list of objects whose values are attributes."""

    def write(compiler: Compiler, field: SelectedField, values: Values) -> str:
        found = source.format_map(values) if isinstance(values, dict) else source
        return compiler.each(field, found, lambda each: {name: f"{each}.{name}" for name in names})

    return write


_write_highlights = _list_of("e.highlights", "field", "text", "ranges")


def _highlights(compiler: Compiler, field: SelectedField, values: Values) -> str:
    """The highlights of an edge: as they were written last where that was the same selection."""
    expression = _write_highlights(compiler, field, values)
    selection = compiler.constant(_selection_of_highlights(compiler, field))
    return f"e.highlights.written_as({selection}, lambda: {expression})"


def _selection_of_highlights(compiler: Compiler, field: SelectedField) -> str:
    """What tells a selection of highlights from any other: the fields and their names in the answer."""
    highlights = compiler.below("Highlight", field)
    ranges = [compiler.below("TextRange", each) for each in highlights if each.name == "ranges"]
    return repr([[(each.response_name, each.name) for each in fields] for fields in (highlights, *ranges)])


_FACETS: Final = ("sections", "tags", "authors", "years")
_BELOW: Final = {"edges": "SearchEdge", "facets": "SearchFacets", **dict.fromkeys(_FACETS, "FacetCount")}
"""Of which fields the selection below has to be known, and of which type they are."""

_FACET: Final = ("value", "label", "count")

SEARCH_WRITERS: Final[dict[tuple[str, str], FieldWriter]] = {
    ("Query", "search"): _search,
    ("SearchConnection", "edges"): entries("edges", "e.node"),
    ("SearchConnection", "nodes"): nodes_of("edges", "e.node"),
    ("SearchConnection", "pageInfo"): _page_info,
    ("SearchConnection", "totalCount"): _attributes(".total_count", "value", "is_lower_bound"),
    ("SearchConnection", "facets"): _attributes(".facets", *_FACETS),
    ("SearchConnection", "didYouMean"): _did_you_mean,
    ("SearchEdge", "node"): node,
    ("SearchEdge", "highlights"): _highlights,
    ("Highlight", "ranges"): _list_of("{ranges}", "start", "end"),
    **{("SearchFacets", name): _list_of(f"{{{name}}}", *_FACET) for name in _FACETS},
}
