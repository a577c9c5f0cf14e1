"""Take the screenshots for the documentation: the real window with the demo newspaper.

    python docs/screenshots/take.py [--output docs/images]

It starts the demo server in a process of its own, and stops it for the offline screenshots.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from newspaper import Newspaper, unused_port
from PySide6.QtCore import QDeadlineTimer, QEventLoop, Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from broadsheet_client.api.generated import ArticleCard
from broadsheet_client.core.languages import Language
from broadsheet_client.core.papers import Paper
from broadsheet_client.core.states import Empty, Failed, Ready
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from broadsheet_client.reader import Reader, create_paper_check
from broadsheet_client.widgets.article.article_scroll_area import ArticleScrollArea
from broadsheet_client.widgets.papers.address_dialog import AddressDialog
from broadsheet_client.widgets.share.outbox_dialog import OutboxDialog
from broadsheet_client.widgets.share.share_dialog import ShareDialog
from broadsheet_client.widgets.window.actions import Command
from broadsheet_client.widgets.window.main_window import MainWindow
from broadsheet_client.widgets.window.preferences import Preferences

SIZE, WIDE, NARROW = (1240, 820), (1560, 900), (480, 640)
OTHER_PAPERS = (Paper("https://post.example", "The Harbour Post"), Paper("https://chenbao.example", "晨报"))
NOTE = "This is the one I told you about on Sunday.\nSee you at the harbour!"


class Camera:
    """Opens readers one after the other and takes their screenshots."""

    def __init__(self, newspaper: Newspaper, folder: Path, output: Path) -> None:
        application = QApplication.instance() or QApplication([])
        assert isinstance(application, QApplication)
        self.application = application
        self.newspaper, self.folder, self.output = newspaper, folder, output
        self.output.mkdir(parents=True, exist_ok=True)

    def open(
        self,
        size: tuple[int, int] = SIZE,
        *,
        folder: Path | None = None,
        language: Language = Language.ENGLISH,
    ) -> MainWindow:
        """Open a reader; without a folder it uses the previous reader's store."""
        folder = folder or self.folder
        preferences = Preferences(folder / "settings.ini")
        preferences.language = language
        preferences.save()
        self.reader = Reader(self.application, self.newspaper.url, self.newspaper.key, folder)
        self.reader.window.resize(*size)
        self.reader.preferences.geometry = self.reader.window.saveGeometry()
        self.reader.open()
        self.reader.window.resize(*size)
        return self.reader.window

    def close(self) -> None:
        """Close the reader."""
        self.reader.window.close()
        self.reader.close()
        self.reader.window.deleteLater()
        self.wait(lambda: False, 50)

    def take(self, name: str, widget: QWidget) -> None:
        """Wait until the window has settled, and save a screenshot."""
        self.wait(lambda: False, 600)
        widget.grab().save(str(self.output / f"reader-{name}.png"))
        sys.stdout.write(f"reader-{name}.png\n")

    def wait(self, until: Callable[[], bool], milliseconds: int = 15_000) -> bool:
        """Process events until a condition is true; False after the time limit."""
        deadline = QDeadlineTimer(milliseconds)
        while not until() and not deadline.hasExpired():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            time.sleep(0.005)
        return until()

    def turn_to(self, matches: Callable[[ArticleCard], bool]) -> ArticleScrollArea:
        """Open the first listed article that matches."""
        window = self.reader.window
        rows = window.model.rows
        assert rows is not None
        cards = [card for row in range(len(rows)) if (card := rows.card(row)) is not None]
        chosen = next((card for card in cards if matches(card)), cards[0])
        window.navigation.open_article(chosen.id)
        self.wait(lambda: self._shows(chosen.id))
        return window.article_pane.scroll_area

    def _shows(self, article_id: str) -> bool:
        pane = self.reader.window.article_pane
        state, scroll_area = pane.state_pane.state, pane.scroll_area
        is_shown = isinstance(state, Ready) and not state.stale and state.value.id == article_id
        return is_shown and all(
            map(scroll_area.view.has_image, (image.url for image in scroll_area.document.images))
        )


def first_start(camera: Camera) -> None:
    """The question for a paper, what may be wrong with an address, and the paper that was found."""
    window = camera.open()
    camera.wait(lambda: window.article_pane.shows_article)
    check = create_paper_check()
    dialog = AddressDialog(lambda: check, is_first=True)
    dialog.show()
    camera.take("first-start", dialog)
    dialog.field.setText(f"127.0.0.1:{unused_port()}")
    dialog.check()
    camera.wait(lambda: bool(dialog.problem))
    camera.take("address-refused", dialog)
    dialog.field.setText("https://news.example")
    check.failed.emit(ReaderError(ErrorKind.PROTOCOL, ErrorCode.CERTIFICATE_EXPIRED, value="2026-11-01"))
    camera.take("certificate-expired", dialog)
    dialog.field.setText(camera.newspaper.url)
    dialog.check()
    camera.wait(lambda: dialog.paper is not None)
    camera.take("paper-found", dialog)
    dialog.close()
    camera.close()


def papers_and_key(camera: Camera) -> None:
    """The list of papers, and the key for sharing."""
    window = camera.open()
    camera.wait(lambda: window.article_pane.shows_article)
    preferences = camera.reader.preferences
    known = preferences.papers
    preferences.papers = (*known, *OTHER_PAPERS)
    for command, name in ((Command.PAPERS, "papers"), (Command.KEY, "key")):
        window.trigger(command)
        _photograph_dialog(camera, name)
        camera.wait(lambda: False, 50)
    preferences.papers = known
    camera.close()


def reading(camera: Camera) -> None:
    """The front page, an article with image and related news, in Chinese, in dark colours."""
    window = camera.open()
    camera.wait(lambda: window.article_pane.shows_article)
    camera.take("front-page", window)
    scroll_area = camera.turn_to(lambda card: card.lead_image is not None and card.language == "en")
    camera.take("article", window)
    camera.turn_to(lambda card: card.headline.startswith("Overloaded, bow door"))
    camera.take("credits", window)
    scroll_area = camera.turn_to(lambda card: card.lead_image is not None and card.language == "en")
    scroll_area.verticalScrollBar().setValue(scroll_area.verticalScrollBar().maximum())
    camera.take("related", window)
    window.resize(*WIDE)
    scroll_area.verticalScrollBar().setValue(0)
    camera.take("wide", window)
    window.trigger(Command.DARK)
    camera.take("dark", window)
    window.trigger(Command.LIGHT)
    window.resize(*SIZE)
    camera.turn_to(lambda card: card.language.startswith("zh") and card.lead_image is not None)
    camera.take("chinese", window)
    window.trigger(Command.SHORTCUTS)
    dialog = window.findChild(QDialog)
    assert dialog is not None
    dialog.resize(dialog.width(), 1_000)
    _photograph_dialog(camera, "shortcuts")
    camera.close()


def in_chinese(camera: Camera) -> None:
    """The window in Chinese."""
    window = camera.open(WIDE, language=Language.CHINESE)
    camera.wait(lambda: window.article_pane.shows_article)
    camera.turn_to(lambda card: card.language.startswith("zh") and card.lead_image is not None)
    camera.take("chinese-window", window)
    camera.close()


def narrow(camera: Camera) -> None:
    """A narrow window: the list, then the article."""
    window = camera.open(NARROW)
    camera.wait(lambda: window.model.count > 0)
    window.article_list.table.selectRow(1)
    camera.take("narrow-list", window)
    window.trigger(Command.READ_ON)
    camera.wait(lambda: window.article_pane.shows_article)
    camera.take("narrow-article", window)
    camera.close()


def sharing(camera: Camera) -> None:
    """The share dialog with an invalid address, filled in, and after sending."""
    window = camera.open()
    camera.wait(lambda: window.article_pane.shows_article)
    camera.turn_to(lambda card: card.lead_image is not None and card.language == "en")
    dialog = _write(window, "ana.brook@friends.example", "ben@@friends")
    camera.take("share-problem", dialog)
    dialog.form.recipients.set_addresses(["ana.brook@friends.example", "ben@friends.example"])
    camera.take("share", dialog)
    dialog.send()
    camera.wait(lambda: "Sent to" in dialog.result_page.text, 60_000)
    camera.take("share-sent", dialog)
    dialog.accept()
    camera.close()


def being_offline(camera: Camera, empty: Path) -> None:
    """Stored news, queued mail, and a first start without a server."""
    window = camera.open()
    camera.wait(lambda: window.article_pane.shows_article)
    camera.newspaper.stop()
    window.trigger(Command.REFRESH)
    camera.wait(window.article_list.state_pane.banner.isVisible)
    camera.take("offline", window)
    dialog = _write(window, "ana.brook@friends.example")
    dialog.send()
    camera.wait(lambda: "Waiting" in dialog.result_page.text, 60_000)
    camera.take("share-waiting", dialog)
    dialog.accept()
    window.trigger(Command.OUTBOX)
    outbox = window.findChild(OutboxDialog)
    assert outbox is not None
    camera.take("outbox", outbox)
    outbox.reject()
    camera.close()
    window = camera.open(folder=empty)
    camera.wait(window.article_list.state_pane.message.isVisible)
    camera.take("nothing-yet", window)
    camera.close()


def other_states(camera: Camera) -> None:
    """States that cannot be produced from outside: an empty section, and a server error."""
    window = camera.open()
    camera.wait(lambda: window.article_pane.shows_article)
    camera.wait(lambda: False, 1_500)
    window.article_list.show_section("Obituaries")
    window.article_list.show_state(Empty())
    slow = ReaderError(ErrorKind.TIMEOUT, ErrorCode.TIMEOUT)
    window.article_pane.show_state(Failed(slow))
    camera.take("empty-and-error", window)
    camera.close()


def _write(window: MainWindow, *to: str) -> ShareDialog:
    window.trigger(Command.SHARE)
    dialog = window.findChildren(ShareDialog, options=Qt.FindChildOption.FindDirectChildrenOnly)[-1]
    assert isinstance(dialog, ShareDialog)
    dialog.form.recipients.set_addresses(to)
    dialog.form.sender_name.setText("Mira Tolland")
    dialog.form.note.setPlainText(NOTE)
    return dialog


def _photograph_dialog(camera: Camera, name: str) -> None:
    dialog = camera.reader.window.findChild(QDialog)
    assert dialog is not None
    camera.take(name, dialog)
    dialog.close()


def main() -> int:
    """Take all screenshots."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("docs/images"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        newspaper = Newspaper(Path(folder) / "demo")
        camera = Camera(newspaper, Path(folder) / "reader", options.output)
        try:
            newspaper.start()
            for part in (reading, papers_and_key, first_start, in_chinese, narrow, sharing, other_states):
                part(camera)
            being_offline(camera, Path(folder) / "empty")
        finally:
            newspaper.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
