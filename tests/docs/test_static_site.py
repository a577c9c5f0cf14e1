"""A static site by docs/integrators/static-site.md has what the paper has, and no more."""

import re

from tests.docs.page import DOCS, Reader
from tests.end_to_end.installation import Installation

PAGE = DOCS / "integrators" / "static-site.md"
PUBLISH = """mutation { publishArticle(input: { article: {
  headline: "A tram that no other page has", bodyHtml: "<p>It ran.</p>", section: "world/asia"
} }) { article { id slug } userErrors { message } } }"""
WITHDRAW = 'mutation { withdrawArticle(input: { article: "%s", kind: GONE }) { userErrors { message } } }'


def test_a_static_site_loses_the_page_of_an_article_that_is_withdrawn(
    reader: Reader, paper: Installation
) -> None:
    key = reader.environment["BROADSHEET_KEY"]
    article = paper.ask(PUBLISH, key=key)["publishArticle"]["article"]
    reader.follow(PAGE)
    page = reader.folder / "site" / "articles" / article["slug"] / "index.html"
    assert "» Asia</nav>" in page.read_text()

    paper.ask(WITHDRAW % article["id"], key=key)

    assert re.fullmatch(r"\d+ written, 1 deleted, \d+ pages\n", reader.type("python build.py"))
    assert not page.exists()
