"""What sources say of which articles are the same story in other languages."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, Text
from sqlmodel import Field

from broadsheet_server.models.base import TableModel


class TranslationReferenceKind(StrEnum):
    """What a `TranslationReference` names the other article by.

    KEY and GROUP name no article: they are the same for all that have them.
    """

    REFERENCE = "reference"
    URL = "url"
    SLUG = "slug"
    KEY = "key"
    GROUP = "group"


class TranslationReference(TableModel, table=True):
    """What an article is a translation of, in the words of its source. The other one need not be here yet.

    It stays when both are: that the same is said again does not link what an editor has taken apart.
    """

    __tablename__ = "translation_reference"
    __table_args__ = (Index("ix_translation_reference_value", "value"),)

    article_id: UUID = Field(foreign_key="article.id", primary_key=True)
    value: str = Field(primary_key=True, sa_type=Text, description="as `ArticleIdentity`, a slug or a key")
    kind: str = Field(primary_key=True, description="a `TranslationReferenceKind`")
    source: str = Field(primary_key=True, description="whose reference or key it is; may be empty")
