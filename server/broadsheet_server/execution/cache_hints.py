"""How long caches in front of the server may keep an answer, and by which tags they can drop it.

Each type of the schema has a hint; the shortest of those that an operation selects holds for its answer.
"""

from collections.abc import Collection
from typing import Final, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    TypeInfo,
    TypeInfoVisitor,
    get_named_type,
    is_abstract_type,
    is_object_type,
    visit,
)
from graphql.language import Visitor

from broadsheet_server.schema.schema import CORE

DEFAULT_SECONDS: Final = 10
"""For types that are not named below, lists of articles among them: news has to be seen."""

TYPE_SECONDS: Final = {
    "Publication": 300,
    "Limits": 300,
    "Section": 60,
    "Tag": 60,
    "Author": 60,
    "Contributor": 30,
    "Image": 60,
    "Rendition": 60,
    "Breadcrumb": 60,
    "Source": 60,
    "Article": 30,
    "Correction": 30,
}

_WITHOUT_ARTICLES: Final = frozenset({"Publication", "Limits", "Section", "Breadcrumb"})
"""Types that no change of an article touches. Of the others, a tag is shown while a public article has it, a
count and a tombstone change with articles."""


class CacheHint(NamedTuple):
    """For how many seconds a shared cache may keep an answer, and the cache tags of what is in it."""

    seconds: int
    tags: tuple[str, ...]


def tag_headers(tags: Collection[str]) -> dict[str, str]:
    """The headers by which caches drop a response by its tags: Fastly's and Varnish's, and Cloudflare's."""
    if not tags:
        return {}
    return {"Surrogate-Key": " ".join(tags), "Cache-Tag": ",".join(tags)}


def cache_hint(document: DocumentNode) -> CacheHint:
    """The hint for the answers of a valid document, whichever of its operations is asked for."""
    type_info = TypeInfo(CORE)
    collector = _TypeCollector(type_info)
    visit(document, TypeInfoVisitor(type_info, collector))
    seconds = min((TYPE_SECONDS.get(name, DEFAULT_SECONDS) for name in collector.types), default=300)
    named = collector.types & TYPE_SECONDS.keys()
    if collector.types - _WITHOUT_ARTICLES:
        named.add("Article")
    return CacheHint(seconds, tuple(sorted(name.lower() for name in named)))


class _TypeCollector(Visitor):
    """Collects the names of the object types that fields return, or may return."""

    def __init__(self, type_info: TypeInfo) -> None:
        super().__init__()
        self._type_info = type_info
        self.types: set[str] = set()

    def enter_field(self, _node: FieldNode, *_: object) -> None:
        output_type = self._type_info.get_type()
        named = None if output_type is None else get_named_type(output_type)
        if is_object_type(named):
            self.types.add(named.name)
        elif is_abstract_type(named):
            self.types.update(kind.name for kind in CORE.get_possible_types(named))
