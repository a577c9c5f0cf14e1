"""Languages as sources write them."""

import pytest

from broadsheet_server.ingest.languages import read_language


@pytest.mark.parametrize(
    ("text", "tag"), [("en_US", "en-US"), ("zh_TW", "zh-TW"), ("zh_hans_cn", "zh-Hans-CN")]
)
def test_a_locale_is_read_as_its_tag_and_noted(text: str, tag: str) -> None:
    language = read_language(text, "de")
    assert (language.tag, language.is_assumed) == (tag, False)
    assert language.note == f"the language “{text}” was read as {tag}"


@pytest.mark.parametrize(
    ("text", "tag"), [("eng", "en"), ("deu-AT", "de-AT"), ("iw", "he"), ("gsw", "gsw"), ("zh-cmn", "zh-cmn")]
)
def test_a_language_has_the_code_of_two_letters_where_it_has_one(text: str, tag: str) -> None:
    language = read_language(text, "fr")
    assert language.tag == tag
    assert bool(language.note) == (text != tag)


@pytest.mark.parametrize("text", [None, "", "  ", "und"])
def test_without_a_language_it_is_the_publications(text: str | None) -> None:
    assert read_language(text, "de") == ("de", True, None)


def test_a_language_that_is_no_tag_costs_only_itself() -> None:
    language = read_language("English (UK)", "de")
    assert (language.tag, language.is_assumed) == ("de", True)
    assert language.note == "language “English (UK)” left out, “de” taken: it is no BCP 47 tag like “en”"
