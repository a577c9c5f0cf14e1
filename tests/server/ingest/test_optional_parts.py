"""What no article can have is left out where the article can do without it."""

from broadsheet_server.ingest.optional_parts import with_valid_options
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_shared.vocabulary import TagKind
from tests.builders import draft

LONG = "x" * 5_000


def test_an_ordinary_draft_stays_as_it_is() -> None:
    ordinary = draft(byline="By Tomas Hale", canonical_url="https://courier.example/crane")
    assert with_valid_options(ordinary) == (ordinary, ())


def test_what_is_too_long_or_no_address_is_left_out_with_a_note() -> None:
    tags = (DraftTag(LONG, TagKind.TOPIC), DraftTag("Cranes", TagKind.TOPIC))
    authors = (DraftAuthor(LONG), DraftAuthor("Tomas Hale"))
    odd = draft(byline=LONG, canonical_url="/crane", tags=tags, authors=authors)
    found, notes = with_valid_options(odd)
    assert (found.byline, found.canonical_url, found.headline) == (None, None, odd.headline)
    assert (found.tags, found.authors) == (tags[1:], authors[1:])
    assert notes == (
        "left out: the byline has 5,000 characters; at most 4,000 are taken",
        "left out: the canonical URL “/crane” is not a web address (http or https)",
        "left out: the author's name has 5,000 characters; at most 4,000 are taken",
        "left out: the tag's label has 5,000 characters; at most 4,000 are taken",
    )


def test_of_too_many_tags_the_first_are_taken() -> None:
    tags = tuple(DraftTag(f"Tag {number}", TagKind.TOPIC) for number in range(250))
    found, notes = with_valid_options(draft(tags=tags))
    assert found.tags == tags[:200]
    assert notes == ("left out: all but the first 200 of 250 tags",)
