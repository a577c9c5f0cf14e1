"""Take the pictures of the reader that the documentation shows, in the real window.

    broadsheet demo --no-reader --port 8090 --data /tmp/demo
    python docs/screenshots/take.py --server http://127.0.0.1:8090 --key-file /tmp/demo/reader.key \
        --output docs/images
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from broadsheet_client.api.generated import ArticleCard
from broadsheet_client.core.states import Ready
from broadsheet_client.reader import Reader
from broadsheet_client.widgets.actions import Command
from broadsheet_client.widgets.main_window import MainWindow
from broadsheet_client.widgets.share_dialog import ShareDialog

SIZE = (1240, 820)
NARROW = (480, 640)
NOWHERE = "http://127.0.0.1:9"


class Camera:
    """Opens readers one after the other and takes their pictures."""

    def __init__(self, server: str, key: str, output: Path) -> None:
        self.application = QApplication.instance() or QApplication([])
        self.server, self.key, self.output = server, key, output
        self.output.mkdir(parents=True, exist_ok=True)

    def reader(self, folder: Path, server: str = "", size: tuple[int, int] = SIZE) -> Reader:
        """A reader of an empty folder, or of one that was read before."""
        assert isinstance(self.application, QApplication)
        reader = Reader(self.application, server or self.server, self.key, folder)
        reader.open()
        reader.window.resize(*size)
        return reader

    def take(self, name: str, widget: QWidget) -> None:
        """Wait until nothing moves any more, and save the picture."""
        self.wait(lambda: False, 500)
        widget.grab().save(str(self.output / f"reader-{name}.png"))
        sys.stdout.write(f"reader-{name}.png\n")

    def wait(self, until: Callable[[], bool], milliseconds: int = 8_000) -> bool:
        """Let the window work until something is true."""
        deadline = QDeadlineTimer(milliseconds)
        while not until() and not deadline.hasExpired():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
        return until()

    def open(self, window: MainWindow, wanted: Callable[[ArticleCard], bool]) -> None:
        """Open the first listed article of a kind."""
        rows = window.model.rows
        assert rows is not None
        cards = (rows.card(row) for row in range(len(rows)))
        found = next((card for card in cards if card is not None and wanted(card)), None)
        if found is not None:
            window.navigation.open_article(found.id)
            self.wait(lambda: self._shows(window, found.id))

    def _shows(self, window: MainWindow, article_id: str) -> bool:
        state = window.article.pane.state
        return isinstance(state, Ready) and not state.stale and state.value.id == article_id


def reading(camera: Camera, folder: Path) -> None:
    """The front page, an article with a picture and its related news, at its end, in Chinese, in the dark."""
    reader = camera.reader(folder)
    window = reader.window
    camera.wait(lambda: window.article.can_share)
    camera.take("front-page", window)
    camera.open(window, lambda card: card.lead_image is not None and card.language == "en")
    camera.take("article", window)
    window.article.sheet.read_on()
    window.article.sheet.verticalScrollBar().setValue(window.article.sheet.verticalScrollBar().maximum())
    camera.take("related", window)
    window.resize(1560, 900)
    window.article.sheet.verticalScrollBar().setValue(0)
    camera.take("wide", window)
    window.command(Command.DARK)
    camera.take("dark", window)
    window.command(Command.LIGHT)
    window.resize(*SIZE)
    camera.open(window, lambda card: card.language.startswith("zh"))
    camera.take("chinese", window)
    camera.open(window, lambda card: card.lead_image is not None)
    _shut(camera, reader)


def narrow(camera: Camera, folder: Path) -> None:
    """A narrow window: the list, then the article."""
    reader = camera.reader(folder, size=NARROW)
    camera.wait(lambda: reader.window.model.count > 0)
    reader.window.articles.table.selectRow(0)
    camera.take("narrow-list", reader.window)
    reader.window.command(Command.READ_ON)
    camera.wait(lambda: reader.window.article.can_share)
    camera.take("narrow-article", reader.window)
    _shut(camera, reader)


def sharing(camera: Camera, folder: Path) -> None:
    """The share dialog while it is written, with a wrong address, and when the mail has gone."""
    reader = camera.reader(folder)
    window = reader.window
    camera.wait(lambda: window.article.can_share)
    for dialog in _shared(window):
        dialog.form.recipients.set_addresses(["ana.brook@friends.example", "ben@@friends"])
        dialog.form.name.setText("Mira Tolland")
        dialog.form.note.setPlainText("This is the one I told you about on Sunday.\nSee you at the harbour!")
        camera.take("share-problem", dialog)
        dialog.form.recipients.set_addresses(["ana.brook@friends.example", "ben@friends.example"])
        camera.take("share", dialog)
        dialog.send()
        camera.wait(lambda shown=dialog: shown.outcome.isVisible())
        camera.take("share-on-its-way", dialog)
        camera.wait(lambda shown=dialog: "Sent" in shown.outcome.words)
        camera.take("share-sent", dialog)
    _shut(camera, reader)


def troubles(camera: Camera, folder: Path, empty: Path) -> None:
    """Offline with what was saved, offline with nothing, mail that waits, and the keys."""
    reader = camera.reader(folder)
    camera.wait(lambda: reader.window.article.can_share)
    server = reader.desk.server
    _shut(camera, reader)
    stored = next(path for path in folder.iterdir() if path.is_dir())
    reader = camera.reader(folder, server)
    del stored
    reader.window.command(Command.SHORTCUTS)
    dialog = reader.window.findChild(QDialog)
    if dialog is not None:
        camera.take("shortcuts", dialog)
        dialog.close()
    _shut(camera, reader)
    reader = camera.reader(empty, NOWHERE)
    camera.take("nothing-yet", reader.window)
    _shut(camera, reader)


def _shared(window: MainWindow) -> Iterator[ShareDialog]:
    window.command(Command.SHARE)
    dialog = window.findChild(ShareDialog)
    assert dialog is not None
    yield dialog
    dialog.close()


def _shut(camera: Camera, reader: Reader) -> None:
    reader.window.close()
    reader.close()
    reader.window.deleteLater()
    camera.wait(lambda: False, 50)


def main() -> int:
    """Take all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", default="http://127.0.0.1:8080")
    parser.add_argument("--key-file", type=Path)
    parser.add_argument("--output", type=Path, default=Path("docs/images"))
    options = parser.parse_args()
    key = options.key_file.read_text(encoding="utf-8").strip() if options.key_file else ""
    camera = Camera(options.server, key, options.output)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        folder = Path(one)
        reading(camera, folder)
        narrow(camera, folder)
        sharing(camera, folder)
        troubles(camera, folder, Path(two))
    return 0


if __name__ == "__main__":
    sys.exit(main())
