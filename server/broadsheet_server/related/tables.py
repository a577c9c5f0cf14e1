"""Materialised related news: one packed row an article, so that a read is one lookup."""

from uuid import UUID

from sqlalchemy import JSON, LargeBinary
from sqlmodel import Field

from broadsheet_server.storage.table import Table


class Related(Table, table=True):
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
