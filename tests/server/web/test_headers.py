"""What every answer carries, whatever it is."""

import re
from pathlib import Path

from starlette.testclient import TestClient

from broadsheet_server.storage.database import Database
from tests.builders import publish
from tests.server.web.html_page import page

WEB = Path(__file__).parents[3] / "server" / "broadsheet_server" / "web"


def test_no_page_may_run_a_script_or_be_framed(visitor: TestClient, database: Database) -> None:
    publish(database)
    addresses = (
        "/",
        "/sections/city",
        "/articles/harbour-crane-lifts-its-last-load",
        "/nowhere",
        "/mail/stop/x",
    )
    for address in addresses:
        headers = visitor.get(address).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self';"), address
        assert "script-src" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"]
        assert headers["permissions-policy"]
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "server" not in headers
        assert "set-cookie" not in headers


def test_no_page_carries_styles_or_handlers_in_its_lines() -> None:
    for template in (WEB / "templates").glob("*.html"):
        text = template.read_text()
        assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:", text), template.name


def test_only_the_sanitised_body_is_put_in_as_it_is() -> None:
    unescaped = re.findall(
        r"{{[^}]*\|\s*(?:safe|local_body)[^}]*}}",
        "".join(f.read_text() for f in (WEB / "templates").glob("*")),
    )
    assert unescaped == ["{{ article.body_html|local_body(base_url) }}"]


def test_style_and_scripts_are_kept_for_ever_under_their_version(visitor: TestClient) -> None:
    style = page(visitor.get("/")).one("link", rel="stylesheet")["href"] or ""
    answer = visitor.get(style)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    older = re.sub(r"/static/\w+/", "/static/0000/", style)
    assert visitor.get(older).headers["cache-control"] == "no-cache"
    for name in (
        "nothing.css",
        "%2e%2e/%2e%2e/headers.py",
        "playground/..%2f..%2fheaders.py",
        "playground",
        "%00",
    ):
        assert visitor.get(f"/static/0000/{name}").status_code == 404, name


def test_search_engines_leave_the_demo_mail_alone(visitor: TestClient) -> None:
    assert "Disallow: /mailbox" in visitor.get("/robots.txt").text
    assert visitor.get("/favicon.ico").headers["content-type"] == "image/svg+xml"
