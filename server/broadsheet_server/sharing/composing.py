"""Composing the mail to a friend: pure, from what it says to its bytes."""

from binascii import b2a_qp
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage, Message
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import format_datetime
from typing import Any

from broadsheet_server.sharing.guarding import guarded
from broadsheet_server.sharing.letter import Envelope, Letter
from broadsheet_server.sharing.rendering import html_form, text_form

SUBJECT_MAX = 120
"""Longest subject, in characters."""

_BOUNDARY = "=_form"
"""It cannot stand in a part: quoted-printable writes every `=` of the text as `=3D`."""


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
    mail["MIME-Version"] = "1.0"
    mail["Content-Type"] = f'multipart/alternative; boundary="{_BOUNDARY}"'
    text, html = text_form(letter, envelope.stop_url), html_form(letter, envelope.stop_url)
    mail.set_payload([_part("plain; format=flowed; delsp=yes", text), _part("html", html)])
    return guarded(mail.as_bytes(), [*headers, "MIME-Version", "Content-Type"])


def _part(kind: str, text: str) -> "Message[str, str]":
    """One form of the mail. Made by hand, because EmailMessage parses each of its own headers again."""
    part: Message[str, str] = Message()
    part["Content-Type"] = f"text/{kind}; charset=utf-8"
    part["Content-Transfer-Encoding"] = "quoted-printable"
    lines = "\r\n".join(text.splitlines()) + "\r\n"
    part.set_payload(b2a_qp(lines.encode(), istext=True).decode("ascii"))
    return part


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
