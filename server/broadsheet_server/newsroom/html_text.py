"""HTML to plain text, plain text to HTML, and counting words."""

import html
import re

_BLOCKS = ("p", "h2", "h3", "h4", "blockquote", "figure", "figcaption", "table", "caption", "pre", "ul", "ol")
_BREAKS = {
    **dict.fromkeys((f"/{block}" for block in _BLOCKS), "\n\n"),
    **dict.fromkeys(("br", "/li", "/tr"), "\n"),
    **dict.fromkeys(("/td", "/th"), "\t"),
}
# The only entities that the sanitiser writes. The ampersand is last, so that `&amp;lt;` stays `&lt;`.
_ENTITIES = (("&nbsp;", "\u00a0"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_TAG = re.compile(r"""<(/?\w++)[^"<>]*+(?:"[^"]*"[^"<>]*+)*+>""")
_CJK = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_CJK_CHARACTER = re.compile(f"[{_CJK}]")
_CJK_LINE_BREAK = re.compile(
    f"(?<=[{_CJK}\u3000-\u303f\uff00-\uffef])\n(?=[{_CJK}\u3000-\u303f\uff00-\uffef])"
)


def plain_text(sanitised: str) -> str:
    """Convert sanitised HTML to text: a blank line between blocks, one line for a list item or row."""
    source = sanitised if "<pre>" in sanitised else sanitised.replace("\n", " ")
    text = _TAG.sub(lambda tag: _BREAKS.get(tag[1], ""), source)
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    text = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip()


def html_paragraphs(text: str) -> str:
    """Convert plain text to HTML: blank lines separate paragraphs, and everything else is escaped."""
    paragraphs = re.split(r"\n[^\S\n]*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        f"<p>{html.escape(_joined_lines(paragraph), quote=False)}</p>"
        for paragraph in paragraphs
        if paragraph.strip()
    )


def word_count(text: str) -> int:
    """Count words. Every Chinese or Japanese character is one, because those scripts separate no words."""
    characters = 0
    if not text.isascii():
        text, characters = _CJK_CHARACTER.subn(" ", text)
    words = text.split()
    # Checking the first character is enough for nearly all words; the rest may be lone punctuation.
    doubtful = [word for word in words if not word[0].isalnum()]
    return characters + len(words) - sum(not any(map(str.isalnum, word)) for word in doubtful)


def _joined_lines(paragraph: str) -> str:
    """Put a paragraph on one line; between Chinese or Japanese characters a line break leaves no space."""
    return " ".join(_CJK_LINE_BREAK.sub("", paragraph.strip()).split())
