"""The names that an article goes by, and what they are in the store."""

from typing import Literal
from uuid import UUID

from broadsheet_server.reading.global_ids import uuid_of
from broadsheet_server.storage.indexed_text import indexed_text

Identifier = Literal["uuid", "slug", "canonical_url", "external_reference"]
Name = Literal["id", "slug", "path", "canonical_url", "external_reference"]
"""What the world calls it; `path` is like `/articles/a-bridge-opens`."""

Key = tuple[Identifier, str | UUID]


def keys_of(name: Name, text: str, base_url: str) -> list[Key]:
    """Under what to look for the article with this name, one after the other; nowhere where it is no name.

    A canonical URL is the article's own or that of its page on this site, at `base_url`; a slash at the end
    makes no difference.
    """
    if name == "id":
        uuid = uuid_of("Article", text)
        return [] if uuid is None else [("uuid", uuid)]
    if name == "path":
        return _slug(text, "/articles/")
    if name == "canonical_url":
        bare = text.rstrip("/")
        own: list[Key] = [("canonical_url", bare), ("canonical_url", f"{bare}/")]
        return own + _slug(bare, f"{base_url}/articles/")
    return [("slug", text)] if name == "slug" else [("external_reference", indexed_text(text))]


def _slug(address: str, folder: str) -> list[Key]:
    slug = address.removeprefix(folder)
    return [] if slug == address else [("slug", slug)]
