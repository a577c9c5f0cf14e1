"""Finding anything again by its id."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

import strawberry

from broadsheet_server.reading.articles import articles_by_key
from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_server.reading.global_ids import read_global_id
from broadsheet_server.reading.taxonomy import authors_by_key, images_by_key, tags_by_key
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.fields import found_by
from broadsheet_server.schema.lookahead import selection
from broadsheet_server.schema.nodes import Node
from broadsheet_server.schema.sharing import shares_by_key
from broadsheet_shared.limits import NODES_MAX

Found = Mapping[UUID, Any]


async def _articles(info: Info, keys: Sequence[UUID]) -> Found:
    return await articles_by_key(info.context.reading, keys, selection(info, "Article"))


async def _sections(info: Info, keys: Sequence[UUID]) -> Found:
    tree = await info.context.reading.sections()
    return {key: tree.by_key[key] for key in keys if key in tree.by_key}


async def _tags(info: Info, keys: Sequence[UUID]) -> Found:
    return await tags_by_key(info.context.reading, keys)


async def _authors(info: Info, keys: Sequence[UUID]) -> Found:
    return await authors_by_key(info.context.reading, keys)


async def _images(info: Info, keys: Sequence[UUID]) -> Found:
    return await images_by_key(info.context.reading, keys)


_FINDERS: dict[str, Callable[[Info, Sequence[UUID]], Awaitable[Found]]] = {
    "Article": _articles,
    "Section": _sections,
    "Tag": _tags,
    "Author": _authors,
    "Image": _images,
    "Share": shares_by_key,
}


async def find_nodes(info: Info, ids: Sequence[str]) -> list[Any]:
    """What the ids name, in their order, None where an id names nothing; one statement for each type."""
    wanted: dict[str, list[UUID]] = {}
    places = [read_global_id(text) for text in ids]
    for kind, key in filter(None, places):
        wanted.setdefault(kind, []).append(key)
    found = {kind: await _FINDERS[kind](info, keys) for kind, keys in wanted.items() if kind in _FINDERS}
    return [None if place is None else found.get(place[0], {}).get(place[1]) for place in places]


@strawberry.type
class NodeQueries:
    """The questions by id."""

    @found_by(
        "Whatever has this id; null where nothing has it, or nothing that the caller may see.",
        Node | None,
    )
    async def node(
        self,
        info: Info,
        text: Annotated[strawberry.ID, strawberry.argument(name="id", description="The opaque id.")],
    ) -> Any:
        [found] = await find_nodes(info, [text])
        return found

    @found_by(
        "Whatever has these ids, in their order, null where nothing has one.",
        list[Node | None],
    )
    async def nodes(
        self,
        info: Info,
        ids: Annotated[
            list[strawberry.ID], strawberry.argument(description=f"The opaque ids, up to {NODES_MAX}.")
        ],
    ) -> list[Any]:
        if len(ids) > NODES_MAX:
            raise InvalidQueryError(f"`ids` has {len(ids)} entries; `nodes` takes up to {NODES_MAX}.")
        return await find_nodes(info, ids)
