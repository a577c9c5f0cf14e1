"""Change topics: the names under which a change is announced, for followers to filter and invalidate by."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from broadsheet_shared.section_paths import ancestor_paths

_ARTICLE: Final = "article:"
EVERY_ARTICLE: Final = "list:articles"
"""The topic of every change."""

_LIST: Final = "related:"
EVERY_LIST: Final = "list:related"
"""Any related list may be another one."""


def article_topic(hex_id: str) -> str:
    """The topic of one article, by the 32 hexadecimal digits of its id."""
    return f"{_ARTICLE}{hex_id}"


def section_topic(path: str) -> str:
    """The topic of a section with all that is below it."""
    return f"section:{path}"


def tag_topic(slug: str) -> str:
    """The topic of a tag."""
    return f"tag:{slug}"


def author_topic(slug: str) -> str:
    """The topic of an author."""
    return f"author:{slug}"


def list_topic(hex_id: str) -> str:
    """The topic of the related list of one article; no change of the feed has it (see `written_lists`)."""
    return f"{_LIST}{hex_id}"


def lists_written(topics: Iterable[str]) -> list[str]:
    """The ids of the articles whose related lists were written, as 32 hexadecimal digits."""
    return [topic.removeprefix(_LIST) for topic in topics if topic.startswith(_LIST)]


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
        *map(section_topic, ancestor_paths(section_path)),
        *map(tag_topic, tag_slugs),
        *map(author_topic, author_slugs),
    }
