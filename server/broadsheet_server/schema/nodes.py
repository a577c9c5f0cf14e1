"""Global object identification (Relay): the Node interface, `node` and `nodes`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

import strawberry

from broadsheet_server.reading.articles import articles_by_id
from broadsheet_server.reading.errors import InvalidQueryError
from broadsheet_server.reading.global_ids import read_global_id
from broadsheet_server.reading.images import images_by_id
from broadsheet_server.reading.taxonomy import authors_by_id, tags_by_id
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.lookahead import selection
from broadsheet_server.sharing.status import ShareStatus, share_statuses
from broadsheet_shared.limits import NODES_MAX
from broadsheet_shared.vocabulary import Scope

Nodes = Mapping[UUID, Any]


@strawberry.interface(description="Something with an id of its own, which `node(id:)` finds again.")
class Node:
    """The type of an object is that of the same name as its class in `reading`."""

    id: strawberry.ID = strawberry.field(
        description="An opaque id that stays the same for ever. Compare it, do not take it apart."
    )

    @classmethod
    def resolve_type(cls, value: object, *_: object) -> str:
        """The name of the GraphQL type of an object."""
        return type(value).__name__.removesuffix("Status")


async def _articles(info: Info, ids: Sequence[UUID]) -> Nodes:
    return await articles_by_id(info.context.reading, ids, selection(info, "Article"))


async def _sections(info: Info, ids: Sequence[UUID]) -> Nodes:
    tree = await info.context.reading.sections()
    return {uuid: tree.by_id[uuid] for uuid in ids if uuid in tree.by_id}


async def _tags(info: Info, ids: Sequence[UUID]) -> Nodes:
    return await tags_by_id(info.context.reading, ids)


async def _authors(info: Info, ids: Sequence[UUID]) -> Nodes:
    return await authors_by_id(info.context.reading, ids)


async def _images(info: Info, ids: Sequence[UUID]) -> Nodes:
    return await images_by_id(info.context.reading, ids)


async def shares_by_id(info: Info, ids: Sequence[UUID]) -> dict[UUID, ShareStatus]:
    """Those of the shares that the caller's own API key made; none without scope `share`."""
    caller = info.context.caller
    if caller is None or Scope.SHARE not in caller.scopes:
        return {}
    return await share_statuses(info.context.database, ids, api_key_id=caller.api_key_id)


_LOADERS: dict[str, Callable[[Info, Sequence[UUID]], Awaitable[Nodes]]] = {
    "Article": _articles,
    "Section": _sections,
    "Tag": _tags,
    "Author": _authors,
    "Image": _images,
    "Share": shares_by_id,
}


async def nodes_by_id(info: Info, global_ids: Sequence[str]) -> list[Any]:
    """The objects in the order of their ids, None where an id names nothing; one statement for each type."""
    parsed = [read_global_id(text) for text in global_ids]
    ids: dict[str, dict[UUID, None]] = {}
    for type_name, uuid in filter(None, parsed):
        ids.setdefault(type_name, {})[uuid] = None
    nodes = {name: await load(info, list(ids[name])) for name, load in _LOADERS.items() if name in ids}
    return [None if each is None else nodes.get(each[0], {}).get(each[1]) for each in parsed]


@strawberry.type
class NodeQueries:
    """Queries by global id."""

    @resolver_field(
        "Whatever has this id; null where nothing has it, or nothing that the caller may see.",
        Node | None,
    )
    async def node(
        self,
        info: Info,
        global_id: Annotated[
            strawberry.ID,
            strawberry.argument(
                name="id", description="The opaque id, as objects give it, like `QXJ0aWNsZTowMQ`."
            ),
        ],
    ) -> Any:
        [node] = await nodes_by_id(info, [global_id])
        return node

    @resolver_field(
        "Whatever has these ids, in their order, null where nothing has one.",
        list[Node | None],
    )
    async def nodes(
        self,
        info: Info,
        ids: Annotated[
            list[strawberry.ID],
            strawberry.argument(
                description=f"The opaque ids, like `QXJ0aWNsZTowMQ`, up to {NODES_MAX}.",
            ),
        ],
    ) -> list[Any]:
        if len(ids) > NODES_MAX:
            raise InvalidQueryError(f"`ids` has {len(ids)} entries; `nodes` takes up to {NODES_MAX}.")
        return await nodes_by_id(info, ids)
