"""The body of a ninjs item, and its values that may be HTML."""

from collections.abc import Iterator

from broadsheet_server.ingest.body_choice import richest
from broadsheet_server.ingest.json_item import JsonItem
from broadsheet_server.ingest.markdown_body import LENGTH_MAX, markdown_html
from broadsheet_server.ingest.parse_results import UnreadableItemError
from broadsheet_server.newsroom.html_sanitiser import sanitise
from broadsheet_server.newsroom.html_text import html_paragraphs, tagless_html
from broadsheet_server.newsroom.html_tree import HostileMarkupError

_TYPES_OF_ROLES = {"html": "text/html", "xhtml": "application/xhtml+xml", "text": "text/plain"}
_BODIES = ("body", "article_html", "article_text", "content_html", "content_text")
"""Members that are a body, beside those that begin with `body_`."""
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_XML_TYPES = ("application/nitf+xml", "application/xml", "text/xml")
"""Of NITF, which calls paragraphs, lists and tables as HTML does."""
_MARKDOWN_TYPES = ("text/markdown", "text/x-markdown")


def parse_body(item: JsonItem) -> tuple[str, str]:
    """The best of the `bodies`, or the body members of ninjs 1.x: HTML, and the path that it comes from."""
    bodies = [body for body in item.objects("bodies", text_as="value") if body.has("value")]
    if bodies:
        best = _best(sorted(bodies, key=_rank))
        return html_of(best), best.member_path("value")
    entry = next(iter(sorted(_old_bodies(item), key=_rank)), None)
    return (html_of(entry), entry.path) if entry else ("", item.member_path("bodies"))


def html_of(entry: JsonItem) -> str:
    """The `value` as HTML, by its type or by how it looks."""
    value = entry.text("value") or ""
    if entry.text("contentType", "contenttype") in _MARKDOWN_TYPES and len(value) <= LENGTH_MAX:
        markup, notes = markdown_html(value)
        entry.notes.extend(notes)
        return markup
    if not (_is_html(entry) or entry.text("contentType", "contenttype") in _XML_TYPES):
        return _paragraphs(value)
    return value if "<" in value else tagless_html(value)


def _old_bodies(item: JsonItem) -> Iterator[JsonItem]:
    """The members of ninjs 1.x: `body_html`, `body_xhtml`, `body_text`, and any other role behind `body_`.

    Others write `article_html` (dpa) or `content_html`.
    """
    for name in sorted(name for name in item.value if name.startswith("body_") or name in _BODIES):
        if value := _joined(item.value[name]) or item.text(name):
            role = name.rpartition("_")[2]
            entry = {"value": value, "contentType": _TYPES_OF_ROLES.get(role), "role": role}
            yield JsonItem(entry, item.member_path(name), item.notes)


def _joined(value: object) -> str | None:
    """The paragraphs of a body that is a list of them."""
    is_list = isinstance(value, list) and all(isinstance(each, str) for each in value)
    return "\n\n".join(value) if is_list and isinstance(value, list) else None


def plain_value(item: JsonItem) -> str | None:
    """The `value` as plain text on one line."""
    value = item.text("value")
    is_html = item.text("contentType", "contenttype") in _HTML_TYPES
    return plain_text(value, item.member_path("value")) if value and is_html else value


def plain_text(html: str, path: str) -> str:
    """HTML at a path as plain text. Raises UnreadableItemError."""
    try:
        return sanitise(html).text
    except HostileMarkupError as error:
        raise UnreadableItemError(str(error), path) from error


def _best(ranked: list[JsonItem]) -> JsonItem:
    """The first; of several HTML bodies, such as agencies send for different systems, the one with images."""
    html_bodies = [body for body in ranked if _is_html(body)]
    if len(html_bodies) < 2:
        return ranked[0]
    return html_bodies[richest([body.text("value") or "" for body in html_bodies])]


def _rank(body: JsonItem) -> tuple[int, bool]:
    """HTML before plain text before other types; among equals, the main one first."""
    content_type = body.text("contentType", "contenttype")
    content_types = (*_HTML_TYPES, None, "text/plain")
    rank = content_types.index(content_type) if content_type in content_types else len(content_types)
    return rank, body.text("role") != "main"


def _is_html(body: JsonItem) -> bool:
    content_type = body.text("contentType", "contenttype")
    if content_type:
        return content_type in _HTML_TYPES
    return (body.text("value") or "").lstrip().startswith("<")


def _paragraphs(text: str) -> str:
    """Plain text as HTML. Without blank lines in it, every line is a paragraph, as agencies write."""
    has_blank_lines = "\n\n" in text.replace("\r", "")
    return html_paragraphs(text if has_blank_lines else text.replace("\n", "\n\n"))
