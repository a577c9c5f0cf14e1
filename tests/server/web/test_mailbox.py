"""The demo's mailbox."""

import os
from email.message import EmailMessage

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from broadsheet_server import web
from broadsheet_server.settings import Settings
from tests.server.web.html_page import page


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """Mails are files; one database is enough."""
    return sqlite_store


def _mail(subject: str = "Ada sent you an article", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["To"] = subject, "friend@example.net"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    return message


def _catch(settings: Settings, message: EmailMessage | bytes, number: int = 1) -> str:
    folder = settings.mailbox
    folder.mkdir(exist_ok=True)
    path = folder / f"{number:032x}.eml"
    path.write_bytes(message if isinstance(message, bytes) else message.as_bytes())
    os.utime(path, (1_760_000_000, 1_760_000_000))
    return f"/mailbox/{path.stem}"


def test_an_empty_mailbox_says_what_to_do(visitor: TestClient) -> None:
    found = page(visitor.get("/mailbox"))
    assert "This is the demo." in found.text
    assert "No mail yet. Open an article" in found.text


def test_the_newest_mail_is_on_top(visitor: TestClient, settings: Settings) -> None:
    _catch(settings, _mail("First"), 1)
    _catch(settings, _mail("Second"), 2)
    found = page(visitor.get("/mailbox"))
    assert [element.text for element in found.all("span", class_="mail-subject")] == ["Second", "First"]
    assert "To friend@example.net" in found.text


def test_a_mail_is_shown_as_the_friend_gets_it(visitor: TestClient, settings: Settings) -> None:
    message = _mail(List_Unsubscribe="<https://news.example/mail/stop/x>")
    message.set_content("Read it at https://news.example/articles/x")
    message.add_alternative(
        "<p style='color: red'>Read <a href='https://news.example'>it</a></p>", subtype="html"
    )
    answer = visitor.get(_catch(settings, message))
    found = page(answer)
    frame = found.one("iframe")
    assert "<p style='color: red'>Read" in (frame["srcdoc"] or "")
    assert frame["sandbox"] == "allow-popups allow-popups-to-escape-sandbox"
    assert "Read it at https://news.example/articles/x" in found.one("pre").text
    assert "List-Unsubscribe <https://news.example/mail/stop/x>" in found.one("dl").text
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_flowed_text_is_put_together_again(visitor: TestClient, settings: Settings) -> None:
    raw = (
        b"Subject: x\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\n\r\n"
        b"One long \r\n line.\r\n  Indented\r\nTwo \r\n"
    )
    text = page(visitor.get(_catch(settings, raw))).one("pre")
    assert "".join(text.words).strip() == "One longline.\n Indented\nTwo"


def test_a_hostile_mail_runs_nothing_here(visitor: TestClient, settings: Settings) -> None:
    message = _mail("<script>alert(1)</script>")
    message.set_content("<script>alert(2)</script>")
    message.add_alternative('"><script>alert(3)</script>', subtype="html")
    address = _catch(settings, message)
    assert page(visitor.get(address)).all("script") == []
    assert page(visitor.get("/mailbox")).all("script") == []


def test_a_broken_mail_is_still_a_page(visitor: TestClient, settings: Settings) -> None:
    broken = (
        b"",
        b"\x00\xff\xfe garbage",
        b"Content-Type: text/html; charset=no-such\r\n\r\n<p>\xff</p>",
        b"Content-Type: multipart/alternative\r\n\r\nno boundary",
        b"Subject: =?utf-8?b?\xff?=\r\nTo: =?x?q?\r\nContent-Transfer-Encoding: x\r\n\r\nhello",
    )
    for number, raw in enumerate(broken):
        page(visitor.get(_catch(settings, raw, number)))
    page(visitor.get("/mailbox"))


def test_other_names_are_not_here(visitor: TestClient, settings: Settings) -> None:
    _catch(settings, _mail())
    for name in ("nothing", "0" * 32, "..%2fbroadsheet.sqlite3", "%00", "A" * 32):
        page(visitor.get(f"/mailbox/{name}"), 404)


def test_only_the_demo_has_a_mailbox(settings: Settings) -> None:
    closed = settings.model_copy(update={"demo_mailbox": False})
    with TestClient(Starlette(routes=web.routes(closed))) as client:
        assert client.get("/mailbox").status_code == 404


def test_the_mailbox_answers_only_to_this_machine(visitor: TestClient, settings: Settings) -> None:
    for path in ("/mailbox", f"/mailbox/{1:032x}"):
        for host in ("evil.example", "127.0.0.1.evil.example", "192.168.1.7:8000"):
            assert visitor.get(path, headers={"Host": host}).status_code == 404
    for host in ("localhost:8000", "127.0.0.1:8000", "[::1]:8000"):
        assert visitor.get("/mailbox", headers={"Host": host}).status_code == 200
