"""Names and sentences are joined as each language does it."""

import pytest
from PySide6.QtWidgets import QApplication

from broadsheet_client.core.languages import Language
from broadsheet_client.widgets.common.list_format import (
    BREAK_CHANCE,
    breakable,
    join_commas,
    join_names,
    join_sentences,
)
from broadsheet_client.widgets.window.translators import install_translators


@pytest.fixture(params=Language)
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Language:
    """The language of the user interface."""
    language: Language = request.param
    install_translators(qapp, language)
    return language


def test_names_stand_together(language: Language) -> None:
    names = ["Ana", "Ben", "Cleo"]
    said = [join_names(names[:count]) for count in range(4)] + [join_commas(names)]
    assert (
        said
        == {
            Language.ENGLISH: ["", "Ana", "Ana and Ben", "Ana, Ben and Cleo", "Ana, Ben, Cleo"],
            Language.CHINESE: ["", "Ana", "Ana、Ben", "Ana、Ben、Cleo", "Ana、Ben、Cleo"],
        }[language]
    )


def test_only_english_sentences_have_a_blank_between_them(language: Language) -> None:
    assert join_sentences("这里。", "", "那里。") == (
        "这里。 那里。" if language is Language.ENGLISH else "这里。那里。"
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("to cara@friends.example now", ["to cara@", "friends.", "example now"]),
        ("ana.brook@friends.example", ["ana.", "brook@", "friends.", "example"]),
        ("q" * 36, ["q" * 16, "q" * 16, "qqqq"]),
        ("A sentence with a full stop.", ["A sentence with a full stop."]),
    ],
)
def test_an_address_is_broken_behind_its_signs_and_only_a_long_word_elsewhere(
    text: str, parts: list[str]
) -> None:
    assert breakable(text).split(BREAK_CHANCE) == parts
