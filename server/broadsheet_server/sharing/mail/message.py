"""The content of the message that shares an article, the same for all recipients of a share."""

from collections.abc import Sequence
from dataclasses import dataclass

from broadsheet_server.reading.article_fields import SCALAR_FIELDS
from broadsheet_server.reading.read_models import Article
from broadsheet_server.reading.selection import Selection
from broadsheet_server.settings import PublicationSettings
from broadsheet_shared.mail_words import Words

ARTICLE_FIELDS = Selection.of(*SCALAR_FIELDS, "path", "authors", "breadcrumb", "related")
"""What a message shows of the shared article."""

RELATED_FIELDS = Selection.of("path", "headline")
"""What a message shows of a related article."""

RELATED_MAX = 3


@dataclass(frozen=True, slots=True)
class ShareMessage:
    """What the message says. Every link begins with `base_url`, which is a setting, never a request header.

    The text of articles is cleaned when it is rendered; `sender_name` and `note` are validated text.
    """

    sender_name: str
    note: str | None
    article: Article
    related: Sequence[Article]
    publication: PublicationSettings
    base_url: str
    words: Words
