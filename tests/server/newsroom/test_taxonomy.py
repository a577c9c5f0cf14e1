"""A run of publishing remembers sections, authors and tags, until a transaction fails."""

from broadsheet_server.newsroom.taxonomy import CachedAuthor, CachedSection, CachedTag, TaxonomyCache
from broadsheet_server.storage.uuid7 import uuid7


def test_a_new_section_is_reported_once() -> None:
    cache = TaxonomyCache(new_sections=["world", "world/asia"])
    assert cache.pop_new_sections() == ["world", "world/asia"]
    assert cache.pop_new_sections() == []


def test_nothing_is_remembered_of_a_transaction_that_failed() -> None:
    cache = TaxonomyCache(
        sections={"world": CachedSection(uuid7(), "World", "world")},
        authors={"name mei tan": CachedAuthor(uuid7(), "mei-tan")},
        tags={"topic label ferries": CachedTag(uuid7(), "ferries")},
        author_slugs={"mei-tan"},
        tag_slugs={"ferries": "topic"},
        new_sections=["world"],
    )
    cache.clear()
    assert cache == TaxonomyCache()
