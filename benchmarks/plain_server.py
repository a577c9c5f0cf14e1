"""The server that tutorials build: Strawberry over SQLModel entities, a resolver for each relation.

It has a part of our contract, under the same names, so that both servers are asked the same. Its session is
the synchronous one: on SQLite an asynchronous one costs more, because each statement goes through a thread.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import Engine
from sqlmodel import Session, col, select
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL

from broadsheet_server.models import articles, images, revisions, taxonomy
from broadsheet_server.models.related import Related
from broadsheet_server.related.lists import unpack_entries

Info = strawberry.Info[dict[str, Any], None]


def session(info: Info) -> Session:
    """The session of this request."""
    found: Session = info.context["session"]
    return found


@strawberry.type
class Section:
    path: str
    name: str


@strawberry.type
class Author:
    slug: str
    name: str


@strawberry.type
class Tag:
    slug: str
    label: str


@strawberry.type
class Image:
    uuid: strawberry.Private[UUID]
    alt: str
    caption: str | None

    def _original(self, info: Info) -> images.Rendition:
        found = select(images.Rendition).where(images.Rendition.image_id == self.uuid)
        return session(info).exec(found.where(images.Rendition.name == "original")).one()

    @strawberry.field
    async def url(self, info: Info) -> str:
        return self._original(info).location

    @strawberry.field
    async def width(self, info: Info) -> int:
        return self._original(info).width

    @strawberry.field
    async def height(self, info: Info) -> int:
        return self._original(info).height


@strawberry.type
class Breadcrumb:
    label: str


@strawberry.type
class Correction:
    text: str


@strawberry.type
class Reason:
    weight: float


@strawberry.type
class RelatedEdge:
    uuid: strawberry.Private[UUID]
    score: float
    reasons: list[Reason]

    @strawberry.field
    async def node(self, info: Info) -> "Article":
        return article(session(info).get_one(articles.Article, self.uuid))


@strawberry.type
class RelatedConnection:
    edges: list[RelatedEdge]


@strawberry.type
class Article:
    uuid: strawberry.Private[UUID]
    section_id: strawberry.Private[UUID]
    lead_image_id: strawberry.Private[UUID | None]
    slug: str
    headline: str
    summary: str | None
    byline: str | None
    language: str
    published_at: datetime
    word_count: int

    @strawberry.field
    async def body_html(self, info: Info) -> str:
        return session(info).get_one(articles.ArticleBody, self.uuid).html

    @strawberry.field
    async def section(self, info: Info) -> Section:
        found = session(info).get_one(taxonomy.Section, self.section_id)
        return Section(path=found.path, name=found.name)

    @strawberry.field
    async def breadcrumb(self, info: Info) -> list[Breadcrumb]:
        steps: list[Breadcrumb] = []
        section_id: UUID | None = self.section_id
        while section_id is not None:
            section = session(info).get_one(taxonomy.Section, section_id)
            steps.insert(0, Breadcrumb(label=section.name))
            section_id = section.parent_id
        return [Breadcrumb(label="Home"), *steps]

    @strawberry.field
    async def lead_image(self, info: Info) -> Image | None:
        return None if self.lead_image_id is None else image(session(info), self.lead_image_id)

    @strawberry.field
    async def images(self, info: Info) -> list[Image]:
        links = select(articles.ArticleImage).where(articles.ArticleImage.article_id == self.uuid)
        ordered = session(info).exec(links.order_by(col(articles.ArticleImage.position))).all()
        return [image(session(info), link.image_id) for link in ordered]

    @strawberry.field
    async def authors(self, info: Info) -> list[Author]:
        links = (
            select(taxonomy.Author)
            .join(articles.ArticleAuthor)
            .where(articles.ArticleAuthor.article_id == self.uuid)
        )
        found = session(info).exec(links.order_by(col(articles.ArticleAuthor.position))).all()
        return [Author(slug=author.slug, name=author.name) for author in found]

    @strawberry.field
    async def tags(self, info: Info) -> list[Tag]:
        links = select(taxonomy.Tag).join(articles.ArticleTag)
        links = links.where(articles.ArticleTag.article_id == self.uuid)
        found = session(info).exec(links.order_by(col(articles.ArticleTag.position))).all()
        return [Tag(slug=tag.slug, label=tag.label) for tag in found]

    @strawberry.field
    async def corrections(self, info: Info) -> list[Correction]:
        found = session(info).exec(
            select(revisions.Correction).where(revisions.Correction.article_id == self.uuid)
        )
        return [Correction(text=correction.text) for correction in found]

    @strawberry.field
    async def related(self, info: Info, first: int = 5) -> RelatedConnection:
        row = session(info).get_one(Related, self.uuid)
        entries = unpack_entries(row.ids, row.scores, row.reasons, row.near_duplicates)[:first]
        return RelatedConnection(
            edges=[
                RelatedEdge(
                    uuid=entry.article_id,
                    score=entry.score,
                    reasons=[Reason(weight=reason.weight) for reason in entry.reasons],
                )
                for entry in entries
            ]
        )


def article(row: articles.Article) -> Article:
    """The GraphQL object of an entity."""
    return Article(
        uuid=row.id,
        section_id=row.section_id,
        lead_image_id=row.lead_image_id,
        slug=row.slug,
        headline=row.headline,
        summary=row.summary,
        byline=row.byline,
        language=row.language,
        published_at=row.published_at,
        word_count=row.word_count,
    )


def image(session: Session, image_id: UUID) -> Image:
    """The GraphQL object of an image."""
    found = session.get_one(images.Image, image_id)
    return Image(uuid=image_id, alt=found.alt, caption=found.caption)


@strawberry.type
class ArticleConnection:
    nodes: list[Article]


@strawberry.input
class ArticleBy:
    slug: str


@strawberry.type
class Query:
    @strawberry.field
    async def articles(self, info: Info, first: int) -> ArticleConnection:
        newest = col(articles.Article.published_at).desc(), col(articles.Article.id).desc()
        found = session(info).exec(select(articles.Article).order_by(*newest).limit(first)).all()
        return ArticleConnection(nodes=[article(row) for row in found])

    @strawberry.field
    async def article(self, info: Info, by: ArticleBy) -> Article | None:
        found = (
            session(info).exec(select(articles.Article).where(articles.Article.slug == by.slug)).one_or_none()
        )
        return None if found is None else article(found)


class Endpoint(GraphQL[dict[str, Any], None]):
    """Strawberry's own endpoint, with a session for each request."""

    store: Engine

    async def get_context(self, request: Any, response: Any) -> dict[str, Any]:
        request.scope["session"] = Session(self.store)
        return {"session": request.scope["session"]}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            scope["session"].close()


def plain_server(store: Engine) -> Starlette:
    """The tutorial's server on a store."""
    endpoint = Endpoint(strawberry.Schema(Query))
    endpoint.store = store
    return Starlette(routes=[Route("/graphql", endpoint)])
