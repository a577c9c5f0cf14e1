"""One language for the whole window."""

import pytest

from broadsheet_client.core.languages import Language, best_match


@pytest.mark.parametrize(
    ("tags", "language"),
    [
        (["zh-Hans-CN", "en-US"], Language.CHINESE),
        (["zh_TW"], Language.CHINESE),
        (["en-GB", "zh-CN"], Language.ENGLISH),
        (["de-DE", "zh-CN", "en"], Language.CHINESE),
        (["de-DE"], Language.ENGLISH),
        (["C"], Language.ENGLISH),
        ([], Language.ENGLISH),
    ],
)
def test_a_person_gets_the_first_of_their_languages_that_there_is(
    tags: list[str], language: Language
) -> None:
    assert best_match(tags) is language
