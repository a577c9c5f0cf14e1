"""The demo's mailbox: every mail that the publication sent, as its recipient would see it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from broadsheet_server.settings import Settings
from broadsheet_server.web.headers import MAIL_POLICY, without_remote_images
from broadsheet_server.web.rendering import render_page_without_sections
from broadsheet_server.web.responses import private_page_response

LISTED_MAX = 100
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
_NAME = re.compile(r"[0-9a-f]{32}")
_LINKS_IN_NEW_TAB = '<base target="_blank">'


@dataclass(frozen=True, slots=True)
class CaughtMail:
    """What the list shows of a mail."""

    name: str
    subject: str
    to: str
    arrived_at: datetime


def mailbox_page(request: Request) -> Response:
    """The newest caught mails, newest first."""
    _check_host(request)
    settings: Settings = request.app.state.settings
    paths = sorted(settings.mailbox.glob("*.eml"), reverse=True)
    mails = [_caught(path) for path in paths[:LISTED_MAX]]
    variables = {"mails": mails, "has_more": len(paths) > LISTED_MAX}
    return private_page_response(
        render_page_without_sections(settings, "mailbox.html", language="en", **variables)
    )


def mail_page(request: Request) -> Response:
    """One mail: its headers, its HTML in a sandboxed frame, and its text."""
    _check_host(request)
    settings: Settings = request.app.state.settings
    name: str = request.path_params["name"]
    path = settings.mailbox / f"{name}.eml"
    if _NAME.fullmatch(name) is None or not path.is_file():
        raise HTTPException(404)
    message = _read(path)
    html = _part(message, "html")
    page = render_page_without_sections(
        settings,
        "mail.html",
        language="en",
        mail=_caught(path),
        headers=[(name, str(value)) for name, value in message.items()],
        html=None if html is None else _LINKS_IN_NEW_TAB + html,
        text=_text(message),
    )
    policy = MAIL_POLICY if settings.remote_images else without_remote_images(MAIL_POLICY)
    return private_page_response(page, headers={"Content-Security-Policy": policy})


def _check_host(request: Request) -> None:
    """Answer 404 to a host that is not this machine: a site of somebody else could point its name here.

    (DNS rebinding: the page of that site could then read the mails.)
    """
    if request.url.hostname not in LOOPBACK_HOSTS:
        raise HTTPException(404)


def _caught(path: Path) -> CaughtMail:
    message = _read(path)
    arrived = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return CaughtMail(path.stem, str(message["subject"] or "").strip(), str(message["to"] or ""), arrived)


def _read(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=default)


def _part(message: EmailMessage, subtype: str) -> str | None:
    part = message.get_body((subtype,))
    if part is None:
        return None
    try:
        content = part.get_content()
    except (LookupError, ValueError):  # an unknown character set
        return None
    return content if isinstance(content, str) else None


def _text(message: EmailMessage) -> str | None:
    text = _part(message, "plain")
    part = message.get_body(("plain",))
    if text is None or part is None or part.get_param("format") != "flowed":
        return text
    return "\n".join(_unflow(text.splitlines(), delete_space=part.get_param("delsp") == "yes"))


def _unflow(lines: list[str], *, delete_space: bool) -> Iterator[str]:
    """Paragraphs of format=flowed text (RFC 3676): a line that ends with a space continues in the next.

    A leading space is stuffing. The signature separator `-- ` does not continue.
    """
    paragraph = ""
    for line in lines:
        paragraph += line.removeprefix(" ")
        if line.endswith(" ") and line != "-- ":
            paragraph = paragraph[:-1] if delete_space else paragraph
        else:
            yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph
