"""Takes tables and preformatted text that are wider than the column out of a document.

QTextDocument lays a wide table out beyond its width, and QTextBrowser can only scroll the whole text.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextDocumentFragment,
    QTextFormat,
    QTextFragment,
    QTextFrame,
    QTextImageFormat,
    QTextOption,
    QTextTable,
)

PLACEHOLDER = "broadsheet-wide:"
"""Prefix of the image names of placeholders, before the number of the part."""
_KEEP = QTextCursor.MoveMode.KeepAnchor
_ROUNDING = 2
"""Pixels by which a table of 100 % may be wider than the column."""


@dataclass(frozen=True, slots=True)
class WidePart:
    """A part of a document, without its lower margin."""

    content: QTextDocumentFragment
    is_table: bool
    from_right: bool
    """Whether it begins at the right."""
    start: int
    """Where it begins in the document without boxes."""
    saved: int
    """By how many characters its placeholder is shorter."""


def take_wide_parts(document: QTextDocument, width: int) -> list[WidePart]:
    """Replace each part that is wider than `width` pixels by a placeholder; returns the parts in order."""
    document.setTextWidth(width)
    cursors = [*_wide_tables(document, width), *_wide_lines(document, width)]
    cursors.sort(key=QTextCursor.selectionStart)
    parts: list[WidePart] = []
    for cursor in cursors:
        parts.append(_take(cursor, len(parts), sum(part.saved for part in parts)))
    return parts


def placeholder_positions(document: QTextDocument) -> dict[int, int]:
    """The position of each placeholder, by the number of its part."""
    positions = {}
    block = document.begin()
    while block.isValid():
        name = _first_format(block).name()
        if name.startswith(PLACEHOLDER):
            positions[int(name.removeprefix(PLACEHOLDER))] = block.position()
        block = block.next()
    return positions


def position_in_text(position: int, parts: list[WidePart]) -> int:
    """The position in the document without boxes of a position in the one with placeholders."""
    for part in parts:
        if position <= part.start + 1:
            break
        position += part.saved
    return position


def position_in_document(position: int, parts: list[WidePart]) -> int:
    """The inverse of `position_in_text`; that of the placeholder for what is in a box."""
    saved = 0
    for part in parts:
        if position <= part.start + 1:
            break
        saved += min(part.saved, position - part.start - 1)
    return position - saved


def set_placeholder_size(document: QTextDocument, position: int, width: int, height: int) -> None:
    """Make room for the part with the placeholder at a position."""
    cursor = QTextCursor(document)
    cursor.setPosition(position)
    cursor.movePosition(QTextCursor.MoveOperation.NextCharacter, _KEEP)
    text_format = cursor.charFormat().toImageFormat()
    if (text_format.width(), text_format.height()) != (width, height):
        text_format.setWidth(width)
        text_format.setHeight(height)
        cursor.setCharFormat(text_format)


def with_parts(selection: QTextDocumentFragment, parts: list[WidePart]) -> QTextDocument:
    """A selected part of the document with the wide parts in place of their placeholders."""
    document = QTextDocument()
    QTextCursor(document).insertFragment(selection)
    for number, position in sorted(placeholder_positions(document).items(), key=lambda item: -item[1]):
        cursor = QTextCursor(document)
        cursor.setPosition(position)
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter, _KEEP)
        cursor.removeSelectedText()
        cursor.insertFragment(parts[number].content)
    return document


def next_link(document: QTextDocument, position: int, *, forward: bool) -> int | None:
    """Where the next link after a position begins, or the previous one before it; None if there is none."""
    starts = [
        fragment.position()
        for fragment in _fragments(document)
        if fragment.charFormat().isAnchor() and fragment.charFormat().anchorHref()
    ]
    if forward:
        return next((start for start in starts if start >= position), None)
    return next((start for start in reversed(starts) if start < position), None)


def _fragments(document: QTextDocument) -> Iterator[QTextFragment]:
    block = document.begin()
    while block.isValid():
        iterator = block.begin()
        while not iterator.atEnd():
            yield iterator.fragment()
            iterator += 1
        block = block.next()


def _wide_tables(document: QTextDocument, width: int) -> Iterator[QTextCursor]:
    tables = [frame for frame in document.rootFrame().childFrames() if isinstance(frame, QTextTable)]
    if not tables:
        return
    layout, option = document.documentLayout(), document.defaultTextOption()
    # The text may break words; a table that would have to is wide.
    document.setDefaultTextOption(QTextOption(option.alignment()))
    wide = [table for table in tables if layout.frameBoundingRect(table).width() > width + _ROUNDING]
    document.setDefaultTextOption(option)
    for frame in wide:
        cursor = QTextCursor(document)
        cursor.setPosition(frame.firstPosition() - 1)
        cursor.setPosition(frame.lastPosition() + 1, _KEEP)
        yield cursor


def _wide_lines(document: QTextDocument, width: int) -> Iterator[QTextCursor]:
    """Runs of preformatted lines, of which one is wide."""
    block = document.begin()
    while block.isValid():
        if not _is_preformatted(block):
            block = block.next()
            continue
        first, widest = block, 0.0
        while block.isValid() and _is_preformatted(block):
            last, widest = block, max(widest, block.layout().maximumWidth())
            block = block.next()
        if widest > width:
            cursor = QTextCursor(first)
            cursor.setPosition(last.position() + last.length() - 1, _KEEP)
            yield cursor


def _is_preformatted(block: QTextBlock) -> bool:
    return block.blockFormat().nonBreakableLines() and QTextCursor(block).currentTable() is None


def _take(cursor: QTextCursor, number: int, saved_before: int) -> WidePart:
    length, start = cursor.document().characterCount(), cursor.selectionStart() + saved_before
    first = cursor.document().findBlock(cursor.selectionStart() + 1)
    table = QTextCursor(first).currentTable()
    if table is None:
        margin = cursor.document().findBlock(cursor.selectionEnd()).blockFormat().bottomMargin()
        from_right = False
    else:
        margin = table.format().bottomMargin()
        from_right = _begins_at_right(table)
        _place_at_left(table)
    content = cursor.selection()
    cursor.removeSelectedText()
    block_format = QTextBlockFormat()
    block_format.setBottomMargin(margin)
    if table is None:
        cursor.setBlockFormat(block_format)
    else:
        cursor.insertBlock(block_format)
    image = QTextImageFormat()
    image.setName(f"{PLACEHOLDER}{number}")
    cursor.insertImage(image)
    saved = length - cursor.document().characterCount()
    return WidePart(content, table is not None, from_right, start, saved)


def _begins_at_right(table: QTextFrame) -> bool:
    return table.format().layoutDirection().name == "RightToLeft"


def _place_at_left(table: QTextTable) -> None:
    """Without margins, also a table that begins at the right: a box scrolls from the left."""
    table_format = table.format()
    table_format.setTopMargin(0)
    table_format.setBottomMargin(0)
    table_format.setAlignment(Qt.AlignmentFlag.AlignLeft)
    table.setFormat(table_format)


def _first_format(block: QTextBlock) -> QTextImageFormat:
    iterator = block.begin()
    text_format = iterator.fragment().charFormat() if not iterator.atEnd() else QTextFormat()
    return text_format.toImageFormat()
