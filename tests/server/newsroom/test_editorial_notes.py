"""An editor is told where only words hold an article."""

import pytest

from broadsheet_server.newsroom.editorial_notes import hold_notes
from tests.builders import NOW, draft


@pytest.mark.parametrize("words", ["EMBARGOED until 1 May", "Not for publication.", "Please don’t publish"])
def test_an_article_that_only_words_hold_is_told(words: str) -> None:
    note = f"no date holds it, and its source tells editors: “{words}”"
    assert hold_notes(draft(editorial_note=words)) == (note,)


def test_what_a_date_holds_and_other_words_need_no_note() -> None:
    assert hold_notes(draft(editorial_note="Embargoed", embargoed_until=NOW)) == ()
    assert hold_notes(draft(editorial_note="Adds quotes")) == ()
