"""What becomes of each element of HTML: it is kept, replaced by the nearest one that is, or left out."""

from typing import Final

from broadsheet_server.newsroom.body_text import LINE, PARAGRAPH
from broadsheet_server.newsroom.html_attributes import kept_attributes
from broadsheet_server.newsroom.html_body import HtmlBody, Writers
from broadsheet_server.newsroom.html_directions import with_inherited
from broadsheet_server.newsroom.html_embeds import EMBED_TAGS
from broadsheet_server.newsroom.html_formulas import formula_parts
from broadsheet_server.newsroom.html_images import IMAGE_TAGS
from broadsheet_server.newsroom.html_lists import ItemNumbers
from broadsheet_server.newsroom.html_media import (
    write_embed,
    write_figure,
    write_image,
    write_noscript,
    write_picture,
    write_post,
)
from broadsheet_server.newsroom.html_tables import write_table
from broadsheet_server.newsroom.html_tree import Element
from broadsheet_shared.quotation_marks import quotation_marks

_TEXT_BLOCKS: Final = {
    **{tag: tag for tag in ("p", "h2", "h3", "h4")},
    "h1": "h2",
    "h5": "h4",
    "h6": "h4",
}
_LISTS: Final = {"ul": "ul", "ol": "ol", "dl": "dl", "menu": "ul", "dir": "ul"}
_ROWS: Final = ("table", "thead", "tbody", "tfoot")
_PARENTS: Final = {
    "li": ("ul", "ol"),
    **dict.fromkeys(("dt", "dd"), ("dl",)),
    **dict.fromkeys(("thead", "tbody", "tfoot"), ("table",)),
    "figcaption": ("figure",),
    "caption": ("table",),
    "tr": _ROWS,
    **dict.fromkeys(("td", "th"), ("tr", *_ROWS)),
}
"""Elements that have a meaning only in others."""
_PLAIN_BLOCKS: Final = {
    *("div", "section", "article", "main", "header", "footer", "aside", "center", "address", "details"),
    *("summary", "nav", "form", "fieldset", "legend", "hgroup", "dialog", "listing", "head"),
}
"""Blocks that are not kept; the texts in them become paragraphs."""
_FORMATS: Final = {
    **{tag: tag for tag in ("b", "i", "em", "strong", "u", "s", "del", "ins", "mark", "sub", "sup", "cite")},
    **{tag: tag for tag in ("q", "abbr", "code", "kbd", "samp", "var", "bdi", "bdo", "ruby")},
    "strike": "s",
    "tt": "code",
    "acronym": "abbr",
}
_RUBY_TEXTS: Final = {"rt": "rt", "rp": "rp", "rtc": "rt"}
_RUBY_PARTS: Final = {*_RUBY_TEXTS, "rb"}
_CAPTIONS: Final = {"caption", "figcaption"}
_STRUCK: Final = {"del", "s"}
_LEFT_OUT: Final = {
    *("script", "style", "template", "title", "noembed", "noframes", "frameset", "datalist"),
    *("amp-ad", "amp-auto-ads", "amp-sticky-ad", "amp-embed", "amp-analytics", "amp-pixel", "amp-consent"),
}
_CONTROLS: Final = {"button", "input", "select", "textarea"}
_EMPTY_LINKS: Final = {"", "#", "#top"}

LOST_LINK: Final = "a link in the text lost its address, which is relative or not for the web"
LOST_CONTROL: Final = "a field or a button of a form in the text is left out"


def _write_text_block(body: HtmlBody, element: Element) -> None:
    is_heading = element.tag[0] == "h" and not body.html.is_in_text
    if not (is_heading and _repeats_headline(body, element)):
        body.write_block(element, _TEXT_BLOCKS[element.tag])


def _repeats_headline(body: HtmlBody, heading: Element) -> bool:
    is_title = heading.tag == "h1" or body.html.is_empty
    return bool(body.headline) and is_title and _comparable(heading.text()) == _comparable(body.headline)


def _comparable(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".")


def _write_quotation(body: HtmlBody, element: Element) -> None:
    if write_post(body, element):
        return
    body.parents.append("blockquote")
    body.write_block(element, "blockquote")
    body.parents.pop()


def _write_list(body: HtmlBody, element: Element) -> None:
    tag = _LISTS[element.tag]
    body.item_numbers.append(ItemNumbers(element) if tag == "ol" else None)
    body.parents.append(tag)
    body.write_block(element, tag)
    body.parents.pop()
    body.item_numbers.pop()


def _write_part(body: HtmlBody, element: Element) -> None:
    """Write a part of a list or a table; outside of one it is a plain block."""
    tag = element.tag
    if not body.parents or body.parents[-1] not in _PARENTS[tag]:
        body.write_block(element)
        return
    body.parents.append(tag)
    if tag in ("td", "th"):
        body.write_cell(element)
    else:
        if tag == "li":
            element = _numbered_item(body, element)
        body.write_block(element, tag, PARAGRAPH if tag in _CAPTIONS else LINE)
        body.text.label_block("")
    body.parents.pop()


def _numbered_item(body: HtmlBody, item: Element) -> Element:
    """Label an item. One of a list that counts down says its number, for programs that only count up."""
    numbers = body.item_numbers[-1]
    if numbers is None:
        return item
    body.text.end_block(LINE)
    number = numbers.next(item)
    body.text.label_block(numbers.label(number))
    if not numbers.count_down:
        return item
    return Element(item.tag, {**item.attributes, "value": str(number)}, item.children)


def _write_preformatted(body: HtmlBody, element: Element) -> None:
    if "pre" in body.parents:
        body.write_block(element)
        return
    children = element.children
    if children and isinstance(first := children[0], str):
        children[0] = first.lstrip("\n")
    body.text.write_preformatted(_preformatted(element))
    body.parents.append("pre")
    body.text.hide()
    body.write_block(element, "pre")
    body.text.show()
    body.parents.pop()


def _preformatted(element: Element) -> str:
    texts = (
        child if isinstance(child, str) else "\n" if child.tag == "br" else _preformatted(child)
        for child in element.children
        if isinstance(child, str) or child.tag not in _STRUCK
    )
    return "".join(texts)


def _write_rule(body: HtmlBody, _: Element) -> None:
    """Write a rule, but none where the text is struck out or hidden: nothing would show that it is."""
    if body.text.is_hidden:
        return
    body.html.void_block("hr")
    body.text.end_block()
    body.text.write("* * *")
    body.text.end_block()


def _write_line_break(body: HtmlBody, _: Element) -> None:
    body.html.line_break()
    body.text.break_line()


def _write_format(body: HtmlBody, element: Element) -> None:
    tag = _FORMATS[element.tag]
    body.anchor(element)
    body.html.begin_format(tag, kept_attributes(element, tag))
    if write_content := _WRITTEN_CONTENT.get(tag):
        write_content(body, element)
    else:
        body.write_children(element.children)
    body.html.end_format()


def _write_struck(body: HtmlBody, element: Element) -> None:
    """Keep what is struck out from the text, which says what holds."""
    body.text.hide()
    body.write_children(element.children)
    body.text.show()


def _write_quote(body: HtmlBody, element: Element) -> None:
    if not any(child.strip() if isinstance(child, str) else child.tag != "br" for child in element.children):
        return
    opening, closing = quotation_marks(body.language, body.quotation_depth)
    body.quotation_depth += 1
    body.text.write(opening)
    body.write_children(element.children)
    body.text.write(closing)
    body.quotation_depth -= 1


def _write_script(body: HtmlBody, element: Element) -> None:
    """Write a superscript or a subscript."""
    inner_links = (each for each in element.children if not isinstance(each, str) and each.tag == "a")
    is_reference = body.is_in_link or any(map(body.links.leads_within, inner_links))
    body.text.begin_script()
    body.write_children(element.children)
    body.text.end_script(raised=element.tag == "sup", is_reference=is_reference)


_WRITTEN_CONTENT: Final[Writers] = {
    **dict.fromkeys(_STRUCK, _write_struck),
    **dict.fromkeys(("sub", "sup"), _write_script),
    "q": _write_quote,
}
"""How the content is written where a text needs more than the formatting."""


def _write_ruby_text(body: HtmlBody, element: Element) -> None:
    """Write the reading of ruby text, or brackets for old browsers. Those that are not ended are nested."""
    own, rest = element.children, []
    for index, child in enumerate(own):
        if not isinstance(child, str) and child.tag in _RUBY_PARTS:
            own, rest = own[:index], own[index:]
            break
    tag = _RUBY_TEXTS[element.tag]
    body.html.begin_format(tag, kept_attributes(element, tag))
    body.text.hide()
    body.write_children(own)
    body.text.show()
    body.html.end_format()
    body.write_children(rest)


def _write_span(body: HtmlBody, element: Element) -> None:
    """Write a span that has a language or a direction."""
    body.anchor(element)
    attributes = kept_attributes(element, "span")
    if attributes:
        body.html.begin_format("span", attributes)
    body.write_children(element.children)
    if attributes:
        body.html.end_format()


def _write_link(body: HtmlBody, element: Element) -> None:
    body.anchor(element)
    if address := body.links.address(element):
        body.write_link(address, element.children, kept_attributes(element, "a"))
        return
    if element.attributes.get("href", "").strip() not in _EMPTY_LINKS:
        body.notes.append(LOST_LINK)
    body.write_children(element.children)


def _write_formula(body: HtmlBody, element: Element) -> None:
    body.write_children(formula_parts(element))


def _write_plain_block(body: HtmlBody, element: Element) -> None:
    """Write what stands in a block that is not kept; a post that only a script fills is a link."""
    if write_post(body, element):
        return
    changed = with_inherited(element, _BLOCKS) if element.attributes else None
    if changed and changed.tag == "p":
        body.write_block(changed, "p")
    else:
        body.write_block(changed or element)


def _leave_out(body: HtmlBody, element: Element) -> None:
    """Leave out what no reader would see."""


def _leave_out_control(body: HtmlBody, _: Element) -> None:
    body.notes.append(LOST_CONTROL)


_BLOCKS: Final = {
    *_TEXT_BLOCKS,
    *_LISTS,
    *_PARENTS,
    *_PLAIN_BLOCKS,
    "table",
    "blockquote",
    "pre",
    "figure",
    "hr",
}

WRITERS: Final[Writers] = {
    **dict.fromkeys(_TEXT_BLOCKS, _write_text_block),
    "blockquote": _write_quotation,
    "table": write_table,
    **dict.fromkeys(_LISTS, _write_list),
    **dict.fromkeys(_PARENTS, _write_part),
    **dict.fromkeys(_PLAIN_BLOCKS, _write_plain_block),
    **dict.fromkeys(_FORMATS, _write_format),
    **dict.fromkeys(_RUBY_TEXTS, _write_ruby_text),
    **dict.fromkeys(IMAGE_TAGS, write_image),
    **dict.fromkeys(EMBED_TAGS, write_embed),
    **dict.fromkeys(_LEFT_OUT, _leave_out),
    **dict.fromkeys(_CONTROLS, _leave_out_control),
    "pre": _write_preformatted,
    "hr": _write_rule,
    "br": _write_line_break,
    "span": _write_span,
    "a": _write_link,
    "picture": write_picture,
    "noscript": write_noscript,
    "figure": write_figure,
    "math": _write_formula,
}
