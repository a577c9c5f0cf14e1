"""The pages of docs/integrators do what they say, from the first query to a static site."""

import pytest

from tests.docs.page import DOCS, Reader, blocks
from tests.end_to_end.installation import Installation
from tests.node.programs import needs_node

FOLDER = DOCS / "integrators"
WITHDRAW = 'mutation { withdrawArticle(input: { article: "%s", kind: GONE }) { userErrors { message } } }'


def test_an_integrator_asks_the_first_query_by_curl_and_from_python(reader: Reader) -> None:
    reader.follow(FOLDER / "first-query.md")


@needs_node
def test_an_app_asks_by_the_hash_of_its_query_and_not_twice(reader: Reader) -> None:
    reader.follow(FOLDER / "mobile.md")


@needs_node
def test_an_integrator_asks_from_javascript(reader: Reader) -> None:
    [block] = [block for block in blocks(FOLDER / "first-query.md") if block.title == "ask.mjs"]
    reader.save("ask.mjs", block.text)
    assert "world" in reader.type("node ask.mjs").split()


def test_a_content_management_system_sends_again_and_takes_back(reader: Reader) -> None:
    reader.follow(FOLDER / "cms.md")


def test_a_static_site_loses_the_page_of_an_article_that_is_withdrawn(
    reader: Reader, paper: Installation
) -> None:
    reader.follow(FOLDER / "static-site.md")
    page = reader.folder / "site" / "articles" / "lindang-strait-ferry-sinks" / "index.html"
    assert "» Asia</nav>" in page.read_text()
    article = paper.ask('{ article(by: { slug: "lindang-strait-ferry-sinks" }) { id } }')["article"]["id"]
    paper.ask(WITHDRAW % article, key=reader.environment["BROADSHEET_KEY"])
    assert reader.type("python build.py") == "0 written, 1 deleted, 67 pages\n"
    assert not page.exists()


@pytest.mark.parametrize("page", sorted(FOLDER.glob("*.md")), ids=lambda page: page.stem)
def test_every_page_is_found_from_the_index(page: object) -> None:
    assert getattr(page, "name", "") in (FOLDER / "README.md").read_text() + "README.md"
