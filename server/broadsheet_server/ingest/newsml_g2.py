"""NewsML-G2 2.x of the IPTC, Power and Core: a `newsMessage` of many items, or one item.

Only items with a text are articles. Pictures that come with them become their images; packages, concepts and
plans are skipped, and said so. Catalogues are not fetched.
"""

from collections.abc import Iterator
from typing import IO, Final

from broadsheet_server.ingest.newsml_g2_item import parse_item
from broadsheet_server.ingest.newsml_g2_pictures import (
    PICTURE_CLASSES,
    MessagePictures,
    item_class,
    message_pictures,
)
from broadsheet_server.ingest.parse_results import (
    ImportDefaults,
    ParsedItem,
    RejectedItem,
    SkippedItemError,
    UnreadableItemError,
    join_positions,
)
from broadsheet_server.ingest.xml_document import (
    Element,
    child,
    children,
    name_of,
    read_document,
    text_of,
)
from broadsheet_server.ingest.xml_root import root_element

_OTHER_ITEMS: Final = {
    "packageItem": "a package, which lists other items",
    "conceptItem": "a concept of a vocabulary",
    "knowledgeItem": "a vocabulary",
    "planningItem": "a plan of what is to come",
    "catalogItem": "a catalogue of vocabularies",
}
_ROOTS: Final = {name.lower() for name in ("newsMessage", "newsItem", *_OTHER_ITEMS)}
_ARTICLES: Final = ("text", "composite")

Results = Iterator[ParsedItem | RejectedItem]


def recognises(head: str) -> bool:
    """Whether a file that begins like this is NewsML-G2."""
    return root_element(head) in _ROOTS


def parse(file: IO[bytes], defaults: ImportDefaults) -> Results:
    """Parse every item of a message, or the one item of a file."""
    try:
        document = read_document(file, defaults.charset)
    except UnreadableItemError as error:
        yield RejectedItem(error.location, str(error))
        return
    items = list(_items(document.root))
    pictures = message_pictures(items, defaults.folder)
    for number, item in enumerate(items, start=1):
        position = f"item {number}" if item is not document.root else ""
        yield _parse_item(item, position, pictures, defaults, document.notes)
    if not items:
        yield RejectedItem("", "The message has no items.", is_skipped=True)


def _items(root: Element) -> Iterator[Element]:
    if name_of(root) != "newsMessage":
        yield root
        return
    for item_set in children(root, "itemSet"):
        yield from children(item_set)


def _parse_item(
    item: Element,
    position: str,
    pictures: MessagePictures,
    defaults: ImportDefaults,
    notes: tuple[str, ...],
) -> ParsedItem | RejectedItem:
    try:
        _check_kind(item)
        return parse_item(item, position, pictures, defaults, notes)
    except UnreadableItemError as error:
        place = join_positions(position, error.location or f"line {item.sourceline}")
        headline = text_of(child(item, "contentMeta", "headline"))[:200]
        return RejectedItem(place, str(error), headline, is_skipped=isinstance(error, SkippedItemError))


def _check_kind(item: Element) -> None:
    name = name_of(item)
    if name != "newsItem":
        what = _OTHER_ITEMS.get(name, "of a kind that NewsML-G2 has not")
        raise SkippedItemError(f"It is no article: a {name[:40]} is {what}.")
    kind = item_class(item)
    if kind in PICTURE_CLASSES:
        raise SkippedItemError("It is a picture, which the articles of its message show that it belongs to.")
    if kind not in _ARTICLES:
        raise SkippedItemError(f"It is no article: its class is “{kind[:40]}”, not “text”.")
