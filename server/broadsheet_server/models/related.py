"""Related news: one packed row per article, so that reading a list is a lookup by primary key."""

from uuid import UUID

from sqlalchemy import JSON, LargeBinary
from sqlmodel import Field

from broadsheet_server.models.base import TableModel
from broadsheet_server.storage.column_types import BigInt


class Related(TableModel, table=True):
    """The related list of an article, best first; see `related.lists`.

    `ids` has 16 bytes per entry (UUID), `scores` 4 bytes per entry (float32, big-endian, 0 to 1). `reasons`
    has for each entry a list of `{"kind": RelatedReasonKind, "value": str | None, "weight": float}`, and
    `near_duplicates` the ids (hex) of articles that are not listed because they duplicate the entry.
    """

    __tablename__ = "related"

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    ids: bytes = Field(sa_type=LargeBinary)
    scores: bytes = Field(sa_type=LargeBinary)
    reasons: list[list[dict[str, object]]] = Field(sa_type=JSON)
    near_duplicates: list[list[str]] = Field(sa_type=JSON)
    version: int = Field(description="`METHOD_VERSION` of the program that built it; 0: to be rebuilt")
    sequence: int = Field(default=0, sa_type=BigInt, description="where the index was when it was built")


class ArticleFeatures(TableModel, table=True):
    """The features of an article, packed (see `related.features`), and its best terms with their weights.

    `corpus` is how many articles the index had when the terms were weighted.
    """

    __tablename__ = "article_features"

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    packed: bytes = Field(sa_type=LargeBinary)
    terms: bytes = Field(sa_type=LargeBinary)
    corpus: int = 0


class RelatedPin(TableModel, table=True):
    """An article that the editors pinned at the head of another one's related list, at this position."""

    __tablename__ = "related_pin"

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    position: int = Field(primary_key=True)
    related_id: UUID = Field(foreign_key="article.id", index=True)


class StaleRelated(TableModel, table=True):
    """The queue of articles whose related list has to be rebuilt: one in it has gone, or pins changed."""

    __tablename__ = "stale_related"

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
