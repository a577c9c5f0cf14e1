"""Which of guid and link identify the items of a feed: found by looking at the whole document.

Feeds repeat guids, leave them empty, change them with the headline, or give every item the address of the
home page. Miniflux (https://miniflux.app) and FreshRSS (https://freshrss.org) look at a feed in the same way;
neither of them finds an item again whose guid changed, which its link does here.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from broadsheet_server.newsroom.web_addresses import comparable_url


@dataclass(frozen=True, slots=True)
class FeedItem:
    """The guid (RSS), id (Atom, JSON Feed) and link of an item, as they stand in the feed."""

    guid: str | None
    link: str | None


@dataclass(frozen=True, slots=True)
class FeedItemIdentity:
    """The fields of the same names of an `ArticleDraft`.

    Without both, an item is recognised by its text. A `canonical_url` that several items share is left out;
    it may still be shown as `source_url`.
    """

    external_reference: str | None
    canonical_url: str | None
    reference_may_change: bool


@dataclass(frozen=True, slots=True)
class FeedIdentities:
    """The identities of all items in their order, and what is wrong with the feed, for its operator."""

    items: list[FeedItemIdentity]
    notes: tuple[str, ...]


def feed_identities(items: Sequence[FeedItem], *, guids_are_permanent: bool = False) -> FeedIdentities:
    """Decide by which of its names each item of a feed is known.

    `guids_are_permanent` where the format demands it, as Atom does (RFC 4287, section 4.2.6): then two ids
    are two articles, even at one address.
    """
    guids = [(item.guid or "").strip() for item in items]
    addresses = [comparable_url(item.link) if item.link else None for item in items]
    uses_of_guid = _uses(set(zip(guids, addresses, strict=True)))
    uses_of_address = Counter(address for guid, address in set(zip(guids, addresses, strict=True)))
    found = []
    for item, guid, address in zip(items, guids, addresses, strict=True):
        is_shared_guid = uses_of_guid[guid] > 1
        is_shared_address = address is None or uses_of_address[address] > 1
        reference = guid if not is_shared_guid else f"{guid} {address}" if address else ""
        found.append(
            FeedItemIdentity(
                external_reference=reference or None,
                canonical_url=None if is_shared_address and reference else item.link or None,
                reference_may_change=not (guids_are_permanent or is_shared_address),
            )
        )
    return FeedIdentities(found, tuple(_notes(guids, uses_of_guid, uses_of_address)))


def _uses(pairs: Iterable[tuple[str, str | None]]) -> Counter[str]:
    """How many addresses each guid has; an empty one is none."""
    return Counter(guid for guid, _ in pairs if guid)


def _notes(
    guids: Sequence[str], uses_of_guid: Counter[str], uses_of_address: Counter[str | None]
) -> Iterable[str]:
    if repeated := sum(uses_of_guid[guid] > 1 for guid in guids):
        yield f"{repeated} of {len(guids)} items share a guid; their links tell them apart"
    if empty := sum(not guid for guid in guids):
        yield f"{empty} of {len(guids)} items have no guid; they are known by their links"
    if shared := sum(count for address, count in uses_of_address.items() if address and count > 1):
        yield f"{shared} of {len(guids)} items share a link; it identifies none of them"
