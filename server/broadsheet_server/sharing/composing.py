"""Composing the mail to a friend: pure, from what it says to its bytes."""

from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import format_datetime
from typing import Any

from broadsheet_server.sharing.guarding import guarded
from broadsheet_server.sharing.letter import Envelope, Letter
from broadsheet_server.sharing.rendering import html_form, text_form

SUBJECT_MAX = 120
"""Longest subject, in characters."""


class _Whole(UnstructuredHeader, BaseHeader):
    """A header that is never folded or encoded: Python would encode a link longer than a line."""

    def fold(self, *, policy: "Policy[Any]") -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _policy() -> "EmailPolicy[EmailMessage]":
    headers = HeaderRegistry()
    headers.map_to_type("list-unsubscribe", _Whole)
    headers.map_to_type("message-id", _Whole)
    return SMTP.clone(header_factory=headers)


_POLICY = _policy()


def compose(letter: Letter, envelope: Envelope) -> bytes:
    """Return the whole mail: CRLF lines, all of it ASCII.

    Raises UnsafeMailError if it did not come out as it was meant (see `guarding`).
    """
    mail = EmailMessage(policy=_POLICY)
    headers = _headers(letter, envelope)
    for name, value in headers.items():
        mail[name] = value
    text, html = text_form(letter, envelope.stop_url), html_form(letter, envelope.stop_url)
    mail.set_content(text, cte="quoted-printable", params={"format": "flowed", "delsp": "yes"})
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    return guarded(mail.as_bytes(), [*headers, "MIME-Version", "Content-Type"])


def _headers(letter: Letter, envelope: Envelope) -> dict[str, str | Address]:
    return {
        "From": Address(_sender_name(letter), addr_spec=envelope.sender),
        "To": Address(addr_spec=envelope.recipient),
        "Subject": _subject(letter),
        "Date": format_datetime(envelope.date),
        "Message-ID": envelope.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Unsubscribe": f"<{envelope.stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _sender_name(letter: Letter) -> str:
    spoken = letter.words.sender.format(name=letter.sender_name, publication=letter.publication.name)
    return _header_text("".join(character for character in spoken if character not in '<>"@'))


def _subject(letter: Letter) -> str:
    spoken = letter.words.subject.format(name=letter.sender_name, headline=letter.article.headline)
    return _cut(_header_text(spoken), SUBJECT_MAX)


def _header_text(text: str) -> str:
    """One line with nothing in it like `=?…?=`, which Python would decode, line ends and all."""
    return " ".join(text.replace("=?", "= ?").replace("?=", "? =").split())


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    at_blank = kept.rfind(" ")
    return f"{kept[:at_blank] if at_blank > most * 2 // 3 else kept}…"
