"""What may become of the articles that a content management system sends; see `ingest.submitted_articles`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from broadsheet_server.access.section_limit import SectionForbiddenError
from broadsheet_server.newsroom.validation import RejectedDraftError

if TYPE_CHECKING:
    from broadsheet_server.newsroom.publish_result import PublishResult

ARTICLES_MAX = 100
"""Most articles in one request."""


class ArticleExistsError(ValueError):
    """An article that was to be new is here already. The message is a sentence for the caller."""


class IdempotencyConflictError(ValueError):
    """The idempotency key was used for another article. The message is a sentence for the caller."""


class RefusedImageError(ValueError):
    """The file is no image that can be shown. The message is a sentence for the editor."""


class UnreachableImageError(ValueError):
    """There is no image to be had at the address. The message is a sentence for the editor."""


class ErrorPolicy(StrEnum):
    """What becomes of the other articles of a request where one is refused."""

    REJECT_ALL = "reject_all"
    REJECT_FAILED = "reject_failed"


@dataclass(frozen=True, slots=True)
class SubmittedArticle:
    """What became of one of many: a result, or the reason why there is none; then nothing of it is stored."""

    result: "PublishResult | None"
    error: RejectedDraftError | SectionForbiddenError | None = None
