"""The boxes of an article: placed over their placeholders, and part of its selection and its Tab order."""

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, QRect, Signal
from PySide6.QtGui import QImage, QTextCursor
from PySide6.QtWidgets import QTextBrowser

from broadsheet_client.widgets.article.wide_box import FRAME, WideBox
from broadsheet_client.widgets.article.wide_parts import (
    WidePart,
    next_link,
    placeholder_positions,
    position_in_document,
    position_in_text,
    set_placeholder_size,
    take_wide_parts,
    with_parts,
)

_KEEP = QTextCursor.MoveMode.KeepAnchor


class WideBoxes(QObject):
    """The boxes over one text browser."""

    reveal_requested = Signal(QRect)
    """This part of the browser should be scrolled to."""

    def __init__(self, view: QTextBrowser) -> None:
        super().__init__(view)
        self._view = view
        self._parts: list[WidePart] = []
        self._is_passing = False
        self.boxes: list[WideBox] = []
        view.selectionChanged.connect(self._show_selection)

    def take_parts(self, width: int) -> None:
        """Put everything in the text that is wider than `width` pixels into boxes."""
        self._parts = take_wide_parts(self._view.document(), width)
        for box in self.boxes[len(self._parts) :]:
            if box.hasFocus():
                self._view.setFocus()
            box.hide()
            box.deleteLater()
        del self.boxes[len(self._parts) :]
        while len(self.boxes) < len(self._parts):
            self.boxes.append(self._create_box())
        for box, part in zip(self.boxes, self._parts, strict=True):
            box.show_part(part)
            box.show()

    def place(self, width: int) -> None:
        """Make room for the boxes in the text, which has this width, and put them there."""
        if not self.boxes:
            return
        document, heights = self._view.document(), [box.height_for(width - 2 * FRAME) for box in self.boxes]
        # Qt lays a text out step by step. An edit between two steps would end that: the rest would stay as it
        # was in another width, and the article would be cut off. To ask for the size takes all steps.
        document.size()
        positions = placeholder_positions(document)
        for number, position in positions.items():
            set_placeholder_size(document, position, width, heights[number])
        for number, position in positions.items():
            place = document.documentLayout().blockBoundingRect(document.findBlock(position))
            self.boxes[number].setGeometry(0, round(place.top()), width, heights[number])

    def position_in_text(self, position: int) -> int:
        """The position in the text as it is without boxes, which no zoom and no width changes."""
        return position_in_text(position, self._parts)

    def position_in_document(self, position: int) -> int:
        """The inverse of `position_in_text`."""
        return position_in_document(position, self._parts)

    def show_image(self, url: str, image: QImage) -> None:
        """Show a loaded image in the boxes."""
        for box in self.boxes:
            box.show_image(url, image)

    def focus_next(self, *, forward: bool) -> bool:
        """Focus the next box if no link of the text comes before it; False if none is focused."""
        cursor = self._view.textCursor()
        position = cursor.selectionEnd() if forward else cursor.selectionStart()
        if not cursor.hasSelection():
            # From there on Qt looks for the next link, too.
            position = 0 if forward else self._view.document().characterCount()
        found = self._box_from(position, forward=forward)
        if found is None:
            return False
        box, place = found
        link = next_link(self._view.document(), position, forward=forward)
        if link is not None and (link < place if forward else link > place):
            return False
        box.focus_from(forward=forward)
        return True

    def selection(self) -> QMimeData | None:
        """What the selection of the text contains, with the boxes in it; None if no box is in it."""
        cursor = self._view.textCursor()
        if not any(_contains(cursor, position) for position in self._positions().values()):
            return None
        document = with_parts(cursor.selection(), self._parts)
        data = QMimeData()
        data.setText(document.toPlainText().strip("\n"))
        data.setHtml(document.toHtml())
        return data

    def _positions(self) -> dict[int, int]:
        return placeholder_positions(self._view.document()) if self.boxes else {}

    def _box_from(self, position: int, *, forward: bool) -> tuple[WideBox, int] | None:
        places = sorted(self._positions().items(), reverse=not forward)
        for number, place in places:
            if place >= position if forward else place < position:
                return self.boxes[number], place
        return None

    def _show_selection(self) -> None:
        if self._is_passing:
            return
        cursor = self._view.textCursor()
        for number, position in self._positions().items():
            self.boxes[number].set_selected(_contains(cursor, position))

    def _leave(self, box: WideBox, *, forward: bool) -> None:
        """Go on in the text, from the placeholder of the box."""
        cursor = self._view.textCursor()
        cursor.setPosition(self._positions()[self.boxes.index(box)])
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter, _KEEP)
        self._is_passing = True
        self._view.setTextCursor(cursor)
        self._is_passing = False
        self._view.setFocus()
        self._view.focusNextPrevChild(forward)

    def _clear_selection(self) -> None:
        """A selection in a box is another one than that of the text."""
        cursor = self._view.textCursor()
        if cursor.hasSelection():
            cursor.clearSelection()
            self._view.setTextCursor(cursor)

    def _create_box(self) -> WideBox:
        box = WideBox(self._view, self._view)
        box.anchorClicked.connect(self._view.anchorClicked)
        box.left.connect(lambda forward: self._leave(box, forward=forward))
        box.selecting.connect(self._clear_selection)
        box.reveal_requested.connect(self._revealing(box))
        return box

    def _revealing(self, box: WideBox) -> Callable[[QRect], None]:
        return lambda part: self.reveal_requested.emit(part.translated(box.pos()))


def _contains(cursor: QTextCursor, position: int) -> bool:
    return cursor.selectionStart() <= position < cursor.selectionEnd()
