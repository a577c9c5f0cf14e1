"""What is wrong with the input of a use case of webhooks."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class WebhookErrorCode(StrEnum):
    """Why something was not done to a webhook."""

    NOT_FOUND = "not_found"
    ARTICLE_NOT_FOUND = "article_not_found"
    INVALID_VALUE = "invalid_value"
    INVALID_URL = "invalid_url"
    INVALID_DOCUMENT = "invalid_document"
    SCOPE_NOT_HELD = "scope_not_held"
    TOO_MANY = "too_many"
    SEQUENCE_AHEAD = "sequence_ahead"


@dataclass(frozen=True, slots=True)
class WebhookUserError:
    """What has to be put right; `path` is where it is in the input."""

    code: WebhookErrorCode
    message: str
    path: tuple[str, ...]


class WebhookInputError(Exception):
    """The input was refused; nothing was done."""

    def __init__(self, *errors: WebhookUserError) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors: Sequence[WebhookUserError] = errors


def unknown_webhook() -> WebhookInputError:
    """There is no webhook with an id."""
    sentence = "There is no webhook with this id."
    return WebhookInputError(WebhookUserError(WebhookErrorCode.NOT_FOUND, sentence, ("webhook",)))


def unknown_article() -> WebhookInputError:
    """No change of an article with an id was ever told."""
    sentence = "There is no article with this id, or it was never public."
    code = WebhookErrorCode.ARTICLE_NOT_FOUND
    return WebhookInputError(WebhookUserError(code, sentence, ("article",)))


def invalid_conditions(sentence: str) -> WebhookInputError:
    """What `where` joins means nothing; the sentence says where and why."""
    return WebhookInputError(WebhookUserError(WebhookErrorCode.INVALID_VALUE, sentence, ("where",)))
