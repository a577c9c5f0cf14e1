"""Section, tags and people of a ninjs item. What of them is odd never costs the article."""

import re
from collections.abc import Iterator

from broadsheet_server.ingest.contributor_roles import known_role, role_or_note
from broadsheet_server.ingest.json_item import JsonItem
from broadsheet_server.ingest.ninjs_concepts import draft_author, draft_tag
from broadsheet_server.newsroom.drafts import DraftContributor, DraftTag
from broadsheet_server.newsroom.slugs import slugify
from broadsheet_shared.section_paths import is_section_path
from broadsheet_shared.vocabulary import ContributorRole, TagKind

SUBJECTS = ("subjects", "subject")
SOURCES = ("infoSources", "infosources", "infosource")
_PEOPLE = ("people", "person")
TAG_MEMBERS = (
    (TagKind.PERSON, _PEOPLE),
    (TagKind.ORGANISATION, ("organisations", "organisation")),
    (TagKind.PLACE, ("places", "place")),
    (TagKind.EVENT, ("events", "event")),
)
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
            if (name := entity.text("name", "title", "literal")) and not _worked_on_it(entity, kind):
                yield draft_tag(entity, name, kind)


def people(item: JsonItem) -> Iterator[DraftContributor]:
    """Those in `authors`, then the `infoSources` and the `people` who are said to have worked on it."""
    for author in _named(item, ("authors", "author")):
        if name := _person_name(author):
            word = author.text("role")
            role = role_or_note(word, name, author.notes) if word else ContributorRole.AUTHOR
            yield DraftContributor(draft_author(author, name), role)
    for names, member in ((SOURCES, "role"), (_PEOPLE, "rel")):
        for person in _named(item, names):
            known, name = known_role(person.text(member) or ""), _person_name(person)
            if known and name:
                yield DraftContributor(draft_author(person, name), known)


def _person_name(person: JsonItem) -> str | None:
    return person.text("name", "byline", "literal")


def _worked_on_it(entity: JsonItem, kind: TagKind) -> bool:
    """Whether an entity is there as somebody who worked on the article, and not as a subject of it."""
    return kind is TagKind.PERSON and known_role(entity.text("rel") or "") is not None


def _named(item: JsonItem, names: tuple[str, ...]) -> Iterator[JsonItem]:
    return item.objects(*names, text_as="name")


def _path_from(text: str) -> str | None:
    """A path of what is written like one: `World/Asia` is `world/asia`."""
    path = "/".join(slugify(part) for part in text.split("/") if part.strip())
    return path if path and is_section_path(path) else None
