"""What a mail to a friend is made of, before it is words and bytes."""

from dataclasses import dataclass

from broadsheet_server.settings import PublicationSettings
from broadsheet_server.sharing.shared_article import SharedArticle
from broadsheet_shared.mail_words import Words


@dataclass(frozen=True, slots=True)
class ShareMessage:
    """What is said, the same to every friend. Every link begins with `base_url`, which is a setting."""

    sender_name: str
    note: str | None
    article: SharedArticle
    publication: PublicationSettings
    base_url: str
    words: Words


@dataclass(frozen=True, slots=True)
class Envelope:
    """What differs from friend to friend."""

    recipient: str
    message_id: str
    stop_url: str
