"""How lists of articles are written, related lists among them, and the root fields that give one object."""

from typing import Final

from broadsheet_server.execution.plans.compiler import Compiler, FieldWriter, Values, object_type
from broadsheet_server.execution.plans.errors import NotPlannedError
from broadsheet_server.execution.plans.object_writers import AUTHOR, IMAGE, SECTION, TAG, indexed
from broadsheet_server.execution.plans.reads import (
    ArticleRead,
    ArticleSet,
    AuthorRead,
    Filter,
    NodesRead,
    PageRead,
    RelatedRead,
    SectionRead,
    TagRead,
    filter_of_author,
    filter_of_section,
    filter_of_tag,
    filter_of_where,
)
from broadsheet_server.execution.plans.selections import SelectedField
from broadsheet_server.execution.plans.translation_reads import TranslationsRead


def _articles(condition: Filter, key: str) -> FieldWriter:
    """A list of articles; `key` is the expression of what the filter needs to know of the object it is of."""

    def write(compiler: Compiler, field: SelectedField, values: Values) -> str:
        articles = ArticleSet({"published_at"})
        arguments = compiler.add_arguments(field)
        is_counted = any(each.name == "totalCount" for each in compiler.below("ArticleConnection", field))
        read = compiler.add_read(PageRead(articles, arguments, condition, is_counted))
        page = compiler.variable()
        connection = compiler.object(field, Page(page, articles))
        return f"None if ({page} := S.get({read}, {key.format_map(values)})) is None else {connection}"

    return write


class Page(dict[str, str]):
    """A page of a list: the expression of the page, and what is read of its articles."""

    def __init__(self, page: str, articles: ArticleSet, **values: str) -> None:
        super().__init__(page=page, **values)
        self.articles = articles


def entries(rows: str, row: str) -> FieldWriter:
    """The edges of a page: `rows` is its attribute of entries, `row` the row of an entry `e`."""

    def write(compiler: Compiler, field: SelectedField, values: Page) -> str:
        values.articles.language = values.get("language", "")
        name = compiler.row_function(values.articles, lambda: compiler.object(field, values.articles), row)
        return f"S.fragments({name}, {values['page']}.{rows}, {values['page']})"

    return write


def nodes_of(rows: str, row: str) -> FieldWriter:
    """The nodes of a page."""

    def write(compiler: Compiler, field: SelectedField, values: Page) -> str:
        values.articles.language = values.get("language", "")
        return compiler.articles(field, values.articles, f"{values['page']}.{rows}", row)

    return write


def node(compiler: Compiler, field: SelectedField, values: ArticleSet) -> str:
    """The article of an edge, kept as a card."""
    return compiler.article(field, values)


def _total_count(compiler: Compiler, field: SelectedField, values: Values) -> str:
    total = f"{values['page']}.total"
    return compiler.object(field, {"value": f"{total}[0]", "is_lower_bound": f"{total}[1]"})


def _page_info(compiler: Compiler, field: SelectedField, values: Page) -> str:
    page = values["page"]
    cursor = compiler.row_function(values.articles, lambda: "cursor(c_published_at, c_uuid, p.fingerprint)")
    ends = {"start_cursor": 0, "end_cursor": -1}
    cursors = {
        name: f"({cursor}({page}.rows[{place}], S, {page}) if {page}.rows else None)"
        for name, place in ends.items()
    }
    surroundings = {"has_next": f"{page}.has_next", "has_previous": f"{page}.has_previous"}
    return compiler.object(field, {**surroundings, **cursors})


def _related(compiler: Compiler, field: SelectedField, values: ArticleSet) -> str:
    articles = ArticleSet()
    arguments = compiler.add_arguments(field)
    with_copies = _selects_copies(compiler, field)
    with_next = any(each.name == "pageInfo" for each in compiler.below("RelatedConnection", field))
    page = compiler.look_up(RelatedRead(articles, arguments, values, with_copies, with_next))
    language = f"S.arguments[{arguments}]['language']"
    return compiler.object(field, Page(page, articles, language=language))


def _selects_copies(compiler: Compiler, field: SelectedField) -> bool:
    """Whether near-copies are selected, with any of their fields."""
    edges = [each for each in compiler.below("RelatedConnection", field) if each.name == "edges"]
    copies = [
        each
        for edge in edges
        for each in compiler.below("RelatedEdge", edge)
        if each.name == "alsoPublishedBy"
    ]
    if not all(compiler.below("Article", each) for each in copies):
        raise NotPlannedError("near-copies without a field")
    return bool(copies)


def _translations(compiler: Compiler, field: SelectedField, values: ArticleSet) -> str:
    articles = ArticleSet()
    rows = compiler.look_up(TranslationsRead(articles, values))
    return compiler.articles(field, articles, rows)


def _copies(compiler: Compiler, field: SelectedField, values: ArticleSet) -> str:
    return compiler.articles(field, values, "e.copies")


def _reasons(compiler: Compiler, field: SelectedField, values: ArticleSet) -> str:
    language = values.language
    names = ("kind", "value", "weight")
    return compiler.each(
        field, "e.reasons", lambda row: {**{name: f"{row}.{name}" for name in names}, "language": language}
    )


def _related_page_info(compiler: Compiler, field: SelectedField, values: Values) -> str:
    edges = f"{values['page']}.edges"
    ends = {"start_cursor": 0, "end_cursor": -1}
    cursors = {
        name: f"(related_edge_id({edges}[{place}].row[0]) if {edges} else None)"
        for name, place in ends.items()
    }
    return compiler.object(
        field,
        {
            "has_next": f"{values['page']}.has_next",
            "has_previous": f"{values['page']}.has_previous",
            **cursors,
        },
    )


def _article(compiler: Compiler, field: SelectedField, _: Values) -> str:
    articles = ArticleSet(is_list=False)
    read = compiler.add_read(ArticleRead(articles, compiler.add_arguments(field)))
    row = compiler.variable()
    name = compiler.lone_article(field, articles)
    return f"None if ({row} := S.get({read}, None)) is None else {name}({row}, S, None)"


def _single(read_type: type[SectionRead | TagRead | AuthorRead], names: tuple[str, ...]) -> FieldWriter:
    """One object by its name."""

    def write(compiler: Compiler, field: SelectedField, _: Values) -> str:
        read = compiler.add_read(read_type(compiler.add_arguments(field)))
        row = compiler.variable()
        written = compiler.object(field, indexed(row, names))
        return f"None if ({row} := S.get({read}, None)) is None else {written}"

    return write


_NODES: Final = {"Section": SECTION, "Tag": TAG, "Author": AUTHOR, "Image": IMAGE}


def _nodes(*, is_list: bool) -> FieldWriter:
    """Objects of any type by their ids."""

    def write(compiler: Compiler, field: SelectedField, _: Values) -> str:
        articles = ArticleSet(is_list=is_list)
        read = compiler.add_read(NodesRead(articles, compiler.add_arguments(field), is_list))
        node = compiler.variable()
        article = object_type("Article")
        card = compiler.row_function(articles, lambda: compiler.object_of(article, field, articles))
        written = f"{card}({node}[1], S, None)"
        for name, values in _NODES.items():
            of_type = compiler.object_of(object_type(name), field, indexed(f"{node}[1]", values))
            written = f"({of_type} if {node}[0] == '{name}' else {written})"
        found = f"S.get({read}, None) or {'()' if is_list else '(None,)'}"
        nodes = f"[None if {node} is None else {written} for {node} in {found}]"
        return nodes if is_list else f"{nodes}[0]"

    return write


LIST_WRITERS: Final[dict[tuple[str, str], FieldWriter]] = {
    ("Query", "articles"): _articles(filter_of_where, "None"),
    ("Query", "article"): _article,
    ("Query", "section"): _single(SectionRead, SECTION),
    ("Query", "tag"): _single(TagRead, TAG),
    ("Query", "author"): _single(AuthorRead, AUTHOR),
    ("Query", "node"): _nodes(is_list=False),
    ("Query", "nodes"): _nodes(is_list=True),
    ("Section", "articles"): _articles(filter_of_section, "{path}"),
    ("Tag", "articles"): _articles(filter_of_tag, "{slug}"),
    ("Author", "articles"): _articles(filter_of_author, "{slug}"),
    ("ArticleConnection", "edges"): entries("rows", "e"),
    ("ArticleConnection", "nodes"): nodes_of("rows", "e"),
    ("ArticleConnection", "totalCount"): _total_count,
    ("ArticleConnection", "pageInfo"): _page_info,
    ("ArticleEdge", "node"): node,
    ("Article", "related"): _related,
    ("Article", "translations"): _translations,
    ("RelatedConnection", "edges"): entries("edges", "e.row"),
    ("RelatedConnection", "nodes"): nodes_of("edges", "e.row"),
    ("RelatedConnection", "pageInfo"): _related_page_info,
    ("RelatedEdge", "node"): node,
    ("RelatedEdge", "reasons"): _reasons,
    ("RelatedEdge", "alsoPublishedBy"): _copies,
}
