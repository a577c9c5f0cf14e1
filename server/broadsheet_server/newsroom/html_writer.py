"""Writes HTML whose blocks and formatting are nested well, in whatever order they begin and end."""

from dataclasses import dataclass
from html import escape
from typing import Final

from broadsheet_server.newsroom.html_tree import HostileMarkupError

SIGNS_MAX: Final = 10_000
"""Most characters to escape in one text: html5ever searches its rest again after each."""

_ESCAPES: Final = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\u00a0", "&nbsp;"))
_TEXT_BLOCKS: Final = {"p", "h2", "h3", "h4", "pre"}
"""Blocks that hold only text: another block in one ends it."""
_NESTED_FORMATS: Final = {"q", "span"}


class TooManySignsError(HostileMarkupError):
    """One text has more characters to escape than any article needs."""

    def __init__(self) -> None:
        super().__init__(f"One of its texts has more than {SIGNS_MAX:,} signs &, < and > or no-break spaces.")


@dataclass(slots=True)
class _Block:
    """An open block; `tag` is "" for one that is not written. `start` is its place in what is held back."""

    tag: str
    wraps_text: bool
    start: int
    generation: int


class HtmlWriter:
    """Writes blocks, formatting around and inside of them, and text.

    Text outside of a block that holds text gets a paragraph. A block without content is left out, and so is
    formatting without text: what is begun is held back until content comes.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._held: list[str] = []
        self._generation = 0  # counts how often `_held` was written
        self._blocks = [_Block("", True, 0, -1)]
        self._formats: list[tuple[str, str]] = []  # tag and start tag, the innermost last
        self._open_formats = 0
        self._in_paragraph = False
        self._signs = 0
        self._anchors: list[str] = []

    def begin_block(self, tag: str, attributes: str = "", *, wraps_text: bool, is_kept: bool = False) -> None:
        """Begin a block; `wraps_text`: text directly in it gets a paragraph; `is_kept`: even if empty.

        The tag "" writes nothing, but its text stands apart.
        """
        self._end_text()
        if self._blocks[-1].tag in _TEXT_BLOCKS:
            self._write_end(self._blocks[-1])
            self._blocks[-1] = _Block("", True, 0, -1)
        self._blocks.append(_Block(tag, wraps_text, len(self._held), self._generation))
        if tag:
            self._held.append(f"<{tag}{self._with_anchor(attributes)}>")
        if is_kept:
            self._release()

    def end_block(self) -> None:
        """End the innermost block."""
        self._end_text()
        self._write_end(self._blocks.pop())

    def begin_format(self, tag: str, attributes: str = "") -> None:
        """Begin formatting. What is there already is not written again."""
        is_new = not self._formats or tag in _NESTED_FORMATS or tag not in dict(self._formats)
        self._formats.append((tag, f"<{tag}{attributes}>") if is_new else ("", ""))

    def end_format(self) -> None:
        """End the innermost formatting."""
        tag, _ = self._formats.pop()
        if self._open_formats > len(self._formats):
            self._open_formats -= 1
            self._parts.append(f"</{tag}>" if tag else "")
            self._signs = 0

    def text(self, text: str) -> str:
        """Write text, escaped. Returns what is seen of it: between blocks, a no-break space is a blank."""
        if not text:
            return text
        if not text.isspace():
            self._begin_text()
            self._parts.append(self._escaped(text))
        elif self._blocks[-1].wraps_text and not self._in_paragraph:
            text = " " if "\u00a0" in text else text
            self._write_blank(text)
        else:
            self._write_blank(self._escaped(text))
        return text

    def line_break(self) -> None:
        """Write `<br>`, which is no content by itself."""
        if self._in_paragraph or self._open_formats:
            self._parts.append("<br>")
        elif not self._blocks[-1].wraps_text:
            self._write_blank("<br>")

    def void(self, markup: str) -> None:
        """Write an element without content, inside of text."""
        self._begin_text()
        self._parts.append(markup)
        self._signs = 0

    def void_block(self, tag: str) -> None:
        """Write an element without content that stands between blocks."""
        self.begin_block("", wraps_text=True)
        self._release()
        self._parts.append(f"<{tag}>")
        self.end_block()

    def anchor(self, identifier: str) -> None:
        """Give what is written next an `id`."""
        self._anchors.append(identifier)

    @property
    def is_in_text(self) -> bool:
        """Whether what is written now stands in a line of text."""
        return self._in_paragraph or bool(self._open_formats) or self._blocks[-1].tag in _TEXT_BLOCKS

    @property
    def is_empty(self) -> bool:
        """Whether nothing but blanks was written so far."""
        return not any(part.strip() for part in self._parts)

    def html(self) -> str:
        """All of it."""
        while len(self._blocks) > 1:
            self.end_block()
        self._end_text()
        return "".join(self._parts).strip()

    def _escaped(self, text: str) -> str:
        for sign, reference in _ESCAPES:
            if sign in text:
                self._signs += text.count(sign)
                text = text.replace(sign, reference)
        if self._signs > SIGNS_MAX:
            raise TooManySignsError
        return text

    def _begin_text(self) -> None:
        if self._held:
            self._release()
        if self._blocks[-1].wraps_text and not self._in_paragraph:
            self._parts.append("<p>")
            self._in_paragraph = True
            self._signs = 0
        if self._anchors:
            self._parts += [f"<span{attribute('id', identifier)}></span>" for identifier in self._anchors]
            self._anchors.clear()
        if self._open_formats < len(self._formats):
            self._parts += [start for _, start in self._formats[self._open_formats :]]
            self._open_formats = len(self._formats)
            self._signs = 0

    def _end_text(self) -> None:
        if self._open_formats:
            open_formats = reversed(self._formats[: self._open_formats])
            self._parts += [f"</{tag}>" for tag, _ in open_formats if tag]
            self._open_formats = 0
        if self._in_paragraph:
            self._parts.append("</p>")
            self._in_paragraph = False
        self._signs = 0

    def _release(self) -> None:
        if self._held:
            self._parts += self._held
            self._held.clear()
            self._generation += 1
            self._signs = 0

    def _write_end(self, block: _Block) -> None:
        """Write the end of a block, or leave it out where nothing was written since its start."""
        if not block.tag:
            return
        if block.generation == self._generation:
            del self._held[block.start :]
        else:
            self._parts.append(f"</{block.tag}>")

    def _with_anchor(self, attributes: str) -> str:
        return attributes + attribute("id", self._anchors.pop()) if self._anchors else attributes

    def _write_blank(self, blank: str) -> None:
        (self._held or self._parts).append(blank)


def attribute(name: str, value: str) -> str:
    """An attribute, after a blank. Raises TooManySignsError."""
    if len(value) > SIGNS_MAX and value.count("&") + value.count("\u00a0") > SIGNS_MAX:
        raise TooManySignsError
    return f' {name}="{escape(value).replace(chr(0xA0), "&nbsp;")}"'
