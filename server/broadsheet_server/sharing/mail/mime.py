"""Composing the MIME message (RFC 2045, RFC 5322): a pure function of its content.

Composed by hand rather than by `EmailMessage`: all but three headers and one line of each part are the same
for every recipient, and are encoded once.
"""

import re
from binascii import b2a_qp
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any
from uuid import uuid4

from markupsafe import escape

from broadsheet_server.sharing.mail.header_guard import check_message
from broadsheet_server.sharing.mail.message import ShareMessage
from broadsheet_server.sharing.mail.rendering import render_html, render_text
from broadsheet_server.sharing.text_cleaning import clean_line
from broadsheet_shared.truncation import truncate

SUBJECT_MAX = 120
"""Longest subject, in characters."""

_BOUNDARY = "=_form"
"""It cannot occur in a part: quoted-printable (RFC 2045, section 6.7) encodes every `=` as `=3D`."""

_CONSTANT_HEADERS = {
    "Auto-Submitted": b"Auto-Submitted: auto-generated\r\n",  # RFC 3834
    "X-Auto-Response-Suppress": b"X-Auto-Response-Suppress: All\r\n",
    "List-Unsubscribe-Post": b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",  # RFC 8058
    "MIME-Version": b"MIME-Version: 1.0\r\n",
    "Content-Type": f'Content-Type: multipart/alternative; boundary="{_BOUNDARY}"\r\n'.encode(),
}
_HEADER_NAMES = (
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress",
    "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Content-Type",
)  # fmt: skip
"""The headers in their order, each once."""


_FOLDED_AT = 78
"""Longest line that is not folded, without its CRLF (RFC 5322, section 2.1.1)."""
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
"""A display name that needs no quotation marks: atoms and blanks (RFC 5322, section 3.2.3)."""
_PLAIN_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"
)
"""An address of which nothing is quoted: a dot-atom and a host name."""


class MessageComposer:
    """Composes the messages of one share. What all recipients get alike is rendered and encoded once."""

    def __init__(self, message: ShareMessage, sender: str, date: datetime) -> None:
        placeholder = f"https://{uuid4().hex}/"  # random, so that no text of the message contains it
        self._shared_headers = {
            "From": _address_header("From", sender, _sender_name(message)),
            "Subject": _text_header("Subject", _subject(message)),
            "Date": _header_line("Date", format_datetime(date)),
        }
        self._parts = (
            _Part("plain; format=flowed; delsp=yes", render_text(message, placeholder), placeholder),
            _Part("html", render_html(message, placeholder), placeholder),
        )

    def compose(self, recipient: str, *, message_id: str, unsubscribe_url: str) -> bytes:
        """Return the message to one recipient: CRLF lines, 7-bit ASCII.

        Raises UnsafeMailError if it does not come out as intended (see `header_guard`).
        """
        headers = {
            **self._shared_headers,
            **_CONSTANT_HEADERS,
            "To": _address_header("To", recipient),
            "Message-ID": _header_line("Message-ID", message_id),
            "List-Unsubscribe": _header_line("List-Unsubscribe", f"<{unsubscribe_url}>"),
        }
        text, html = self._parts
        body = text.with_url(unsubscribe_url) + html.with_url(str(escape(unsubscribe_url)))
        head = b"".join(headers[name] for name in _HEADER_NAMES)
        return check_message(head + b"\r\n" + body + f"--{_BOUNDARY}--\r\n".encode(), _HEADER_NAMES)


class _Part:
    """A body part in quoted-printable, encoded but for the one line that holds the unsubscribe link."""

    def __init__(self, subtype: str, content: str, placeholder: str) -> None:
        lines = content.splitlines()
        [index] = [index for index, line in enumerate(lines) if placeholder in line]
        head = (
            f"--{_BOUNDARY}\r\nContent-Type: text/{subtype}; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        )
        self._before = head.encode() + _quoted_printable(lines[:index])
        self._line, self._placeholder = lines[index], placeholder
        self._after = _quoted_printable(lines[index + 1 :]) + b"\r\n"

    def with_url(self, url: str) -> bytes:
        line = self._line.replace(self._placeholder, url)
        return self._before + _quoted_printable([line]) + self._after


def _quoted_printable(lines: Sequence[str]) -> bytes:
    return b2a_qp("".join(f"{line}\r\n" for line in lines).encode(), istext=True)


def _address_header(name: str, address: str, display_name: str = "") -> bytes:
    """Return a header with one address. What would come out as it is written is not parsed for that."""
    text = f"{display_name} <{address}>" if display_name else address
    is_plain = _ATOMS.fullmatch(display_name) and _PLAIN_ADDRESS.fullmatch(address)
    if is_plain and _fits(name, text):
        return _header_line(name, text)
    return _folded_header(name, Address(display_name, addr_spec=address))


def _text_header(name: str, text: str) -> bytes:
    """Return a header with text in which nothing looks like an encoded word."""
    is_plain = text.isascii() and text.isprintable()
    return _header_line(name, text) if is_plain and _fits(name, text) else _folded_header(name, text)


def _fits(name: str, text: str) -> bool:
    return len(f"{name}: {text}") <= _FOLDED_AT


def _header_line(name: str, value: str) -> bytes:
    """Return a header that is neither folded nor encoded, as no program expects it of an id or a URL."""
    return f"{name}: {value}\r\n".encode("ascii")


def _folded_header(name: str, value: str | Address) -> bytes:
    """Return the header, folded, with encoded words (RFC 2047) where the value is not ASCII."""
    header: Any = SMTP.header_factory(name, value)
    folded: str = header.fold(policy=SMTP)
    return folded.encode("ascii")


def _sender_name(message: ShareMessage) -> str:
    name = message.words.sender.format(name=message.sender_name, publication=message.publication.name)
    return _header_text("".join(character for character in name if character not in '<>"@'))


def _subject(message: ShareMessage) -> str:
    headline = clean_line(message.article.headline)
    subject = message.words.subject.format(name=message.sender_name, headline=headline)
    return truncate(_header_text(subject), SUBJECT_MAX, at_word=True)


def _header_text(text: str) -> str:
    """Return one line without `=?…?=`: Python would decode an encoded word, line breaks included."""
    return " ".join(text.replace("=?", "= ?").replace("?=", "? =").split())
