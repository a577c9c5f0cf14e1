"""How deeply markup is nested, told before it is parsed.

A parser's time grows with the square of the depth, so that a small file could hold it for minutes. We read
the tags as HTML says they are read; where a tag's end is in doubt, the element counts as still open.
"""

import re

DEPTH_MAX = 200
REPEATED_MAX = 500_000
"""How many elements of formatting that was not ended the parser may have to begin again, block by block."""

_UNREAD = (
    *("script", "style", "title", "textarea", "select", "template", "svg", "math", "iframe", "object"),
    *("noscript", "noembed", "noframes", "xmp", "plaintext"),
)
_VALUE = r"""(?:"[^"]*"|'[^']*'|[^\s>"'][^\s>]*)"""
_ATTRIBUTES = rf"(?:[\s/]+|[^\s/>][^\s/>=]*(?:\s*=\s*{_VALUE}?)?)*+"
_TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?:[!?]|/(?![a-z]))[^>]*>?"
    rf"|<(?P<unread>{'|'.join(_UNREAD)})(?=[\s/>]).*?(?:</(?P=unread)(?=[\s/>])[^>]*>|\Z)"
    rf"|<(?P<close>/?)(?P<name>[a-z][^\s/>]*){_ATTRIBUTES}>?",
    re.ASCII | re.IGNORECASE | re.DOTALL,
)
_NOTHING = "<!---->"  # and not "", which would let what stands around it become a tag

# These close their like, or cannot hold anything.
_FLAT = {
    *("p", "li", "thead", "tbody", "tfoot", "tr", "td", "th", "colgroup", "col", "html", "head", "body"),
    *("br", "img", "hr", "wbr", "input", "area", "base", "embed", "link", "meta", "param", "source", "track"),
}
_IMPLIED = {"dd", "dt", "option", "optgroup", "rb", "rp", "rt", "rtc"}
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div", "dl"),
    *("fieldset", "figcaption", "figure", "footer", "header", "hgroup", "main", "menu", "nav", "ol", "pre"),
    *("section", "summary", "ul"),
}
_FORMATTING = {
    *("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"),
}
_WALLS = {"table", "caption", "marquee", "applet", "button"}


class NestedTooDeeplyError(ValueError):
    """The markup is nested deeper than any article is. The message says so in a sentence."""

    def __init__(self) -> None:
        super().__init__(
            f"Its elements are nested more than {DEPTH_MAX} deep, or its formatting does not end."
        )


def without_unread(markup: str) -> str:
    """The markup, and where it has many tags without what no reader sees: comments, scripts, drawings.

    Raises NestedTooDeeplyError.
    """
    if markup.count("<") <= DEPTH_MAX:
        return markup
    elements = _OpenElements()

    def seen(token: re.Match[str]) -> str:
        if token["name"] is None:
            return _NOTHING
        elements.take(token["name"].lower(), is_end=bool(token["close"]))
        return token[0]

    return _TOKEN.sub(seen, markup)


class _OpenElements:
    """The elements that are open at one place, the innermost last."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._formatting = 0
        self._repeated = 0

    def take(self, name: str, *, is_end: bool) -> None:
        """Go on to the next tag."""
        if is_end:
            self._end(name)
        elif name not in _FLAT:
            self._names.append(name)
            self._formatting += name in _FORMATTING
        self._repeated += self._formatting
        if len(self._names) > DEPTH_MAX or self._repeated > REPEATED_MAX:
            raise NestedTooDeeplyError

    def _end(self, name: str) -> None:
        """End an element with what is in it, except formatting: HTML goes on with that in the next block."""
        for at in reversed(range(len(self._names))):
            if self._names[at] == name:
                self._names[at:] = [one for one in self._names[at + 1 :] if one in _FORMATTING]
                self._formatting -= name in _FORMATTING
                return
            if not _ends_with(self._names[at], name):
                return


def _ends_with(inner: str, outer: str) -> bool:
    """Whether an element that is open ends where one around it does; in doubt it does not."""
    if inner in _WALLS:
        return False
    return outer in _BLOCKS or inner in _IMPLIED or (inner in _FORMATTING and outer in _FORMATTING)
