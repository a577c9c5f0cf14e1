"""The playground in a real browser, without the internet: writing, asking, reading."""

from pathlib import Path

import pytest

from tests.end_to_end.chromium import PROGRAM
from tests.end_to_end.installation import installation
from tests.end_to_end.playground import CTRL, Playground

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no Chromium here")


def test_the_playground_answers(play: Playground) -> None:
    assert '"headline"' in play.run()
    assert play.text("status").startswith("200 OK · ")
    assert " · cost " in play.text("status")
    assert "content-type" in play.text("response-headers")
    assert all(url.startswith((play.site, "about:")) for url in play.tab.requested)


def test_the_playground_shows_what_is_wrong(play: Playground) -> None:
    play.write("{\n  nothing\n")
    play.run()
    assert "GRAPHQL_PARSE_FAILED" in play.text("problems")
    play.write("{ nothing }")
    play.run()
    assert "GRAPHQL_VALIDATION_FAILED" in play.text("problems")
    play.click("#problems button")
    assert play.tab.run("query.selectionStart") == 2
    play.write("{", into="variables")
    play.run()
    assert "The variables are not JSON" in play.text("problems")


REFUSED = """mutation {
  createSection(input: { path: "Not a path", name: "x" }) { userErrors { code message path } }
}"""


def test_an_editor_sees_that_a_mutation_was_refused(play: Playground, data: Path) -> None:
    key = installation(data, mail_port=1).run("key", "create", "--scope", "edit").stdout.strip()
    play.tab.run("document.querySelector('#key').focus()")
    play.tab.type(key)
    play.write(REFUSED)
    play.run()
    assert play.tab.run("document.querySelector('#status').dataset.mood") == "bad"
    assert play.text("status").startswith("200 OK")
    assert "is no path" in play.text("problems")
    assert "INVALID_VALUE" in play.text("problems")
    assert "input › path" in play.text("problems")


def test_every_example_runs(play: Playground) -> None:
    tab = play.tab
    names = tab.run("[...document.querySelector('#examples').options].slice(1).map(each => each.textContent)")
    assert len(names) >= 9
    for index, name in enumerate(names):
        tab.run(f"examples.value = '{index}'; examples.dispatchEvent(new Event('change'))")
        if "$" in play.value("query"):
            tab.wait("document.querySelector('#variables').value")
        tab.wait("document.querySelector('#query-faults').hidden")
        if "subscription " in play.value("query"):
            continue  # it does not end: test_playground_events.py follows it
        output = play.run()
        problems = tab.run("document.querySelector('#problems:not([hidden])')?.textContent ?? ''")
        assert not problems or "UNAUTHENTICATED" in problems, f"{name}: {problems}"
        assert '"data"' in output


OPERATIONS = """# query Comment { limits { pageMax } }
query First { publication { name } }
query Second { limits { pageMax } }
"""


def test_the_operation_at_the_caret_runs_and_comments_are_none(play: Playground) -> None:
    play.write(OPERATIONS)
    play.caret("publication")
    assert '"name"' in play.run()
    play.caret("query Second")
    assert '"pageMax"' in play.run()
    assert play.tab.run("[...operation.options].map(each => each.textContent)") == ["First", "Second"]
    assert play.tab.run("operation.selectedOptions[0].textContent") == "Second"
    play.tab.run("operation.value = '0'; operation.dispatchEvent(new Event('change'))")
    play.click("#run")
    play.tab.wait("output.textContent.includes('\"publication\"')")
    play.caret("# query Comment")
    assert '"publication"' in play.run()


def test_a_quoted_operation_is_none(play: Playground) -> None:
    play.write('{ search(query: "query A { b } query C { d }", first: 1) { nodes { slug } } }')
    assert play.tab.run("document.querySelector('#operation-part').hidden")
    assert '"search"' in play.run()


def test_faults_are_marked_while_one_writes(play: Playground) -> None:
    play.write("{ articles(first: 1) { nodes { headlin } }")
    assert play.text("query-faults").startswith("Syntax Error: Expected Name, found <EOF>.")
    play.tab.type(" }")
    play.tab.wait("document.querySelector('#query-faults').textContent.includes('headlin')")
    assert "Cannot query field 'headlin' on type 'Article'." in play.text("query-faults")
    assert play.tab.run("document.querySelector('#query-part .mark').textContent") == "headlin"
    assert play.tab.run("document.querySelector('#query-part .wrong-line').textContent") == "1\n"
    assert play.tab.run("query.getAttribute('aria-invalid')") == "true"
    play.click("#query-faults button")
    assert play.tab.run("query.selectionStart") == len("{ articles(first: 1) { nodes { ")
    play.write("{ publication { name } }")
    play.tab.wait("document.querySelector('#query-faults').hidden")
    assert play.tab.run("query.getAttribute('aria-invalid')") == "false"


def test_a_mark_is_at_its_letter_behind_others_that_are_two_units_long(play: Playground) -> None:
    play.write('{ search(query: "😀😀", first: 1) { nodes { slugg } } }')
    play.tab.wait("document.querySelector('#query-part .mark')?.textContent === 'slugg'")


def test_variables_are_checked_against_their_types(play: Playground) -> None:
    definitions = "$first: Int!, $where: ArticleWhere"
    play.write(f"query Q({definitions}) {{ articles(first: $first, where: $where) {{ nodes {{ id }} }} }}")
    play.write('{"first": "x", "where": {"nothing": 1}, "other": 2}', into="variables")
    faults = play.text("variables-faults")
    assert "This is to be of the type Int." in faults
    assert "ArticleWhere has no field nothing." in faults
    assert "The operation has no variable $other." in faults
    play.write("{}", into="variables")
    assert "$first of the type Int! is missing." in play.text("variables-faults")
    play.write("{'first': 1}", into="variables")
    assert "JSON takes double quotes only." in play.text("variables-faults")
    play.write('{"first": 1}', into="variables")
    assert play.tab.run("document.querySelector('#variables-faults').hidden")


def test_long_numbers_of_variables_are_sent_as_they_are_written(play: Playground) -> None:
    body = play.module(
        "request", "it.body({ query: '{ a }', variables })", variables='{"a": 12345678901234567890}'
    )
    assert body == '{"query":"{ a }","variables":{"a": 12345678901234567890}}'


def test_prettifying_can_be_undone(play: Playground) -> None:
    play.write("{publication{name}}# end")
    play.write('{"a":[1,2]}', into="variables")
    play.tab.press("F", modifiers=9)
    assert play.value("query") == "{\n  publication {\n    name\n  }\n} # end\n"
    assert play.value("variables") == '{\n  "a": [\n    1,\n    2\n  ]\n}'
    play.tab.run("query.focus(); document.execCommand('undo')")
    play.tab.run("document.execCommand('undo')")
    play.write("{publication{")
    play.click("#prettify")
    assert play.text("said").startswith("Not before this is right: Syntax Error")
    assert play.value("query") == "{publication{"


def test_a_link_carries_the_query(play: Playground) -> None:
    play.write("query A { publication { name } }\nquery B($x: Int) { limits { pageMax } } # 100 % &=#+")
    play.write('{"x": "ü&#"}', into="variables")
    play.caret("limits")
    query, variables = play.value("query"), play.value("variables")
    link = play.module(
        "link",
        "it.linkTo({ query, variables, operationName })",
        query=query,
        variables=variables,
        operationName="B",
    )
    assert link.startswith(f"{play.site}/playground#query=")
    play.open(link.removeprefix(f"{play.site}/playground"))
    assert (play.value("query"), play.value("variables")) == (query, variables)
    assert play.tab.run("operation.selectedOptions[0].textContent") == "B"
    assert play.tab.run("location.hash") == ""
    assert play.text("output") == "Press Run to see the answer here."  # a link runs nothing


def test_find_looks_in_the_answer_and_in_the_editor(play: Playground) -> None:
    play.write("# Alpha\nquery Q { publication { name } }\n# alpha\n")
    play.run()
    play.tab.run("query.focus()")
    play.tab.press("f", modifiers=CTRL)
    play.tab.run("document.querySelector('#find input').focus()")
    play.tab.type("alpha")
    assert play.tab.run("document.querySelector('#find output').value") == "1 of 2"
    play.tab.press("Enter", text="\r")
    assert play.tab.run("document.querySelector('#find output').value") == "2 of 2"
    assert play.tab.run("CSS.highlights.get('found').size") == 2
    play.tab.press("Escape")
    start = play.value("query").rindex("alpha")
    assert play.tab.run("[query.selectionStart, query.selectionEnd]") == [start, start + 5]
    play.tab.run("document.querySelector('#answer-box').focus()")
    play.tab.press("f", modifiers=CTRL)
    play.tab.run("document.querySelector('#find input').select()")
    play.tab.type("vallmere")
    assert play.tab.run("document.querySelector('#find output').value").startswith("1 of ")
    play.click("#find-close")
    assert play.tab.run("CSS.highlights.size") == 0
    assert play.tab.run("document.activeElement.id") == "answer-box"


def test_a_word_is_explained_under_the_pointer_and_at_the_caret(play: Playground) -> None:
    play.write(
        "query Q($first: Int!) {\narticles(first: $first) @include(if: true) {\nnodes { headline } } }"
    )
    x, y = play.tab.run(
        "(({ x, y }) => [x + 5, y + 5])([...document.querySelectorAll('#query-part .backdrop span')]"
        ".find(each => each.textContent === 'headline').getBoundingClientRect())"
    )
    play.tab.send("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
    play.tab.wait("!note.hidden && note.textContent.includes('Article.headline: String!')")
    for word, explained in {
        "articles(": "Query.articles(",
        "first: $": "first: Int",
        "include": "@include(if: Boolean!)",
        "Int!": "scalar Int",
    }.items():
        play.caret(word)
        play.tab.press("i", modifiers=CTRL)
        assert explained in play.text("note"), word
        play.tab.press("Escape")
        assert play.tab.run("note.hidden")
    play.caret("headline")
    play.tab.press("i", modifiers=CTRL)
    play.tab.press("i", modifiers=CTRL)
    assert "Article" in play.tab.run("document.querySelector('#documentation h3').textContent")


def test_the_documentation_is_searched_by_names_and_descriptions(play: Playground) -> None:
    play.tab.run("document.querySelector('#search').focus()")
    play.tab.type("registration")
    play.tab.wait(
        "document.querySelector('#documentation').textContent.includes('Publication.registrationNumber')"
    )
    play.click("#documentation .type")
    assert "Publication" in play.tab.run("document.querySelector('#documentation h3').textContent")
    assert "copyrightNotice" in play.text("documentation")
    play.tab.run("document.querySelector('#search').focus()")
    play.tab.type("skip this field")
    assert "Nothing in the schema speaks of" in play.text("documentation")


def test_colours_follow_the_system_until_somebody_chooses(play: Playground) -> None:
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = play.tab.run(ground)
    play.tab.run("theme.value = 'dark'; theme.dispatchEvent(new Event('change'))")
    dark = play.tab.run(ground)
    assert dark != light
    play.again()
    assert play.tab.run(ground) == dark
    play.tab.run("theme.value = 'system'; theme.dispatchEvent(new Event('change'))")
    assert play.tab.run(ground) == light
    play.again(dark=True)
    assert play.tab.run(ground) == dark


def test_a_question_mark_shows_the_shortcuts_outside_of_texts(play: Playground) -> None:
    play.tab.run("query.focus()")
    play.tab.press("?", modifiers=8, text="?")
    assert not play.tab.run("document.querySelector('#help-sheet').open")
    assert play.value("query").count("?") == 1
    play.tab.run("document.querySelector('#answer-box').focus()")
    play.tab.press("?", modifiers=8, text="?")
    assert play.tab.run("document.querySelector('#help-sheet').open")
    assert "Run the operation at the caret" in play.text("shortcuts")
    play.tab.press("Escape")
    play.tab.wait("!document.querySelector('#help-sheet').open")


def test_the_page_fits_a_telephone(play: Playground) -> None:
    play.tab.resize(360)
    play.tab.run("headersPart = document.querySelector('#headers-part'); headersPart.open = true")
    play.run()
    assert play.tab.run("document.documentElement.scrollWidth") <= 360
    small = play.tab.run(
        "[...document.querySelectorAll('button, select, input:not([type=checkbox])')].filter(each => "
        "each.offsetParent && each.getBoundingClientRect().height < 24).map(each => each.outerHTML)"
    )
    assert small == []
    play.tab.resize(1280)
