"""Every text of the window is translated, and what is compiled is what the translators wrote."""

import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from broadsheet_client.update_translations import ENGLISH, FOLDER, OPTIONS, update_file

FILES = pytest.mark.parametrize("name", OPTIONS)


def messages(file: Path) -> Iterator[tuple[str, ET.Element]]:
    """Each source text with its context."""
    for context in ET.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            yield context.findtext("name", ""), message


def texts_of(file: Path) -> list[tuple[str, str]]:
    """Each text with the name of its context."""
    return sorted((context, message.findtext("source", "")) for context, message in messages(file))


@FILES
def test_no_text_of_the_window_is_missing_or_without_translation(name: str, tmp_path: Path) -> None:
    fresh = tmp_path / f"{name}.ts"
    shutil.copy(FOLDER / fresh.name, fresh)
    update_file(fresh)
    waiting = [
        message.findtext("source")
        for _, message in messages(fresh)
        if message.find("translation[@type]") is not None
    ]
    assert waiting == []
    assert texts_of(fresh) == texts_of(FOLDER / fresh.name), "Run `make words`: texts came or went."


@FILES
def test_what_is_compiled_is_what_was_translated(name: str) -> None:
    compiled = QTranslator()
    assert compiled.load(str(FOLDER / f"{name}.qm"))
    for context, message in messages(FOLDER / f"{name}.ts"):
        source, translation = message.findtext("source", ""), message.find("translation")
        assert translation is not None
        forms = [form.text for form in translation] or [translation.text]
        count = 2 if message.get("numerus") else -1
        found = compiled.translate(context, source, None, count)
        assert found == forms[-1], f"Run `make words`: {context}, {source}"


def test_one_is_told_apart_from_many_in_english(qapp: QCoreApplication) -> None:
    english = QTranslator()
    english.load(str(FOLDER / f"{ENGLISH}.qm"))
    shown = [english.translate("SearchPane", "%Ln article(s)", None, count) for count in (1, 2)]
    assert shown == ["%Ln article", "%Ln articles"]


@FILES
def test_places_for_values_survive_translation(name: str) -> None:
    for _, message in messages(FOLDER / f"{name}.ts"):
        source = message.findtext("source", "")
        translation = message.find("translation")
        assert translation is not None
        said = "".join(translation.itertext())
        assert [mark for mark in ("%1", "%2", "%n", "%Ln") if (mark in source) != (mark in said)] == [], (
            source
        )
