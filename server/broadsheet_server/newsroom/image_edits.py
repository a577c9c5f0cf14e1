"""What an editor does to the images of an article, apart from the doing, which loads what reads HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from broadsheet_server.newsroom.revisions import EditorialAct

Words = Mapping[str, Any]
"""New values of the words of a `DraftImage`, by its fields: what is not named stays."""


class ImagePlace(StrEnum):
    """Where an article has an image."""

    LEAD = "lead"
    BESIDE = "beside"
    BODY = "body"


class UnknownImageError(LookupError):
    """The article has no such image. The message is a sentence for the editor."""


@dataclass(frozen=True, slots=True)
class ImageEdit:
    """An edit of the images of an article: who, why, and of which revision, None for the present one."""

    article_id: UUID
    expected_revision: int | None
    is_minor: bool
    act: EditorialAct
    now: datetime
