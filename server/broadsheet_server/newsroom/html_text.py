"""Plain text to HTML, and counting words."""

import html
import re

_CJK = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_CJK_CHARACTER = re.compile(f"[{_CJK}]")
_CJK_LINE_BREAK = re.compile(
    f"(?<=[{_CJK}\u3000-\u303f\uff00-\uffef])\n(?=[{_CJK}\u3000-\u303f\uff00-\uffef])"
)

_ESCAPED_TAG = re.compile(
    r"&lt;/?(?:p|div|br|h[1-6]|ul|ol|li|a|img|figure|blockquote|table)(?=[\s/]|&gt;)", re.IGNORECASE
)


def html_paragraphs(text: str) -> str:
    """Convert plain text to HTML: blank lines separate paragraphs, and everything else is escaped."""
    paragraphs = re.split(r"\n[^\S\n]*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        f"<p>{html.escape(_joined_lines(paragraph), quote=False)}</p>"
        for paragraph in paragraphs
        if paragraph.strip()
    )


def tagless_html(text: str) -> str:
    """HTML of what calls itself HTML and has no tag: plain text, or HTML that was escaped once too often."""
    unescaped = html.unescape(text)
    return unescaped if _ESCAPED_TAG.search(text) else html_paragraphs(unescaped)


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
