"""Fixtures for the window: a theme, a newspaper behind a real server, and a reader of it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from broadsheet_client.core.languages import Language
from broadsheet_client.reader import Reader, create_services
from broadsheet_client.services import Services
from broadsheet_client.widgets.common.theme import Appearance, Theme
from broadsheet_client.widgets.share.share_dialog import ShareDialog
from broadsheet_client.widgets.window.actions import Command
from broadsheet_client.widgets.window.preferences import Preferences
from broadsheet_client.widgets.window.translators import install_translators
from tests.client import responses
from tests.client.scripted_server import ScriptedServer
from tests.client.widgets.newspaper import Newspaper
from tests.client.widgets.share.draft_input import OpenDialog
from tests.client.widgets.styles import delete_closed_widgets, forget_styles


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> None:
    """English, whatever the system and the previous test use."""
    install_translators(qapp, Language.ENGLISH)


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """Light, whatever the system says."""
    yield Theme(qapp, Appearance.LIGHT)
    forget_styles(qapp)


@pytest.fixture
def newspaper() -> Iterator[Newspaper]:
    """Sixty articles; the first is related to the third and the fourth."""
    newspaper = Newspaper(ScriptedServer())
    newspaper.articles = [responses.page(1, related=(3, 4), bodyHtml="<p>The ferry sails again.</p>" * 60)]
    newspaper.articles += [responses.page(number) for number in range(2, 61)]
    yield newspaper
    with suppress(OSError):
        newspaper.server.close()


class Desktop:
    """The desktop around the reader: records the addresses it is asked to open."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.opens = True

    def open(self, address: str) -> bool:
        """Accept an address, as a browser or a mail program would."""
        self.opened.append(address)
        return self.opens


@pytest.fixture
def desktop() -> Desktop:
    """No browser and no mail program are started by tests."""
    return Desktop()


@pytest.fixture
def open_reader(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> Iterator["ReaderFactory"]:
    """Opens readers, and closes those that are still open in the end."""

    def created(*parts: Any) -> Services:
        """No time to take a mail back: most tests do not wait for it."""
        services = replace(create_services(*parts), open_url=desktop.open)
        services.outbox.hold = 0
        return services

    monkeypatch.setattr("broadsheet_client.reader.create_services", created)
    maker = ReaderFactory(qapp, qtbot, tmp_path / "reader")
    yield maker
    maker.close_all()


class ReaderFactory:
    """Each reader that it opens uses the store of the previous one."""

    def __init__(self, application: QApplication, qtbot: QtBot, folder: Path) -> None:
        self._application, self._qtbot, self._folder = application, qtbot, folder
        self._open: list[Reader] = []

    def __call__(
        self,
        server: str,
        *,
        width: int = 1240,
        height: int = 800,
        language: Language = Language.ENGLISH,
        key: str | None = "a-key",
    ) -> Reader:
        preferences = Preferences(self._folder / "settings.ini")
        preferences.language = language
        preferences.save()
        reader = Reader(self._application, server, key, self._folder)
        reader.theme.set_appearance(Appearance.LIGHT)
        self._open.append(reader)
        reader.window.resize(width, height)
        reader.preferences.geometry = reader.window.saveGeometry()
        reader.open()
        # The offscreen platform limits the first size of a window.
        reader.window.resize(width, height)
        self._qtbot.waitUntil(lambda: reader.window.windowHandle().isExposed())
        return reader

    def close(self, reader: Reader) -> None:
        """Close a reader as its user does."""
        self._open.remove(reader)
        reader.window.close()
        reader.close()
        reader.window.deleteLater()
        delete_closed_widgets()

    def close_all(self) -> None:
        """Close all open readers."""
        for reader in list(self._open):
            self.close(reader)
        forget_styles(self._application)


@pytest.fixture
def reader(open_reader: ReaderFactory, newspaper: Newspaper, qtbot: QtBot) -> Reader:
    """A reader of the newspaper, with the first article open."""
    reader = open_reader(newspaper.origin)
    qtbot.waitUntil(lambda: reader.window.article_pane.shows_article)
    return reader


@pytest.fixture
def open_dialog(reader: Reader) -> OpenDialog:
    """Opens the share dialog for the open article."""

    def opened() -> ShareDialog:
        reader.window.trigger(Command.SHARE)
        dialog = reader.window.findChildren(ShareDialog)[-1]
        assert isinstance(dialog, ShareDialog)
        return dialog

    return opened
