"""Article markup: untrusted HTML made safe, HTML made plain text, plain text made HTML."""

import html
import re
from typing import Literal

import nh3

from broadsheet_server.newsroom.nesting import without_unread

_TAGS = {
    *("p", "h2", "h3", "h4", "a", "b", "i", "em", "strong", "ul", "ol", "li", "blockquote"),
    *("figure", "figcaption", "img", "table", "thead", "tbody", "tr", "th", "td", "caption"),
    *("br", "code", "pre", "sub", "sup", "ruby", "rt", "rp"),
}
_ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_DROPPED_WITH_CONTENT = {
    *("script", "style", "template", "iframe", "object", "embed", "noscript", "title"),
    *("svg", "math", "select", "button", "textarea", "audio", "video"),
}


def _cleaner(relative: Literal["deny"] | tuple[Literal["rewrite_with_base"], str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        url_schemes={"http", "https", "mailto"},
        url_relative=relative,
        link_rel="noopener noreferrer",
    )


_CLEANER = _cleaner("deny")
_RELATIVE = re.compile(r"""\b(?:href|src)\s*=\s*["']?\s*+(?![a-z][a-z0-9+.-]*:)""", re.IGNORECASE)

# Blocks that we do not keep would melt into each other; each becomes the nearest block that we keep.
_NEAREST = {
    **dict.fromkeys(("div", "section", "article", "main", "header", "footer", "aside", "center"), "p"),
    **dict.fromkeys(("address", "dl", "dt", "dd", "details", "summary"), "p"),
    "h1": "h2",
    "h5": "h4",
    "h6": "h4",
}
_OTHER_BLOCK = re.compile(rf"<(/?)({'|'.join(_NEAREST)})\b[^>]*>?", re.IGNORECASE)
_PICTURE = re.compile(r"<img\b", re.IGNORECASE)
_NO_WORDS = re.compile(r"<img(?![^>]* alt=)")
_NO_LINK = re.compile(r"<a\b(?![^<>]*\bhref\b)", re.IGNORECASE)
_NO_PICTURE = re.compile(r"<img(?![^>]* src=)[^>]*>")
_EMPTIABLE = "p|h2|h3|h4|li|blockquote|figure|figcaption"
_BLANK = r"(?:\s|&nbsp;|<br>)*"
_EMPTY = re.compile(rf"<({_EMPTIABLE})>{_BLANK}</\1>")
_ENDS = re.compile(rf"(</?(?:{_EMPTIABLE})>)")
_NOTHING = re.compile(_BLANK)

_BLOCKS = ("p", "h2", "h3", "h4", "blockquote", "figure", "figcaption", "table", "caption", "pre", "ul", "ol")
_BREAKS = {
    **dict.fromkeys((f"/{block}" for block in _BLOCKS), "\n\n"),
    **dict.fromkeys(("br", "/li", "/tr"), "\n"),
    **dict.fromkeys(("/td", "/th"), "\t"),
}
# The sanitiser writes these and no others; the ampersand is last, so that `&amp;lt;` stays `&lt;`.
_ENTITIES = (("&nbsp;", "\u00a0"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_TAG = re.compile(r"<(/?\w+)[^>]*>")
_MARKED = re.compile(r"</?(?:p|br|div|h[1-6]|ul|ol|table|blockquote|figure|section|article)\b", re.IGNORECASE)
_CJK = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_CJK_CHARACTER = re.compile(f"[{_CJK}]")
_CJK_LINE_BREAK = re.compile(
    f"(?<=[{_CJK}\u3000-\u303f\uff00-\uffef])\n(?=[{_CJK}\u3000-\u303f\uff00-\uffef])"
)


def sanitise(markup: str, base: str | None = None) -> str:
    """Return the same article with nothing but allowed elements, attributes and links.

    Paragraphs that were `<div>` and headings of other levels are kept as the nearest allowed element.
    Relative links and pictures begin at `base`; without it they lose their address. Raises
    NestedTooDeeplyError.
    """
    if not _MARKED.search(markup):
        markup = f"<p>{markup}</p>"
    markup = _OTHER_BLOCK.sub(lambda tag: f"<{tag[1]}{_NEAREST[tag[2].lower()]}>", markup)
    cleaner = _cleaner_for(base) if base and _RELATIVE.search(markup) else _CLEANER
    clean = cleaner.clean(without_unread(markup))
    return _without_empty(_NO_PICTURE.sub("", clean)).strip()


def sanitising_notes(markup: str, sanitised: str) -> tuple[str, ...]:
    """What an editor would want to know about the sanitising, in notes."""
    pictures = len(_PICTURE.findall(sanitised))
    notes = (
        (
            len(_NO_LINK.findall(sanitised)) > len(_NO_LINK.findall(markup)),
            "a link in the text lost its address, which is relative or not for the web",
        ),
        (
            pictures < len(_PICTURE.findall(markup)),
            "a picture in the text is left out: its address is relative or not for the web",
        ),
        (bool(_NO_WORDS.search(sanitised)), "a picture in the text has no description (alt)"),
    )
    return tuple(note for is_so, note in notes if is_so)


def plain_text(sanitised: str) -> str:
    """Return sanitised HTML as plain text: a blank line between blocks, a line for each item and row."""
    lines = sanitised if "<pre>" in sanitised else sanitised.replace("\n", " ")
    text = _TAG.sub(lambda tag: _BREAKS.get(tag[1], ""), lines)
    for written, character in _ENTITIES:
        text = text.replace(written, character)
    return _squeezed([" ".join(line.split()) for line in text.split("\n")])


def html_paragraphs(text: str) -> str:
    """Return plain text as HTML: what blank lines separate becomes a paragraph; nothing in it is markup."""
    blocks = re.split(r"\n[^\S\n]*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        f"<p>{html.escape(_one_line(block), quote=False)}</p>" for block in blocks if block.strip()
    )


def word_count(text: str) -> int:
    """Count words; every Chinese character or Japanese sign counts as one, being written unspaced."""
    signs = 0
    if not text.isascii():
        text, signs = _CJK_CHARACTER.subn(" ", text)
    words = text.split()
    bare = [word for word in words if not word[0].isalnum()]
    return signs + len(words) - sum(not any(map(str.isalnum, word)) for word in bare)


def _cleaner_for(base: str) -> nh3.Cleaner:
    try:
        return _cleaner(("rewrite_with_base", base))
    except ValueError:  # it may be an address and yet none from which others can begin
        return _CLEANER


def _without_empty(markup: str) -> str:
    """Take out paragraphs with nothing in them, and then what held only such."""
    if not _EMPTY.search(markup):
        return markup
    kept: list[str] = []
    empty: list[int] = []  # where those begin that have nothing in them so far, the innermost last
    for piece in _ENDS.split(markup):
        if piece.startswith("</") and empty and kept[empty[-1]] == piece.replace("/", ""):
            del kept[empty.pop() :]
            continue
        if _ENDS.fullmatch(piece) and not piece.startswith("</"):
            empty.append(len(kept))
        elif not _NOTHING.fullmatch(piece):
            empty.clear()
        kept.append(piece)
    return "".join(kept)


def _one_line(block: str) -> str:
    return " ".join(_CJK_LINE_BREAK.sub("", block.strip()).split())


def _squeezed(lines: list[str]) -> str:
    """Join lines, with never more than one blank line in a row."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
