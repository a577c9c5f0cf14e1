"""An article as it is stored, in the form in which a draft is published."""

from uuid import UUID

from sqlmodel import Session, col, select

from broadsheet_server.models.articles import (
    Article,
    ArticleAuthor,
    ArticleBody,
    ArticleBodyFile,
    ArticleContributor,
    ArticleFields,
    ArticleImage,
    ArticleTag,
)
from broadsheet_server.models.images import Image, Rendition
from broadsheet_server.models.taxonomy import Author, Section, Tag
from broadsheet_server.newsroom.article_content import ArticleContent
from broadsheet_server.newsroom.article_links import stored_corrections
from broadsheet_server.newsroom.draft_images import StoredImage
from broadsheet_server.newsroom.images import stored_focal_point
from broadsheet_server.newsroom.taxonomy import AuthorReference, ContributorReference, TagReference


def stored_content(session: Session, article: Article) -> ArticleContent:
    """The content of the article. `published_at` is None where it is an estimate."""
    body = session.get_one(ArticleBody, article.id)
    return ArticleContent(
        fields=ArticleFields(**{name: getattr(article, name) for name in ArticleFields.model_fields}),
        section_path=session.get_one(Section, article.section_id).path,
        section_names=(None,),
        body_html=body.html,
        body_text=body.text,
        word_count=article.word_count,
        authors=_authors(session, article.id),
        contributors=_contributors(session, article.id),
        tags=_tags(session, article.id),
        images=_images(session, article.id),
        corrections=tuple(stored_corrections(session, article.id)),
        published_at=None if article.published_at_is_estimated else article.published_at,
        body_files=_body_files(session, article.id),
    )


def _authors(session: Session, article_id: UUID) -> tuple[AuthorReference, ...]:
    authors = session.exec(
        select(Author)
        .join(ArticleAuthor)
        .where(ArticleAuthor.article_id == article_id)
        .order_by(col(ArticleAuthor.position))
    )
    return tuple(AuthorReference(author.slug, author.name, author.identity) for author in authors)


def _contributors(session: Session, article_id: UUID) -> tuple[ContributorReference, ...]:
    contributors = session.exec(
        select(Author, ArticleContributor.role)
        .join(ArticleContributor)
        .where(ArticleContributor.article_id == article_id)
        .order_by(col(ArticleContributor.position))
    )
    return tuple(
        ContributorReference(AuthorReference(author.slug, author.name, author.identity), role)
        for author, role in contributors
    )


def _tags(session: Session, article_id: UUID) -> tuple[TagReference, ...]:
    tags = session.exec(
        select(Tag)
        .join(ArticleTag)
        .where(ArticleTag.article_id == article_id)
        .order_by(col(ArticleTag.position))
    )
    return tuple(
        TagReference(tag.slug, tag.label, tag.kind, tag.identity, tuple(tag.same_as)) for tag in tags
    )


def _images(session: Session, article_id: UUID) -> tuple[StoredImage, ...]:
    images = session.exec(
        select(Image, Rendition)
        .join(ArticleImage, col(ArticleImage.image_id) == col(Image.id))
        .join(Rendition, (col(Rendition.image_id) == col(Image.id)) & (col(Rendition.name) == "original"))
        .where(ArticleImage.article_id == article_id)
        .order_by(col(ArticleImage.position))
    )
    return tuple(
        StoredImage(
            original.location,
            original.media_type,
            *(original.width, original.height),
            image.alt,
            *(image.caption, image.credit, image.external_reference),
            image.copyright_notice,
            image.usage_terms,
            stored_focal_point(image.focal_x, image.focal_y),
        )
        for image, original in images
    )


def _body_files(session: Session, article_id: UUID) -> tuple[str, ...]:
    files = select(ArticleBodyFile.location).where(ArticleBodyFile.article_id == article_id)
    return tuple(session.exec(files.order_by(col(ArticleBodyFile.location))))
