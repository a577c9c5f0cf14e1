"""The text of a body, written block by block: what is searched, related, counted and read aloud."""

import re
import unicodedata
from typing import Final

_ASCII_BLANKS: Final = "\t\n\r\f\v"
_SUPERSCRIPTS: Final = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPTS: Final = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_RAISED: Final = set("0123456789+-−=()")
_BRACKETED: Final = re.compile(r"\[[^\[\]]{1,20}\]")
"""How a footnote is marked where no link leads to it."""

LINE, PARAGRAPH = 1, 2
"""Line breaks between two blocks."""


class BodyText:
    """Collects the text of a body. Blanks are collapsed as in HTML; no-break and ideographic spaces stay."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._block: list[str] = []
        self._break = 0
        self._label = ""
        self._hidden = 0
        self._captured: list[list[str]] = []

    def write(self, text: str) -> None:
        """Add text to the block."""
        if not self._hidden:
            if not text.isprintable():
                for blank in _ASCII_BLANKS:
                    text = text.replace(blank, " ")
            self._block.append(text)

    def write_preformatted(self, text: str) -> None:
        """Add a block whose blanks and line breaks stay."""
        self.end_block(PARAGRAPH)
        lines = "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
        if lines and not self._hidden:
            self._finish(lines)
        self.end_block(PARAGRAPH)

    def break_line(self) -> None:
        """Begin another line of the block."""
        if not self._hidden:
            self._block.append("\n")

    def end_block(self, line_breaks: int = PARAGRAPH) -> None:
        """End the block, if one is open: the next text stands that many lines below."""
        if self._block:
            text = "".join(self._block)
            self._block.clear()
            if "\n" in text:
                text = "\n".join(map(_collapsed, text.split("\n"))).strip("\n")
            else:
                text = _collapsed(text)
            if text and not text.isspace():
                self._finish(text)
        if line_breaks > self._break:
            self._break = line_breaks

    def label_block(self, label: str) -> None:
        """Begin the next block with a label, like the number in a list; "" takes a label back."""
        self._label = label

    def hide(self) -> None:
        """Leave out all text until `show`."""
        self._hidden += 1

    def show(self) -> None:
        """Undo the last `hide`."""
        self._hidden -= 1

    @property
    def is_hidden(self) -> bool:
        """Whether text is left out now."""
        return self._hidden > 0

    def begin_script(self) -> None:
        """Begin a superscript or a subscript."""
        self._captured.append(self._block)
        self._block = []

    def end_script(self, *, raised: bool, is_reference: bool) -> None:
        """End a superscript or a subscript, so that it stays apart from what it stands at."""
        script = _collapsed("".join(self._block))
        self._block = self._captured.pop()
        if script:
            before = "".join(self._block)[-1:]
            is_note = is_reference or _BRACKETED.fullmatch(script) is not None
            self._block.append(_reference(script, before) if is_note else _script(script, before, raised))

    def text(self) -> str:
        """All of it."""
        self.end_block()
        return "".join(self._done)

    def _finish(self, text: str) -> None:
        if self._done:
            self._done.append("\n" * self._break)
        self._done.append(f"{self._label} {text}" if self._label else text)
        self._label, self._break = "", 0


def _collapsed(line: str) -> str:
    return " ".join(filter(None, line.split(" "))) if "  " in line else line.strip(" ")


def _reference(script: str, before: str) -> str:
    """The mark of a footnote in brackets, after a blank where the script has blanks."""
    mark = script if script[0] in "[(*†‡" else f"[{script}]"
    is_apart = not before.strip() or unicodedata.east_asian_width(before) in "WF"
    return mark if is_apart else f" {mark}"


def _script(script: str, before: str, raised: bool) -> str:
    """Digits and signs as the characters of Unicode for them; ordinals and other words as they stand."""
    if _RAISED.issuperset(script) or (script in ("n", "i") and raised and before.isalnum()):
        return script.translate(_SUPERSCRIPTS if raised else _SUBSCRIPTS)
    if raised and any(character in _RAISED for character in script):
        return f"^({script})"
    return script
