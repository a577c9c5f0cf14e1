"""Which ids and links of a feed's items can be used to recognise them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class FeedReference(NamedTuple):
    """The id and the link of an item; None where it has none, or shares it with other items of the feed."""

    guid: str | None
    link: str | None


def feed_references(items: Sequence[Mapping[str, Any]]) -> list[FeedReference]:
    """The references of all items of one feed document, by their `id` and `link`.

    An id or link that several items have identifies none of them, as readers of broken feeds know.
    """
    guids = [_text(item.get("id")) for item in items]
    links = [_text(item.get("link")) for item in items]
    guid_counts, link_counts = Counter(guids), Counter(links)
    return [
        FeedReference(
            guid if guid_counts[guid] == 1 else None,
            link if link_counts[link] == 1 else None,
        )
        for guid, link in zip(guids, links, strict=True)
    ]


def _text(value: object) -> str | None:
    text = "" if value is None else str(value).strip()
    return text or None
