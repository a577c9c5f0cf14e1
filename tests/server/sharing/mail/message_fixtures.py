"""Messages to compose: a test says only what matters to it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

from broadsheet_server.reading.article_fields import SCALAR_FIELDS
from broadsheet_server.reading.read_models import Article, Breadcrumb, Section
from broadsheet_server.settings import PublicationSettings
from broadsheet_server.sharing.mail.message import ShareMessage
from broadsheet_server.sharing.mail.mime import MessageComposer
from broadsheet_server.storage.uuid7 import uuid7
from broadsheet_shared.mail_words import words_in

BASE = "https://courier.example"
UNSUBSCRIBE = f"{BASE}/mail/stop/c29tZSB0b2tlbg"
SENDER = "share@courier.example"
DATE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def article(**changes: object) -> Article:
    """The shared article of an ordinary message, as it is read."""
    ordinary: dict[str, object] = dict.fromkeys(SCALAR_FIELDS) | {
        "slug": "swing-bridge-shut",
        "language": "en",
        "headline": "Swing bridge shut after cracks found",
        "summary": "The crossing was closed to trams, cars and pedestrians late on Monday evening.",
        "byline": "By Tomas Hale",
        "authors": [],
        "dateline": "PORT ANSEL",
        "breadcrumb": breadcrumb("City", "Transport"),
        "copyright_notice": "© 2026 The Vallmere Courier",
    }
    return Article(ordinary | changes)


def related_article(headline: str, slug: str) -> Article:
    """An article in the related list."""
    return Article({"headline": headline, "slug": slug})


def breadcrumb(*names: str) -> list[Breadcrumb]:
    """The way from the home page to an article in these sections."""
    steps = [Breadcrumb("Front page", f"{BASE}/", None)]
    for name in names:
        section = Section(uuid7(), name.lower(), name.lower(), name, None, None, f"{BASE}/{name.lower()}")
        steps.append(Breadcrumb(name, section.url, section))
    return steps


RELATED: Sequence[Article] = (
    related_article("Ferry to replace the bridge", "ferry"),
    related_article("Two warnings", "two"),
)


def share_message(language: str = "en", *, headline: str | None = None, **changes: object) -> ShareMessage:
    """An ordinary message."""
    ordinary: dict[str, object] = {
        "sender_name": "Ada Lovelace",
        "note": "You crossed it every morning!",
        "article": article() if headline is None else article(headline=headline),
        "related": RELATED,
        "publication": PublicationSettings(
            name="The Vallmere Courier",
            copyright_notice="© 2026 The Vallmere Courier",
            registration_number="Press Register No. 1887-042",
        ),
        "base_url": BASE,
        "words": words_in(language),
    }
    return ShareMessage(**{**ordinary, **changes})  # type: ignore[arg-type]


def composed_bytes(
    message: ShareMessage | None = None,
    *,
    recipient: str = "friend@example.net",
    message_id: str = "<0123456789abcdef0123456789abcdef@courier.example>",
    unsubscribe_url: str = UNSUBSCRIBE,
) -> bytes:
    """The message to one recipient, as it is sent."""
    composer = MessageComposer(message or share_message(), SENDER, DATE)
    return composer.compose(recipient, message_id=message_id, unsubscribe_url=unsubscribe_url)


def composed(message: ShareMessage | None = None) -> EmailMessage:
    """The message as its recipient's program parses it."""
    return parsed(composed_bytes(message))


def parsed(mail: bytes) -> EmailMessage:
    """The bytes of a message, parsed."""
    return cast("EmailMessage", message_from_bytes(mail, policy=default))


def text_of(mail: EmailMessage) -> str:
    """The plain text as it travels, `\\n` lines."""
    return _content(mail, "plain")


def html_of(mail: EmailMessage) -> str:
    """The HTML."""
    return _content(mail, "html")


def rejoined(text: str) -> str:
    """What a program shows that knows `format=flowed; delsp=yes` (RFC 3676), quotations behind `> `."""
    shown, is_flowing = "", False
    for line in text.split("\n"):
        content = line.lstrip(">")
        quote = "> " * (len(line) - len(content))
        unstuffed = content.removeprefix(" ")
        shown += unstuffed if is_flowing else f"\n{quote}{unstuffed}"
        is_flowing = unstuffed.endswith(" ") and unstuffed != "-- "
        shown = shown[:-1] if is_flowing else shown
    return shown.removeprefix("\n")


def _content(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return cast("str", part.get_content()).replace("\r\n", "\n")
