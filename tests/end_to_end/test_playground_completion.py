"""What the playground offers while one writes: fields, arguments, fragments, directives, types, variables."""

import pytest

from tests.end_to_end.chromium import PROGRAM, Tab
from tests.end_to_end.playground import Playground

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no Chromium here")


@pytest.fixture(scope="module")
def play(site: str, tab: Tab) -> Playground:
    """One page for all tests here: each writes a text of its own."""
    page = Playground(tab, site)
    page.open()
    return page


OFFERS = {
    "": ["query", "mutation", "subscription", "fragment"],
    "{ publ": ["publication"],
    "{ publication { na": ["name"],
    "{ publication { __": ["__typename"],
    "{ first: publication { na": ["name"],
    "{ articles(fi": ["first"],
    "{ articles(where: { sec": ["section"],
    "{ article(by: { sl": ["slug"],
    "query ($slug: String!, $n: Int) { articles(first: $": ["$n", "$slug"],
    "query ($slug: String!, $n: Int) { article(by: { slug: ": ["$slug", "$n"],
    "query ($w: ArticleW": ["ArticleWhere"],
    "query ($w: [ArticleW": ["ArticleWhere"],
    "query ($w: Int = 1, $x: Boole": ["Boolean"],
    "query ($w: Int, $b: Boolean = tr": ["true"],
    "query Q @": [],
    "{ publication @incl": ["@include"],
    "{ publication { name @": ["@include", "@skip"],
    "{ publication @include(": ["if"],
    "{ publication @include(if: tr": ["true"],
    "{ publication { ... @sk": ["@skip"],
    "{ node(id: 1) { ... on Artic": ["Article"],
    "{ node(id: 1) { ... on Article { headl": ["headline"],
    "{ node(id: 1) { id ... @include(if: true) { i": ["id"],
    "{ articles { nodes { ...Ca\n}}} fragment Card on Article { id } fragment Cat on Tag { id }": ["Card"],
    "fragment F on Article { headl": ["headline"],
    "subscription { articleCh": ["articleChanged"],
    "mutation { shareArt": ["shareArticle"],
    "query A { a } query B { publ": ["publication"],
}


def offered(play: Playground, text: str) -> list[str] | None:
    """The names that are offered at the end of the first line; None where nothing is."""
    caret = len(text.split("\n")[0])
    schema = "(globalThis.schema ??= await (await import(sibling('schema'))).fetchSchema())"
    names = f"it.choicesAt(text, caret, {schema})?.choices.map((each) => each.name)"
    found: list[str] | None = play.module("context", names, text=text, caret=caret)
    return found


def test_what_may_stand_at_the_caret_is_offered(play: Playground) -> None:
    for text, names in OFFERS.items():
        assert (offered(play, text) or [])[: len(names) or None] == names, text
    for text in ("{ a # publ", '{ a(x: "publ', '{ a(x: """ publ'):
        assert offered(play, text) is None, text
    assert "Article" in (offered(play, "fragment F on ") or [])
    assert "on" in (offered(play, "{ node(id: 1) { ...") or [])
    assert "Publication" not in (offered(play, "{ node(id: 1) { ... on ") or [])


def test_a_choice_is_taken_by_the_keyboard(play: Playground) -> None:
    play.write("{ ")
    play.tab.type("artic")
    play.tab.wait("!document.querySelector('#choices').hidden")
    assert play.tab.run("document.querySelector('#choices li').textContent").startswith("article")
    play.tab.press("ArrowDown")
    assert play.tab.run("query.getAttribute('aria-activedescendant')") == "choices-1"
    play.tab.press("Enter", text="\r")
    play.tab.type("(first: 1) {")
    play.tab.press("Enter", text="\r")
    play.tab.type("nodes { headl")
    play.tab.press("Tab")
    assert play.value("query") == "{ articles(first: 1) {\n  nodes { headline"
    assert play.tab.run("document.activeElement.id") == "query"
    play.tab.press("Escape")
    play.tab.press("Tab")
    assert play.tab.run("document.activeElement.closest('.editor')") is None  # the way out of the editor


def test_keys_and_values_of_variables_are_offered(play: Playground) -> None:
    play.write("query Q($first: Int, $where: ArticleWhere, $kinds: ChangeWhere) { limits { pageMax } }")
    for text, expected in (
        ('{"fi', "first"),
        ('{"first": 1, "', "where"),
        ('{"where": {"sec', "section"),
        ('{"kinds": {"kinds": ["PUB', "PUBLISHED"),
    ):
        play.write("", into="variables")
        play.write(text, into="variables")
        play.tab.wait("!document.querySelector('#variable-choices').hidden")
        shown = play.tab.run("document.querySelector('#variable-choices li span').textContent")
        assert shown == expected, text
    play.tab.press("Enter", text="\r")
    assert play.value("variables") == '{"kinds": {"kinds": ["PUBLISHED"'
