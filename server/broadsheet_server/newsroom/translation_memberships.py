"""The group of translations in which a version of an article is written."""

from dataclasses import replace

from broadsheet_server.models.articles import Article
from broadsheet_server.newsroom import translation_groups
from broadsheet_server.newsroom.article_writer import ArticleWriter
from broadsheet_server.newsroom.translation_groups import LanguageTakenError


def with_joined_group(writer: ArticleWriter, article: Article | None) -> ArticleWriter:
    """The writer of an article, None for a new one, that its draft calls a translation of another.

    Raises RejectedDraftError where it cannot be, and SectionForbiddenError where it may not.
    """
    other_id = writer.draft.translation_of
    if other_id is None:
        return writer
    language = writer.content.fields.language
    sections = writer.act.sections if writer.act is not None else None
    membership = translation_groups.joining(writer.session, article, other_id, language, sections)
    return replace(writer, membership=membership)


def with_kept_group(writer: ArticleWriter, article: Article) -> tuple[ArticleWriter, str | None]:
    """The writer of an article whose language may change: where its group has that one, it leaves.

    The second value is a warning that it does.
    """
    language = writer.content.fields.language
    if writer.membership or article.translation_group is None or language == article.language:
        return writer, None
    try:
        membership = translation_groups.kept(writer.session, article, language)
    except LanguageTakenError as error:
        membership = translation_groups.leaving(writer.session, article)
        return replace(writer, membership=membership), f"It leaves its translations: {error}"
    return replace(writer, membership=membership), None
