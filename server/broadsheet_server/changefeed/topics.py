"""Change topics: the names under which a change is announced, for followers to filter and invalidate by."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from broadsheet_shared.section_paths import ancestor_paths

_ARTICLE: Final = "article:"
EVERY_ARTICLE: Final = "list:articles"
"""The topic of every change."""


def article_topic(hex_id: str) -> str:
    """The topic of one article, by the 32 hexadecimal digits of its id."""
    return f"{_ARTICLE}{hex_id}"


def article_ids(topics: Iterable[str]) -> list[str]:
    """The ids of the articles that have changed themselves, as 32 hexadecimal digits."""
    return [topic.removeprefix(_ARTICLE) for topic in topics if topic.startswith(_ARTICLE)]


def change_topics(
    article_id: UUID, section_path: str, tag_slugs: Iterable[str], author_slugs: Iterable[str]
) -> set[str]:
    """`article:<hex id>`, `section:<path>` for the section and its ancestors, `tag:<slug>` and so on."""
    return {
        EVERY_ARTICLE,
        article_topic(article_id.hex),
        *(f"section:{path}" for path in ancestor_paths(section_path)),
        *(f"tag:{slug}" for slug in tag_slugs),
        *(f"author:{slug}" for slug in author_slugs),
    }
