"""What the playground in a browser keeps of tabs, headers and history, and that it keeps no key."""

import pytest

from tests.end_to_end.chromium import PROGRAM
from tests.end_to_end.playground import Playground

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no Chromium here")
KEY = "bs_" + "k" * 43


def test_headers_are_checked_and_sent(play: Playground) -> None:
    play.click("#headers-part summary")
    play.write("Authorization: Bearer x\nno colon\nCookie: a=b\nX-Ünknown: 1\nX-A: 1\nx-a: 2", into="headers")
    faults = play.text("headers-faults")
    for words in ("The key has its own field", "A header is a line", "Browsers do not let", "is no name"):
        assert words in faults
    play.run()
    assert "A header cannot be sent" in play.text("problems")
    play.write("X-Trace: abc\n# a comment", into="headers")
    play.tab.sent.clear()
    play.run()
    assert "abc" in [headers.get("X-Trace") for headers in play.tab.sent]


def test_keys_and_secret_headers_are_never_stored(play: Playground) -> None:
    play.tab.run("key.focus()")
    play.tab.type(KEY)
    play.click("#headers-part summary")
    play.write(f"X-Trace: abc\nX-Api-Key: hunter2\nX-Other: {KEY}", into="headers")
    play.write("{ publication { name } }")
    assert play.tab.run("key.type") == "password"
    play.run()
    play.write(f'{{ search(query: "{KEY}", first: 1) {{ nodes {{ slug }} }} }}')
    play.run()
    stored = play.tab.run("JSON.stringify({...localStorage, ...sessionStorage}) + document.cookie")
    assert "X-Trace: abc" in stored
    assert KEY not in stored
    assert "hunter2" not in stored
    play.click("#copy-link")
    assert "There is a key" in play.text("said")
    play.again()
    assert play.value("key") == ""
    assert play.value("headers") == "X-Trace: abc"


def test_a_key_in_headers_that_somebody_wrote_as_json_is_not_stored_either(play: Playground) -> None:
    play.click("#headers-part summary")
    play.write(f'{{\n  "Authorization":\n    "Bearer {KEY}"\n}}\nX-Trace: abc', into="headers")
    play.run()
    assert "A header cannot be sent" in play.text("problems")
    play.again()
    assert play.value("headers") == "X-Trace: abc"


def test_tabs_and_history_survive_the_session(play: Playground) -> None:
    play.write("query Mine { publication { name } }")
    play.run()
    play.click("#new-tab")
    assert play.value("query") == ""
    play.write("query Other { limits { pageMax } }")
    play.write('{"a": 1}', into="variables")
    play.tab.run("sessionStorage.clear()")  # the window is closed, and another opened
    play.again()
    titles = "[...document.querySelectorAll('#tabs [role=tab] span')].map(each => each.textContent)"
    assert play.tab.run(titles) == ["Mine", "Other"]
    assert play.value("query") == "query Other { limits { pageMax } }"
    assert play.value("variables") == '{"a": 1}'
    play.tab.run("document.querySelector('#tabs [aria-selected=true]').focus()")
    play.tab.press("ArrowLeft")
    assert play.value("query") == "query Mine { publication { name } }"
    play.tab.press("Delete")
    assert play.tab.run(titles) == ["Other"]
    play.click("#open-history")
    play.tab.run("document.querySelector('#history-search').focus()")
    play.tab.type("mine")
    play.click("#history-list button")
    assert play.value("query") == "query Mine { publication { name } }"
    assert play.tab.run(titles) == ["Other", "Mine"]
    play.click("#open-history")
    play.click("#history-clear")
    assert play.text("history-list") == "Nothing has been asked yet."


def test_each_tab_keeps_its_answer(play: Playground) -> None:
    play.run()
    play.click("#new-tab")
    assert play.text("output") == "Press Run to see the answer here."
    play.write("{ limits { pageMax } }")
    assert "pageMax" in play.run()
    play.click("#tabs [role=tab]")
    assert "headline" in play.text("output")
