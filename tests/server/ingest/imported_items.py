"""What tests ask of the items of an import."""

from collections.abc import Iterable

from broadsheet_server.ingest.imported_items import ImportedItem


def outcomes(items: Iterable[ImportedItem]) -> list[str]:
    """What became of each of them."""
    return [item.outcome.value for item in items]
