"""Which tags and authors the public may know of: those that a public article names."""

from typing import Any, Final

from sqlalchemy import BindParameter, Boolean, ColumnElement, bindparam, exists, or_
from sqlmodel import col

from broadsheet_server.models.articles import Article, ArticleAuthor, ArticleContributor, ArticleTag
from broadsheet_server.models.taxonomy import Author, Tag
from broadsheet_server.newsroom.visibility import is_public
from broadsheet_server.reading.context import NOW

_SEES_DRAFTS: Final[BindParameter[bool]] = bindparam("sees_drafts", type_=Boolean())
"""The parameter of every statement that reads tags or authors: `ReadContext.sees_drafts`."""


def _has_public(link: Any, subject_id: Any) -> ColumnElement[bool]:
    """Whether one of the links to a subject is a public article's."""
    return exists().where(subject_id, col(link.article_id) == col(Article.id), is_public(NOW))


HAS_PUBLIC_ARTICLES: Final = {
    Tag: _has_public(ArticleTag, col(ArticleTag.tag_id) == col(Tag.id)),
    Author: _has_public(ArticleAuthor, col(ArticleAuthor.author_id) == col(Author.id)),
}
"""Conditions on a tag and on an author: a public article is about it, or by them."""

_IS_CONTRIBUTOR = _has_public(ArticleContributor, col(ArticleContributor.author_id) == col(Author.id))

TAG_IS_SHOWN: Final = or_(_SEES_DRAFTS, HAS_PUBLIC_ARTICLES[Tag])
"""The condition on a tag that whoever asks may know of it."""

AUTHOR_IS_SHOWN: Final = or_(_SEES_DRAFTS, HAS_PUBLIC_ARTICLES[Author], _IS_CONTRIBUTOR)
"""The same on an author, whom a public article may also name as a contributor."""
