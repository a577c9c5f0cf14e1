"""References of HTML in plain lines are decoded where they can be nothing else."""

import pytest

from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_server.newsroom.plain_entities import decoded, markup_notes, with_decoded_entities
from broadsheet_shared.vocabulary import TagKind
from tests.builders import draft


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Fish &amp; Chips: AT&amp;T &#8217;best&#x2019;&nbsp;deal", "Fish & Chips: AT&T ’best’\u00a0deal"),
        ("The &quot;best&quot; deal &mdash; so far", 'The "best" deal — so far'),
        ("&lt;b&gt; is bold", "<b> is bold"),
        ("How to write &amp;lt;", "How to write &lt;"),
        ("Plain", "Plain"),
    ],
)
def test_references_are_decoded_once(text: str, clean: str) -> None:
    assert decoded(text) == (clean, False)


@pytest.mark.parametrize(
    "text", ["Fish & chips", "R&D; and more", "Q&A", "&copy 2026", "&#; &#99999999;", "a &"]
)
def test_a_sign_that_begins_no_reference_stays(text: str) -> None:
    assert decoded(text) == (text, False)


def test_a_line_with_both_stays_and_is_told() -> None:
    assert decoded("AT&T &amp; Verizon") == ("AT&T &amp; Verizon", True)


def test_markup_in_a_plain_line_stays_as_it_stands_and_is_told() -> None:
    assert markup_notes(draft(headline="The <b>last</b> lift", summary="3 <5 and x<y> z")) == (
        "the headline has what looks like HTML (<b>), and shows it as it stands",
    )


def test_names_of_tags_and_authors_are_read_as_they_are_meant() -> None:
    tags = (DraftTag("R&amp;D", TagKind.TOPIC), DraftTag("Food & Drink", TagKind.TOPIC))
    clean, notes = with_decoded_entities(draft(tags=tags, authors=(DraftAuthor("D&#8217;Angelo"),)))
    assert [tag.label for tag in clean.tags] == ["R&D", "Food & Drink"]
    assert [author.name for author in clean.authors] == ["D’Angelo"]
    assert notes == ()
