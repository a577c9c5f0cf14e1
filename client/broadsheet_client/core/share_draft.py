"""A share as the person writes it, before it goes anywhere."""

from dataclasses import dataclass, field
from uuid import uuid4

from broadsheet_client.api.generated import ShareArticleInput, ShareProblem


def new_key() -> str:
    """A key that makes sending the same share twice harmless."""
    return uuid4().hex


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareDraft:
    """Who gets which article with which words. Change it by `dataclasses.replace`; the key stays."""

    article_id: str
    headline: str
    to: tuple[str, ...] = ()
    sender_name: str = ""
    note: str = ""
    language: str = "en"
    idempotency_key: str = field(default_factory=new_key)

    def problems(self) -> tuple[ShareProblem, ...]:
        """What has to change before it can go, in the server's codes and paths (`("input", "to", "1")`)."""
        raise NotImplementedError

    def to_input(self) -> ShareArticleInput:
        """What the server is asked to do. Only for a draft without problems."""
        raise NotImplementedError

    def to_json(self) -> str:
        """For the store."""
        raise NotImplementedError

    @staticmethod
    def from_json(text: str) -> "ShareDraft":
        """From the store."""
        raise NotImplementedError
