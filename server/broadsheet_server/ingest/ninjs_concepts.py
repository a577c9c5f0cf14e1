"""Tags and authors of a ninjs item: what they are called, and what they are recognised by."""

from collections.abc import Iterator
from typing import Any

from broadsheet_server.ingest.json_item import JsonItem
from broadsheet_server.newsroom.concepts import concept_of
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_server.newsroom.slugs import slugify
from broadsheet_shared.section_paths import is_slug
from broadsheet_shared.vocabulary import TagKind

_CODES = ("uri", "qcode", "code", "literal")
_SAME_AS = ("sameAs", "sameas", "exactMatch", "wikidata")
_IDENTIFYING = {*_CODES, *_SAME_AS}


def draft_tag(entity: JsonItem, name: str, kind: TagKind) -> DraftTag:
    """The tag of a subject, person, organisation, place or event: a concept, or a code of some scheme."""
    members = entity.value
    if members.keys().isdisjoint(_IDENTIFYING):
        return DraftTag(name, kind)
    values = [text for member in _CODES if member in members and (text := _text(members[member]))]
    concepts = [concept for value in values if (concept := concept_of(value))]
    scheme = concepts[0][0] if concepts else _text(entity.value.get("scheme"))
    code = concepts[0][1] if concepts else next(iter(values), None)
    uris = ["".join(concept) for concept in concepts]
    return DraftTag(
        label=name,
        kind=kind,
        slug=_slug(entity, name),
        scheme=scheme,
        code=code if scheme else None,
        same_as=tuple(dict.fromkeys((*uris, *_same_as(entity)))),
    )


def draft_author(source: JsonItem, name: str) -> DraftAuthor:
    """An author. `literal` is a slug where it reads like one, and a code of the source otherwise."""
    slug = _slug(source, name)
    codes = [text for member in ("code", "uri", "literal") if (text := _text(source.value.get(member)))]
    return DraftAuthor(name, slug, next((code for code in codes if code != slug), None))


def _slug(entity: JsonItem, name: str) -> str | None:
    """A `literal` that is a name for people to read. `7` and `q42` are codes."""
    literal = _text(entity.value.get("literal"))
    if not literal or not is_slug(literal):
        return None
    is_word = not any(character.isdigit() for character in literal)
    return literal if is_word or literal == slugify(name) else None


def _same_as(entity: JsonItem) -> Iterator[str]:
    for member in _SAME_AS:
        value = entity.value.get(member)
        for entry in value if isinstance(value, list) else [value]:
            text = _text(entry.get("uri") if isinstance(entry, dict) else entry)
            if text:
                yield f"wd:{text}" if member == "wikidata" and "/" not in text else text


def _text(value: Any) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None
