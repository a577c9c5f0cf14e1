"""Section, tags and authors of a ninjs item. What of them is odd never costs the article."""

import re
from collections.abc import Iterator

from broadsheet_server.ingest.json_item import JsonItem
from broadsheet_server.ingest.ninjs_concepts import draft_author, draft_tag
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_server.newsroom.slugs import slugify
from broadsheet_shared.section_paths import is_section_path
from broadsheet_shared.vocabulary import TagKind

SUBJECTS = ("subjects", "subject")
SOURCES = ("infoSources", "infosources", "infosource")
TAG_MEMBERS = (
    (TagKind.PERSON, ("people", "person")),
    (TagKind.ORGANISATION, ("organisations", "organisation")),
    (TagKind.PLACE, ("places", "place")),
    (TagKind.EVENT, ("events", "event")),
)
_WRITERS = ("author", "writer", "reporter", "correspondent", "journalist")
_SEPARATOR = re.compile(r"[,;\uff0c\u3001\uff1b]")


def section(item: JsonItem, default: str) -> tuple[str, str | None, str]:
    """Path, name and place in the file of the section, or the `default` path."""
    sections = [subject for subject in _named(item, SUBJECTS) if subject.text("rel") == "section"]
    if not sections:
        return default, None, item.member_path("subjects")
    first = sections[0]
    given, name = first.text("literal"), first.text("name")
    place = first.member_path("literal")
    path = given if given and is_section_path(given) else _path_from(given or name or "")
    if path is None:
        item.notes.append(f"section left out: “{(given or name or '')[:80]}” is no path like “world/asia”")
        return default, None, place
    if path != given:
        item.notes.append(f"the section “{(given or name or '')[:80]}” was read as {path}")
    if len(sections) > 1:
        item.notes.append(f"several sections: “{path}” was taken")
    return path, name, place


def tags(item: JsonItem) -> Iterator[DraftTag]:
    """Subjects and keywords are topics; people, organisations, places and events tags of their kind."""
    for subject in _named(item, SUBJECTS):
        name = subject.text("name", "title", "literal")
        if name and subject.text("rel") != "section":
            yield draft_tag(subject, name, TagKind.TOPIC)
    for keyword in _named(item, ("keywords", "keyword")):
        for name in _SEPARATOR.split(keyword.text("name", "value") or ""):
            if name.strip():
                yield draft_tag(keyword, name.strip(), TagKind.TOPIC)
    for kind, names in TAG_MEMBERS:
        for entity in _named(item, names):
            if name := entity.text("name", "title", "literal"):
                yield draft_tag(entity, name, kind)


def authors(item: JsonItem) -> Iterator[DraftAuthor]:
    """Those in `authors` that write, and the `infoSources` that do."""
    for author in _named(item, ("authors", "author")):
        yield from _author(author, is_writer=(author.text("role") or _WRITERS[0]).lower() in _WRITERS)
    for source in _named(item, SOURCES):
        if (source.text("role") or "").lower() in _WRITERS:
            yield from _author(source, is_writer=True)


def _author(person: JsonItem, *, is_writer: bool) -> Iterator[DraftAuthor]:
    name = person.text("name", "byline", "literal")
    if name and is_writer:
        yield draft_author(person, name)
    elif name:
        person.notes.append(
            f"{(person.text('role') or '')[:40]} left out: “{name[:80]}”; only authors are shown"
        )


def _named(item: JsonItem, names: tuple[str, ...]) -> Iterator[JsonItem]:
    return item.objects(*names, text_as="name")


def _path_from(text: str) -> str | None:
    """A path of what is written like one: `World/Asia` is `world/asia`."""
    path = "/".join(slugify(part) for part in text.split("/") if part.strip())
    return path if path and is_section_path(path) else None
