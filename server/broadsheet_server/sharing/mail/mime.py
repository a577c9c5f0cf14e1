"""Composing the mail to a friend: pure, from what it says to its bytes."""

from binascii import b2a_qp
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import format_datetime
from typing import Any
from uuid import uuid4

from markupsafe import escape

from broadsheet_server.sharing.mail.header_guard import check_message
from broadsheet_server.sharing.mail.message import Envelope, ShareMessage
from broadsheet_server.sharing.mail.rendering import render_html, render_text

SUBJECT_MAX = 120
"""Longest subject, in characters."""

_BOUNDARY = "=_form"
"""It cannot stand in a part: quoted-printable writes every `=` of the text as `=3D`."""


_ENCODING = "Content-Transfer-Encoding: quoted-printable"
_ALWAYS = {
    "Auto-Submitted": b"Auto-Submitted: auto-generated\r\n",
    "X-Auto-Response-Suppress": b"X-Auto-Response-Suppress: All\r\n",
    "List-Unsubscribe-Post": b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
    "MIME-Version": b"MIME-Version: 1.0\r\n",
    "Content-Type": f'Content-Type: multipart/alternative; boundary="{_BOUNDARY}"\r\n'.encode(),
}
_HEADERS = (
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress",
    "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Content-Type",
)  # fmt: skip
"""In this order, each once."""


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


class MessageComposer:
    """A letter as a mail, all but what differs from friend to friend: that takes the least of the time."""

    def __init__(self, letter: ShareMessage, sender: str, date: datetime) -> None:
        mark = f"https://{uuid4().hex}/"  # nobody who writes a letter knows it
        self._shared = {
            "From": _header("From", Address(_sender_name(letter), addr_spec=sender)),
            "Subject": _header("Subject", _subject(letter)),
            "Date": _header("Date", format_datetime(date)),
        }
        self._text = _Form("plain; format=flowed; delsp=yes", render_text(letter, mark), mark)
        self._html = _Form("html", render_html(letter, mark), mark)

    def mail(self, envelope: Envelope) -> bytes:
        """Return the whole mail to one friend: CRLF lines, all of it ASCII.

        Raises UnsafeMailError if it did not come out as it was meant (see `guarding`).
        """
        own = {
            "To": _header("To", Address(addr_spec=envelope.recipient)),
            "Message-ID": _header("Message-ID", envelope.message_id),
            "List-Unsubscribe": _header("List-Unsubscribe", f"<{envelope.stop_url}>"),
        }
        head = b"".join({**self._shared, **_ALWAYS, **own}[name] for name in _HEADERS)
        forms = self._text.part(envelope.stop_url) + self._html.part(str(escape(envelope.stop_url)))
        return check_message(head + b"\r\n" + forms + f"--{_BOUNDARY}--\r\n".encode(), _HEADERS)


class _Form:
    """One form of the mail, in quoted-printable, which is written line by line: one line waits for a link."""

    def __init__(self, kind: str, text: str, mark: str) -> None:
        lines = text.splitlines()
        [place] = [place for place, line in enumerate(lines) if mark in line]
        head = f"--{_BOUNDARY}\r\nContent-Type: text/{kind}; charset=utf-8\r\n{_ENCODING}\r\n\r\n"
        self._before = head.encode() + _quoted(lines[:place])
        self._line, self._mark = lines[place], mark
        self._after = _quoted(lines[place + 1 :]) + b"\r\n"

    def part(self, stop_url: str) -> bytes:
        """The form with this link."""
        return self._before + _quoted([self._line.replace(self._mark, stop_url)]) + self._after


def _quoted(lines: Sequence[str]) -> bytes:
    return b2a_qp("".join(f"{line}\r\n" for line in lines).encode(), istext=True)


def _header(name: str, value: str | Address) -> bytes:
    """The header as it is sent, folded and encoded where it must be."""
    header: Any = _POLICY.header_factory(name, value)
    folded: str = header.fold(policy=_POLICY)
    return folded.encode("ascii")


def _sender_name(letter: ShareMessage) -> str:
    spoken = letter.words.sender.format(name=letter.sender_name, publication=letter.publication.name)
    return _header_text("".join(character for character in spoken if character not in '<>"@'))


def _subject(letter: ShareMessage) -> str:
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
