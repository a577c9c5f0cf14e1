"""Letters to compose: a test says only what matters to it."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

from broadsheet_server.settings import PublicationSettings
from broadsheet_server.sharing.mail.message import Envelope, ShareMessage
from broadsheet_server.sharing.mail.mime import MessageComposer
from broadsheet_server.sharing.shared_article import Link, SharedArticle
from broadsheet_shared.mail_words import words_in

BASE = "https://courier.example"
STOP = f"{BASE}/mail/stop/c29tZSB0b2tlbg"


def article(**changes: object) -> SharedArticle:
    """The article of an ordinary letter."""
    ordinary: dict[str, object] = {
        "headline": "Swing bridge shut after cracks found",
        "path": "/articles/swing-bridge-shut",
        "language": "en",
        "summary": "The crossing was closed to trams, cars and pedestrians late on Monday evening.",
        "byline": "By Tomas Hale",
        "breadcrumb": ("City", "Transport"),
        "related": (
            Link("Ferry to replace the bridge", "/articles/ferry"),
            Link("Two warnings", "/articles/two"),
        ),
    }
    return SharedArticle(**{**ordinary, **changes})  # type: ignore[arg-type]


def letter(language: str = "en", *, headline: str | None = None, **changes: object) -> ShareMessage:
    """An ordinary letter."""
    ordinary: dict[str, object] = {
        "sender_name": "Ada Lovelace",
        "note": "You crossed it every morning!",
        "article": article() if headline is None else article(headline=headline),
        "publication": PublicationSettings(
            name="The Vallmere Courier",
            copyright_notice="© 2026 The Vallmere Courier",
            registration_number="Press Register No. 1887-042",
        ),
        "base_url": BASE,
        "words": words_in(language),
    }
    return ShareMessage(**{**ordinary, **changes})  # type: ignore[arg-type]


def compose(of: ShareMessage, to: Envelope) -> bytes:
    """The mail, as it leaves."""
    return MessageComposer(of, "share@courier.example", datetime(2026, 11, 23, 8, 0, tzinfo=UTC)).mail(to)


def envelope(**changes: object) -> Envelope:
    """An ordinary envelope."""
    ordinary: dict[str, object] = {
        "recipient": "friend@example.net",
        "message_id": "<0123456789abcdef0123456789abcdef@courier.example>",
        "stop_url": STOP,
    }
    return Envelope(**{**ordinary, **changes})  # type: ignore[arg-type]


def composed(of: ShareMessage | None = None, **changes: object) -> EmailMessage:
    """The mail as its reader's program parses it."""
    mail = compose(of or letter(), envelope(**changes))
    return cast("EmailMessage", message_from_bytes(mail, policy=default))


def text_of(mail: EmailMessage) -> str:
    """The plain text as it travels, `\\n` lines."""
    return _content(mail, "plain")


def html_of(mail: EmailMessage) -> str:
    """The HTML."""
    return _content(mail, "html")


def rejoined(text: str) -> str:
    """What a program shows that knows `format=flowed; delsp=yes` (RFC 3676)."""
    shown, flowing = "", False
    for line in text.split("\n"):
        plain = line.removeprefix(" ")
        shown += plain if flowing or not shown else f"\n{plain}"
        flowing = plain.endswith(" ") and plain != "-- "
        shown = shown[:-1] if flowing else shown
    return shown


def _content(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return cast("str", part.get_content()).replace("\r\n", "\n")
