"""`mailto:` URIs that open a draft in the user's mail program (RFC 6068)."""

import re
from collections.abc import Callable, Sequence
from urllib.parse import quote, unquote

from broadsheet_client.errors import ErrorCode
from broadsheet_shared.limits import MAILTO_MAX
from broadsheet_shared.truncation import truncate

_MAILBOX = re.compile(r"[^\s,;:<>()\[\]\\\"@]+@[^\s,;:<>()\[\]\\\"@/?&#]+")
_LENGTH_MAX = 16
"""Times the limit: how much of a link is read."""
_FIELDS = ("to", "cc", "subject", "body")
"""Mail programs ignore other fields; some of those, like `attach`, are dangerous."""


class MailtoError(ValueError):
    """The URI cannot be built; `code` and `value` say why."""

    def __init__(self, code: ErrorCode, value: str = "") -> None:
        super().__init__(f"{code} {value}".rstrip())
        self.code, self.value = code, value


def share_mailto(
    *, headline: str, link: str, note: str = "", to: Sequence[str] = (), limit: int = MAILTO_MAX
) -> str:
    """A URI of a draft with note, headline and link. Note, then headline, are truncated to fit the limit.

    The link is never cut. Raises MailtoError if link and addresses exceed the limit, or an address is
    invalid.
    """
    recipients = [_mailbox(address) for address in to if address.strip()]
    headline = " ".join(headline.split())

    def build(note: str, headline: str) -> str:
        paragraphs = [part for part in (note.strip(), f"{headline}\n{link}".strip()) if part]
        return _uri(recipients, {"subject": headline, "body": "\n\n".join(paragraphs)})

    note = _longest_fitting(note, lambda cut: build(cut, headline), limit)
    headline = _longest_fitting(headline, lambda cut: build(note, cut), limit)
    if len(uri := build(note, headline)) > limit:
        raise MailtoError(ErrorCode.LINK_TOO_LONG)
    return uri


def sanitised_mailto(uri: str, *, limit: int = MAILTO_MAX) -> str:
    """Rebuild a `mailto:` link from an article: only to, cc, subject and body, percent-encoded once.

    Raises MailtoError if it is no such link, or is empty, or too long.
    """
    # More cannot fit: at most twelve characters of it become one of the rebuilt link.
    scheme, _, rest = uri[: _LENGTH_MAX * limit].strip().partition(":")
    path, _, query = rest.partition("#")[0].partition("?")
    if scheme.lower() != "mailto":
        raise MailtoError(ErrorCode.NOT_A_MAILTO_LINK)
    # Each part is decoded exactly once and encoded exactly once.
    fields = _query_fields(query)
    to = _mailboxes(unquote(path)) + _mailboxes(fields.pop("to", ""))
    fields["cc"] = ",".join(_mailboxes(fields.get("cc", "")))
    if not to and not any(fields.values()):
        raise MailtoError(ErrorCode.MAILTO_EMPTY)
    body = fields.get("body", "")
    fields["body"] = _longest_fitting(body, lambda cut: _uri(to, fields | {"body": cut}), limit)
    if len(safe := _uri(to, fields)) > limit:
        raise MailtoError(ErrorCode.MAILTO_TOO_LONG)
    return safe


def _query_fields(query: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in query.replace("&amp;", "&").split("&"))
    fields = {unquote(name).lower(): unquote(value) for name, _, value in pairs}
    return {name: value for name, value in fields.items() if name in _FIELDS}


def _uri(to: Sequence[str], fields: dict[str, str]) -> str:
    # Some mail programs show an empty `to=` as a recipient called ",".
    addresses = ",".join(quote(address, safe="@") for address in to)
    query = "&".join(f"{name}={_encoded(value, name)}" for name, value in fields.items() if value)
    return f"mailto:{addresses}?{query}" if query else f"mailto:{addresses}"


def _encoded(value: str, name: str) -> str:
    lines = value.splitlines()
    text = "\r\n".join(lines) if name == "body" else " ".join(lines)
    return quote(text, safe="@," if name == "cc" else "", errors="replace")


def _mailbox(text: str) -> str:
    # Imported late: the import is slow, and rarely needed.
    from broadsheet_shared.addresses import InvalidAddressError, parse_address

    try:
        return parse_address(text).mailbox
    except InvalidAddressError as error:
        raise MailtoError(ErrorCode.INVALID_ADDRESS, text.strip()) from error


def _mailboxes(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if _MAILBOX.fullmatch(part.strip())]


def _longest_fitting(text: str, build: Callable[[str], str], limit: int) -> str:
    """The longest truncation of `text` whose URI fits the limit (binary search); "" if none fits."""
    if len(build(text)) <= limit:
        return text
    # Every code point takes at least one character of a URI.
    low, high = 0, min(len(text), limit)
    while high - low > 1:
        middle = (low + high) // 2
        if len(build(truncate(text, middle))) <= limit:
            low = middle
        else:
            high = middle
    return truncate(text, low)
