"""Whoever tries the demo finds a newspaper, and the mail it sends on a page."""

import time
import urllib.request
from pathlib import Path

from tests.end_to_end.installation import Installation, installation

SHARE = """mutation { shareArticle(input: {article: "%s", to: ["friend@example.net"], senderName: "Ada",
    idempotencyKey: "one"}) { share { id } userErrors { message } } }"""


def mailbox_of(paper: Installation) -> str:
    """The page of sent mail, as soon as there is some."""
    ends = time.monotonic() + 10
    while True:
        with urllib.request.urlopen(f"{paper.url}/mailbox", timeout=10) as answer:
            found: str = answer.read().decode()
        if "friend@example.net" in found or time.monotonic() > ends:
            return found
        time.sleep(0.1)


def test_a_shared_article_of_the_demo_is_found_in_its_mailbox(tmp_path: Path) -> None:
    data = tmp_path / "demo"
    paper = installation(data, mail_port=1)
    with paper.serving("demo", "--no-reader"):
        [article] = paper.ask("{ articles(first: 1) { nodes { id headline } } }")["articles"]["nodes"]
        key = (data / "reader.key").read_text().strip()
        answer = paper.ask(SHARE % article["id"], key=key)["shareArticle"]
        assert answer["userErrors"] == []
        assert "Ada sent you" in mailbox_of(paper)
    assert [path.suffix for path in (data / "mailbox").iterdir()] == [".eml"]
