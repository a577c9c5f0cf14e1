"""A text has the letters of its own language, whatever the language of the window is."""

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from broadsheet_client.core.languages import Language
from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.window.translators import install_translators
from tests.client import responses
from tests.client.widgets.conftest import ReaderFactory
from tests.client.widgets.newspaper import Newspaper

SENTENCE = "“It’s here,” she said"


def width_in_a_window(qapp: QApplication, language: Language) -> float:
    """How wide an English headline is, in pixels."""
    install_translators(qapp, language)
    return QFontMetricsF(fonts.font(fonts.serif("en"), 20)).horizontalAdvance(SENTENCE)


def test_an_english_headline_has_its_own_quotation_marks_in_a_chinese_window(qapp: QApplication) -> None:
    in_english, in_chinese = (width_in_a_window(qapp, language) for language in Language)
    assert in_chinese == pytest.approx(in_english)


def test_an_english_article_has_its_own_quotation_marks_in_a_chinese_window(
    open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot
) -> None:
    newspaper.articles = [responses.page(1, bodyHtml=f"<p>{SENTENCE}</p>")]
    widths = []
    for language in Language:
        reader = open_reader(newspaper.origin, language=language)
        qtbot.waitUntil(lambda window=reader.window: window.article_pane.shows_article)  # type: ignore[misc]
        layout = reader.window.article_pane.scroll_area.view.document().find("here").block().layout()
        widths.append(layout.lineAt(0).naturalTextWidth())
        open_reader.close(reader)
    assert widths[1] == pytest.approx(widths[0])
