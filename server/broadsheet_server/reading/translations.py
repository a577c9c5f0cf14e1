"""The translations of an article, as the public may see them now."""

from broadsheet_server.reading.articles import articles_by_id
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.read_models import Article
from broadsheet_server.reading.selection import Selection


async def public_translations(context: ReadContext, article: Article, selection: Selection) -> list[Article]:
    """The same story in other languages; `translations` has to be selected of the article.

    `selection` is what is read of each. Those of many articles are one statement where the context has an
    `article_loader`.
    """
    found = await articles_by_id(context, article.translations, selection)
    return [found[uuid] for uuid in article.translations if uuid in found]
