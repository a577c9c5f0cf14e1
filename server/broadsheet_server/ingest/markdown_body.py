"""Markdown bodies as HTML: CommonMark with tables, footnotes and struck text, and generators' shortcodes."""

import re
from functools import cache

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

_SHORTCODE = re.compile(r"\{\{[<%]\s*(/?[\w./-]+)((?:[^%>{]|[%>](?!\}\}))*)[%>]\}\}|\{%-?\s*(\w+)[^%{\n]*%\}")
"""A shortcode of Hugo, or a tag of Liquid and Tera."""
_COMMENT = re.compile(r"\{(?:%-?|\{[<%])\s*comment\s*(?:-?%|[%>]\})\}")
_COMMENT_END = re.compile(r"\{(?:%-?\s*endcomment|\{[<%]\s*/\s*comment)\s*(?:-?%|[%>]\})\}")
"""What an author has written for nobody to see."""
LENGTH_MAX = 1_000_000
"""Longest body in Markdown, in characters. Its parser takes up to 12 seconds for the worst."""
_ARGUMENT = re.compile(r"(\w+)\s*=\s*\"([^\"]*)\"")


def markdown_html(text: str) -> tuple[str, tuple[str, ...]]:
    """The HTML of a text, not sanitised, and notes. A shortcode `figure` becomes an image, others nothing."""
    left_out: dict[str, None] = {}
    markup = _SHORTCODE.sub(lambda match: _replacement(match, left_out), _without_comments(text))
    names = ", ".join(list(left_out)[:10])
    notes = (f"shortcodes left out, which only the site's generator knows: {names}",) if names else ()
    return str(_parser().render(markup)), notes


def _without_comments(text: str) -> str:
    """The text without comments; one without an end hides all that follows, as on the generator's pages."""
    pieces, position = [], 0
    while begin := _COMMENT.search(text, position):
        pieces.append(text[position : begin.start()])
        end = _COMMENT_END.search(text, begin.end())
        position = end.end() if end else len(text)
    return "".join([*pieces, text[position:]])


def _replacement(match: re.Match[str], left_out: dict[str, None]) -> str:
    name = match[1] or match[3]
    arguments = dict(_ARGUMENT.findall(match[2] or ""))
    if name == "figure" and arguments.get("src"):
        words = arguments.get("alt") or arguments.get("caption") or arguments.get("title") or ""
        return f"![{words.replace('[', '(').replace(']', ')')}](<{arguments['src']}>)"
    left_out[name.removeprefix("/")[:40]] = None
    return ""


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    footnote_plugin(parser)
    return parser
