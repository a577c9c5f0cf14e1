"""Paragraphs of WordPress's bodies: blank lines and line ends mean what they mean in its editor.

WordPress stores bodies of its classic editor with bare line ends and makes paragraphs of them when it shows
a page. Bodies of its block editor have their paragraphs, between comments that name the blocks.
"""

import re
from collections.abc import Iterator

_BLOCK = re.compile(r"<!--\s*(/?)wp:[\w/-][^<>]*?(/?)-->")
_MARKERS = re.compile(r"<!--(?:more[^<>]*|nextpage|noteaser)-->")
"""Where a list or a page ends; an article here is whole."""
_BLOCK_TAG = re.compile(
    r"<(/?)(address|article|aside|audio|blockquote|caption|center|col|colgroup|dd|details|div|dl|dt|fieldset|"
    r"figcaption|figure|footer|form|h[1-6]|header|hr|iframe|legend|li|main|nav|noscript|object|ol|p|pre|script|"
    r"section|style|summary|svg|table|tbody|td|textarea|tfoot|th|thead|tr|ul|video)"
    r"(?![\w-])(?>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>",
    re.IGNORECASE,
)
_VERBATIM = frozenset({"pre", "script", "style", "textarea", "svg", "audio", "video", "object", "iframe"})
_HOLDS_PARAGRAPHS = frozenset({"address", "article", "aside", "blockquote", "center", "details", "div"}) | {
    *("footer", "header", "main", "section")
}
_EMPTY = frozenset({"hr", "col"})
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_EMBED = "wp-block-embed__wrapper"
_EMBEDDED = re.compile(_EMBED + r"""(["'][^<>]{0,200}>\s*)(https?://[^\s<>"]+)(?=\s*</div>)""")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


def with_paragraphs(markup: str) -> str:
    """The body with the paragraphs that its line ends stand for."""
    markup = _MARKERS.sub("", markup.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        _with_links(piece) if is_block else _paragraphs(piece) for piece, is_block in _pieces(markup)
    )


def _with_links(block: str) -> str:
    """A block with a link for the address of what it embeds."""
    if _EMBED not in block:
        return block
    return _EMBEDDED.sub(_EMBED + r'\1<a href="\2">\2</a>', block)


def _pieces(markup: str) -> Iterator[tuple[str, bool]]:
    """What stands within blocks and what does not, without the comments that begin and end blocks."""
    depth = position = 0
    for match in _BLOCK.finditer(markup):
        yield markup[position : match.start()], depth > 0
        position = match.end()
        if match[1]:
            depth = max(0, depth - 1)
        elif not match[2]:
            depth += 1
    yield markup[position:], depth > 0


def _paragraphs(markup: str) -> str:
    """Paragraphs of the text outside of blocks of HTML, and in those that hold paragraphs."""
    written: list[str] = []
    open_tags: list[str] = []
    position = 0
    for tag in _BLOCK_TAG.finditer(markup):
        written.append(_text(markup[position : tag.start()], open_tags))
        written.append(tag[0])
        _follow(tag[2].lower(), bool(tag[1]), open_tags)
        position = tag.end()
    written.append(_text(markup[position:], open_tags))
    return "".join(written)


def _follow(name: str, is_end: bool, open_tags: list[str]) -> None:
    """Open or close an element. Within a verbatim one only its own end counts."""
    if open_tags and open_tags[-1] in _VERBATIM and not (is_end and name == open_tags[-1]):
        return
    if not is_end and name not in _EMPTY:
        open_tags.append(name)
    elif is_end and name in open_tags[-8:]:
        while open_tags.pop() != name:
            pass


def _text(text: str, open_tags: list[str]) -> str:
    if not text.strip():
        return text
    parent = open_tags[-1] if open_tags else ""
    if parent in _VERBATIM:
        return text
    if parent and parent not in _HOLDS_PARAGRAPHS:
        return _BLANK_LINES.sub("<br><br>", text.strip("\n")).replace("\n", "<br>")
    paragraphs = (paragraph.strip() for paragraph in _BLANK_LINES.split(text))
    return "\n".join(f"<p>{_lines(paragraph)}</p>" for paragraph in paragraphs if paragraph)


def _lines(paragraph: str) -> str:
    """A paragraph with its line ends; an address alone in a line, which WordPress embeds, as a link."""
    if "://" not in paragraph:
        return paragraph.replace("\n", "<br>\n")
    return "<br>\n".join(
        f'<a href="{line}">{line}</a>' if _ADDRESS.fullmatch(line) else line
        for line in map(str.strip, paragraph.split("\n"))
    )
