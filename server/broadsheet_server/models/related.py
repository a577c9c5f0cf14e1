"""Materialised related news: one packed row an article, so that a read is one lookup."""

from uuid import UUID

from sqlalchemy import JSON, LargeBinary
from sqlmodel import Field

from broadsheet_server.models.base import TableModel
from broadsheet_server.storage.column_types import BigInt


class Related(TableModel, table=True):
    """The related list of an article, best first.

    `ids` is 16 bytes an entry (UUID), `scores` 4 bytes an entry (float32, big endian, 0 to 1). `reasons`
    holds for each entry a list of `{"kind": RelatedReasonKind, "value": str | None, "weight": float}`;
    `also` for each entry the ids (hex) of its near-copies, which are not listed themselves.
    """

    __tablename__ = "related"

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    ids: bytes = Field(sa_type=LargeBinary)
    scores: bytes = Field(sa_type=LargeBinary)
    reasons: list[list[dict[str, object]]] = Field(sa_type=JSON)
    also: list[list[str]] = Field(sa_type=JSON)
    version: int = Field(description="of the method that made it")
    sequence: int = Field(default=0, sa_type=BigInt, description="how far the index was when it was made")


class ArticleFeatures(TableModel, table=True):
    """What related news knows of an article, packed; see `related.features`.

    `terms` are its best terms with their weights, `corpus` is how many articles there were to weigh them by.
    """

    __tablename__ = "article_features"

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    packed: bytes = Field(sa_type=LargeBinary)
    terms: bytes = Field(sa_type=LargeBinary)
    corpus: int = 0


class RelatedPin(TableModel, table=True):
    """An article that the editors put at the head of another one's related list, in their order."""

    __tablename__ = "editors_pick"

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    position: int = Field(primary_key=True)
    related_id: UUID = Field(foreign_key="article.id", index=True)


class StaleRelated(TableModel, table=True):
    """An article whose related list has to be made again, because something in it went or was picked."""

    __tablename__ = "stale_related"

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
