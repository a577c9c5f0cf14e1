"""What is taken of one item of a feed, as feedparser hands it over."""

from types import SimpleNamespace
from typing import Any

import pytest

from broadsheet_server.ingest.feed_entry import WORDS_OF_A_TEXT, EntryParser
from broadsheet_server.ingest.feed_identity import FeedItemIdentity
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, UnreadableItemError

PAGE = "https://post.example/ferry"


def parsed(*, full_text: bool = False, page: str | None = PAGE, **entry: Any) -> ParsedItem:
    """An item called “Ferry docks” that has these members."""
    feed = SimpleNamespace(feed={"title": "Harbour Post", "link": "https://post.example/"})
    title = {"title_detail": {"type": "text/plain", "value": "Ferry docks"}}
    defaults = ImportDefaults(None, "en", full_text=full_text)
    identity = FeedItemIdentity("guid-1", page, reference_may_change=True)
    return EntryParser(title | entry, feed, identity, defaults, ()).parse("item 1")


def described(words: int) -> dict[str, Any]:
    text = "fog " * words
    return {"summary": text, "summary_detail": {"type": "text/html", "value": text}}


def test_the_content_is_the_text_and_the_description_the_summary() -> None:
    content = {"type": "text/html", "value": "<p>The ferry docked after a night of fog.</p>"}
    draft = parsed(content=[content], **described(3)).draft
    assert (draft.body_html, draft.summary) == (content["value"], "fog fog fog")
    assert (draft.headline, draft.source_name) == ("Ferry docks", "Harbour Post")


@pytest.mark.parametrize(("words", "is_summary"), [(WORDS_OF_A_TEXT - 1, True), (WORDS_OF_A_TEXT, False)])
def test_a_short_description_is_no_full_text(words: int, is_summary: bool) -> None:
    assert parsed(full_text=True, **described(words)).is_summary is is_summary


def test_a_link_alone_needs_its_page() -> None:
    assert parsed(full_text=True).is_summary
    for full_text, page in ((False, PAGE), (True, None)):
        with pytest.raises(UnreadableItemError, match="only a link"):
            parsed(full_text=full_text, page=page)


def test_authors_have_names_and_no_mail_addresses() -> None:
    names = ("ada@post.example (Ada Reed)", "Mei Tan", "desk@post.example", "Mei Tan")
    draft = parsed(authors=[{"name": name} for name in names], **described(3)).draft
    assert [author.name for author in draft.authors] == ["Ada Reed", "Mei Tan"]


def test_a_thumbnail_stands_in_for_pictures_and_sound_is_told() -> None:
    media = [{"url": "https://post.example/a.mp3", "type": "audio/mpeg"}]
    item = parsed(
        media_content=media, media_thumbnail=[{"url": "https://post.example/a.png"}], **described(3)
    )
    assert [image.url for image in item.draft.images] == ["https://post.example/a.png"]
    assert [note for note in item.notes if note.startswith("left out: audio/mpeg")]
