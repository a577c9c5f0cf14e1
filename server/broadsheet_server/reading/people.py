"""Who worked on an article: the authors, and the contributors beside them."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from broadsheet_server.models import articles as tables
from broadsheet_server.models import taxonomy
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.json_rows import JsonRows, read_rows, rows_of_article
from broadsheet_server.reading.read_models import Author, Contributor
from broadsheet_shared.vocabulary import ContributorRole

ROLES: Final = frozenset(ContributorRole)
AUTHOR_ROWS = rows_of_article(
    select(
        JsonRows(
            col(tables.ArticleAuthor.position),
            *(col(taxonomy.Author.id), col(taxonomy.Author.slug), col(taxonomy.Author.name)),
        )
    )
    .select_from(tables.ArticleAuthor)
    .join(taxonomy.Author),
    col(tables.ArticleAuthor.article_id),
)
"""The column of the authors, in the row of an article."""
CONTRIBUTOR_ROWS = rows_of_article(
    select(
        JsonRows(
            col(tables.ArticleContributor.position),
            *(col(taxonomy.Author.id), col(taxonomy.Author.slug), col(taxonomy.Author.name)),
            col(tables.ArticleContributor.role),
        )
    )
    .select_from(tables.ArticleContributor)
    .join(taxonomy.Author),
    col(tables.ArticleContributor.article_id),
)
"""The column of those beside the authors."""


def authors(values: Mapping[str, Any], _: ReadContext) -> list[Author]:
    """The authors, in the order of the byline."""
    return [Author(UUID(hex=uuid), slug, name) for _, uuid, slug, name in read_rows(values["author_rows"])]


def contributors(values: Mapping[str, Any], context: ReadContext) -> list[Contributor]:
    """The authors, then the others. One in a role that nobody knows is left out."""
    writers = [Contributor(author, ContributorRole.AUTHOR) for author in authors(values, context)]
    others = read_rows(values["contributor_rows"])
    return writers + [
        Contributor(Author(UUID(hex=uuid), slug, name), role)
        for _, uuid, slug, name, role in others
        if role in ROLES
    ]
