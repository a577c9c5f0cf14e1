"""Makes untrusted HTML safe: an allow-list of elements, attributes and URL schemes, enforced by nh3.

Before parsing, the nesting depth is limited, because the time of an HTML5 parser (html5ever) grows with the
square of the depth: a file of 200 kB could occupy it for minutes.
"""

import re
from typing import Literal

import nh3

NESTING_MAX = 200
"""Most elements that may be open at one place."""
REFERENCES_MAX = 10_000
"""Most `&` and no-break spaces in one text: html5ever searches its rest again after each that it escapes."""
REOPENED_MAX = 500_000
"""Most formatting elements that the parser may have to reopen, summed over all blocks.

HTML reopens unclosed formatting such as `<b>` in every following block ("reconstruct the active formatting
elements", HTML Standard, section 13.2.4.3).
"""

_ALLOWED_TAGS = {
    *("p", "h2", "h3", "h4", "a", "b", "i", "em", "strong", "ul", "ol", "li", "blockquote"),
    *("figure", "figcaption", "img", "table", "thead", "tbody", "tr", "th", "td", "caption"),
    *("br", "code", "pre", "sub", "sup", "ruby", "rt", "rp"),
}
_ALLOWED_ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "li": {"value"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_REMOVED_WITH_CONTENT = {
    *("script", "style", "template", "iframe", "object", "embed", "noscript", "title"),
    *("svg", "math", "select", "button", "textarea", "audio", "video"),
}

# Block elements that are not allowed are replaced by the nearest allowed one: without it their texts would
# run together.
_REPLACEMENTS = {
    **dict.fromkeys(("div", "section", "article", "main", "header", "footer", "aside", "center"), "p"),
    **dict.fromkeys(("address", "dl", "dt", "dd", "details", "summary"), "p"),
    "h1": "h2",
    "h5": "h4",
    "h6": "h4",
}
_REPLACED_TAG = re.compile(rf"<(/?)({'|'.join(_REPLACEMENTS)})\b[^>]*>?", re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"</?(?:p|br|div|h[1-6]|ul|ol|table|blockquote|figure|section|article)\b", re.IGNORECASE
)
_RELATIVE_URL = re.compile(r"""\b(?:href|src)\s*+=\s*+["']?+\s*+(?![a-z][a-z0-9+.-]*:)""", re.IGNORECASE)
_IMAGE = re.compile(r"<img\b", re.IGNORECASE)
_IMAGE_TAG = re.compile(r"""<img\b(?:"[^"]*"|[^"<>])*+>""", re.IGNORECASE)
_LINK_WITHOUT_HREF = re.compile(r"<a\b(?![^<>]*\bhref\b)", re.IGNORECASE)

_REMOVED_IF_EMPTY = "p|h2|h3|h4|li|blockquote|figure|figcaption"
_BLANK = r"(?:\s|&nbsp;|<br>)*"
_BLANK_TEXT = re.compile(_BLANK)
_EMPTY_ELEMENT = re.compile(rf"<({_REMOVED_IF_EMPTY})>{_BLANK}</\1>")
_REMOVABLE_TAG = re.compile(rf"(</?(?:{_REMOVED_IF_EMPTY})>)")


class HostileMarkupError(ValueError):
    """The markup would occupy the parser for long. The message is a sentence for the sender."""


class TooManyReferencesError(HostileMarkupError):
    """One text has more characters to escape than any article needs."""

    def __init__(self) -> None:
        super().__init__(f"One of its texts has more than {REFERENCES_MAX:,} signs & or fixed blanks.")


class NestedTooDeeplyError(HostileMarkupError):
    """The markup is nested deeper than any article needs."""

    def __init__(self) -> None:
        super().__init__(
            f"Its elements are nested more than {NESTING_MAX} deep, or its formatting does not end."
        )


def sanitise(markup: str, base: str | None = None) -> str:
    """Return the markup with allowed elements, attributes and URLs only.

    Relative URLs are resolved against `base`; without it they are removed. Raises HostileMarkupError.
    """
    _check_references(markup)
    if not _BLOCK_TAG.search(markup):
        markup = f"<p>{markup}</p>"
    markup = _REPLACED_TAG.sub(lambda tag: f"<{tag[1]}{_REPLACEMENTS[tag[2].lower()]}>", markup)
    cleaner = _cleaner_with_base(base) if base and _RELATIVE_URL.search(markup) else _CLEANER
    clean = cleaner.clean(_check_nesting(markup))
    return _without_empty_elements(_IMAGE_TAG.sub(_image_with_source, clean)).strip()


def _image_with_source(tag: re.Match[str]) -> str:
    return tag[0] if ' src="' in tag[0] else ""


def _check_references(markup: str) -> None:
    for text in markup.split("<") if len(markup) > REFERENCES_MAX else ():
        if text.count("&") + text.count("\u00a0") > REFERENCES_MAX:
            raise TooManyReferencesError


def sanitising_notes(markup: str, sanitised: str) -> tuple[str, ...]:
    """Describe for an editor what sanitising `markup` removed, and which images lack a description."""
    images = len(_IMAGE.findall(sanitised))
    notes = (
        (
            len(_LINK_WITHOUT_HREF.findall(sanitised)) > len(_LINK_WITHOUT_HREF.findall(markup)),
            "a link in the text lost its address, which is relative or not for the web",
        ),
        (
            images < len(_IMAGE.findall(markup)),
            "an image in the text is left out: its address is relative or not for the web",
        ),
        (
            any(" alt=" not in tag for tag in _IMAGE_TAG.findall(sanitised)),
            "an image in the text has no description (alt)",
        ),
    )
    return tuple(note for applies, note in notes if applies)


def _cleaner(relative_urls: Literal["deny"] | tuple[Literal["rewrite_with_base"], str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_ALLOWED_TAGS,
        attributes=_ALLOWED_ATTRIBUTES,
        clean_content_tags=_REMOVED_WITH_CONTENT,
        url_schemes={"http", "https", "mailto"},
        url_relative=relative_urls,
        link_rel="noopener noreferrer",
    )


_CLEANER = _cleaner("deny")


def _cleaner_with_base(base: str) -> nh3.Cleaner:
    try:
        return _cleaner(("rewrite_with_base", base))
    except ValueError:  # valid for us, and yet no base URL by the WHATWG URL Standard
        return _CLEANER


def _without_empty_elements(markup: str) -> str:
    """Remove elements without text or images, and then their parents that held nothing else."""
    if not _EMPTY_ELEMENT.search(markup):
        return markup
    pieces: list[str] = []
    open_and_empty: list[int] = []  # indices in `pieces` of start tags without content so far, innermost last
    for piece in _REMOVABLE_TAG.split(markup):
        if piece.startswith("</") and open_and_empty and pieces[open_and_empty[-1]] == piece.replace("/", ""):
            del pieces[open_and_empty.pop() :]
            continue
        if _REMOVABLE_TAG.fullmatch(piece) and not piece.startswith("</"):
            open_and_empty.append(len(pieces))
        elif not _BLANK_TEXT.fullmatch(piece):
            open_and_empty.clear()
        pieces.append(piece)
    return "".join(pieces)


# Nesting depth. The tokenizer below follows the HTML Standard, section 13.2.5. Where it is uncertain which
# element an end tag closes, the element counts as still open, so that the depth is never underestimated.

_SKIPPED_CONTENT = (
    *("script", "style", "title", "textarea", "select", "template", "svg", "math", "iframe", "object"),
    *("noscript", "noembed", "noframes", "xmp", "plaintext"),
)
_VALUE = r"""(?:"[^"]*"|'[^']*'|[^\s>"'][^\s>]*)"""
_ATTRIBUTES = rf"(?:[\s/]+|[^\s/>][^\s/>=]*(?:\s*=\s*{_VALUE}?)?)*+"
_TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?:[!?]|/(?![a-z]))[^>]*>?"
    rf"|<(?P<skipped>{'|'.join(_SKIPPED_CONTENT)})(?=[\s/>]).*?(?:</(?P=skipped)(?=[\s/>])[^>]*+(?:>|\Z)|\Z)"
    rf"|<(?P<slash>/?)(?P<name>[a-z][^\s/>]*){_ATTRIBUTES}>?",
    re.ASCII | re.IGNORECASE | re.DOTALL,
)
_SKIPPED = "<!---->"  # not "": the text on both sides could join to a tag

# Elements that a sibling closes, and void elements: neither adds depth.
_FLAT = {
    *("p", "li", "thead", "tbody", "tfoot", "tr", "td", "th", "colgroup", "col", "html", "head", "body"),
    *("br", "img", "hr", "wbr", "input", "area", "base", "embed", "link", "meta", "param", "source", "track"),
}
_IMPLIED_END = {"dd", "dt", "option", "optgroup", "rb", "rp", "rt", "rtc"}
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div", "dl"),
    *("fieldset", "figcaption", "figure", "footer", "header", "hgroup", "main", "menu", "nav", "ol", "pre"),
    *("section", "summary", "ul"),
}
_FORMATTING = {
    *("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"),
}
_SCOPE_MARKERS = {"table", "caption", "marquee", "applet", "button"}


def _check_nesting(markup: str) -> str:
    """Return the markup, without comments, scripts and drawings where it has many tags.

    Raises NestedTooDeeplyError.
    """
    if markup.count("<") <= NESTING_MAX:
        return markup
    open_elements = _OpenElements()

    def replacement(token: re.Match[str]) -> str:
        if token["name"] is None:
            return _SKIPPED
        open_elements.take(token["name"].lower(), is_end=bool(token["slash"]))
        return token[0]

    return _TOKEN.sub(replacement, markup)


class _OpenElements:
    """The stack of open elements, the innermost last (HTML Standard, section 13.2.4.2)."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._formatting = 0
        self._reopened = 0

    def take(self, name: str, *, is_end: bool) -> None:
        """Process the next tag. Raises NestedTooDeeplyError."""
        if is_end:
            self._close(name)
        elif name not in _FLAT:
            self._names.append(name)
            self._formatting += name in _FORMATTING
        self._reopened += self._formatting
        if len(self._names) > NESTING_MAX or self._reopened > REOPENED_MAX:
            raise NestedTooDeeplyError

    def _close(self, name: str) -> None:
        """Close an element and its descendants, except formatting, which is reopened in the next block."""
        for index in reversed(range(len(self._names))):
            if self._names[index] == name:
                inner = self._names[index + 1 :]
                self._names[index:] = [descendant for descendant in inner if descendant in _FORMATTING]
                self._formatting -= name in _FORMATTING
                return
            if not _is_closed_with(self._names[index], name):
                return


def _is_closed_with(inner: str, outer: str) -> bool:
    """Whether the end tag of `outer` closes an open element inside it; False where that is uncertain."""
    if inner in _SCOPE_MARKERS:
        return False
    return outer in _BLOCKS or inner in _IMPLIED_END or (inner in _FORMATTING and outer in _FORMATTING)
