"""Translations of an article: the same story in other languages."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from broadsheet_server.reading import read_models
from broadsheet_server.reading.translations import public_translations
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.lookahead import selection

if TYPE_CHECKING:
    from broadsheet_server.schema.articles import Article

LazyArticle = Annotated["Article", strawberry.lazy("broadsheet_server.schema.articles")]


@strawberry.type
class TranslatedArticle:
    """The field `translations` of an article."""

    @resolver_field(
        "The same story in other languages, in the order of their tags: each language at most once, without "
        "the article itself, and only what is public now. Every one of them has all the others.",
        list[LazyArticle],
    )
    @staticmethod
    async def translations(
        article: strawberry.Parent[read_models.Article], info: Info
    ) -> list[read_models.Article]:
        return await public_translations(info.context.reading, article, selection(info))
