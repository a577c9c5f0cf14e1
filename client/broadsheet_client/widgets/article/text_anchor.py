"""A place in a document that is found again when the document was composed anew."""

from dataclasses import dataclass

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument

_OBJECT = "\ufffc"


@dataclass(frozen=True, slots=True)
class TextAnchor:
    """A character in a block, and the last block before it that is neither in a table nor an image."""

    text: str
    number: int
    offset: int
    """Characters from the beginning of the block."""
    text_before: str
    number_before: int


def text_anchor(document: QTextDocument, position: int) -> TextAnchor:
    """The anchor of a position."""
    block = document.findBlock(min(position, document.characterCount() - 1))
    before = block.previous()
    while before.isValid() and not _is_text(before):
        before = before.previous()
    return TextAnchor(
        block.text(), block.blockNumber(), position - block.position(), before.text(), before.blockNumber()
    )


def find_text_anchor(document: QTextDocument, anchor: TextAnchor) -> tuple[int, bool]:
    """Its position, and whether its own block is still there; else that of the block before it."""
    block = _block(document, anchor.text, anchor.number)
    if block is not None:
        return block.position() + min(anchor.offset, block.length() - 1), True
    before = _block(document, anchor.text_before, anchor.number_before)
    return (before.position() if before is not None else 0), False


def named_position(document: QTextDocument, name: str) -> int | None:
    """The position of the text with this anchor name."""
    block = document.begin()
    while block.isValid():
        iterator = block.begin()
        while not iterator.atEnd():
            fragment = iterator.fragment()
            if name in fragment.charFormat().anchorNames():
                return fragment.position()
            iterator += 1
        block = block.next()
    return None


def _block(document: QTextDocument, text: str, number: int) -> QTextBlock | None:
    """The block with this text; of several the one nearest to a block number."""
    blocks = (document.findBlockByNumber(index) for index in range(document.blockCount()))
    same = [block for block in blocks if block.text() == text]
    return min(same, key=lambda block: abs(block.blockNumber() - number), default=None)


def _is_text(block: QTextBlock) -> bool:
    return _OBJECT not in block.text() and QTextCursor(block).currentTable() is None
