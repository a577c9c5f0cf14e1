"""The tags and authors of a NewsML-G2 item."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from broadsheet_server.ingest.newsml_g2_catalogs import (
    Catalog,
    catalog_of,
    qcode_of,
    role_of,
    scheme_and_code,
    type_of,
)
from broadsheet_server.ingest.xml_document import (
    Element,
    attribute,
    child,
    children,
    language_of,
    name_of,
    place_of,
    text_of,
)
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_shared.vocabulary import TagKind

_KINDS: Final = {
    "person": TagKind.PERSON,
    "organisation": TagKind.ORGANISATION,
    "organization": TagKind.ORGANISATION,
    "geoarea": TagKind.PLACE,
    "poi": TagKind.PLACE,
    "event": TagKind.EVENT,
}
"""The natures of concepts (http://cv.iptc.org/newscodes/cpnature/); all others are topics."""
_WRITERS: Final = ("", "author", "writer", "reporter", "correspondent", "journalist", "creator")

Names = Mapping[str, str]
"""Names of concepts."""


def asserted_names(item: Element, language: str) -> Names:
    """The names that an item gives its concepts apart from where it uses them, in its `assert` elements."""
    return {
        qcode_of(element): text_of(in_language(children(element, "name"), language))
        for element in children(item, "assert")
    }


def in_language(elements: Iterable[Element], language: str) -> Element | None:
    """The element in a language, else in a variant of it, else the first."""
    candidates = list(elements)
    wanted = language.lower()
    return max(candidates, key=lambda each: _closeness(language_of(each).lower(), wanted), default=None)


def _closeness(language: str, wanted: str) -> int:
    is_variant = language.partition("-")[0] == wanted.partition("-")[0]
    return 2 if language == wanted else int(is_variant)


def name_in(element: Element | None, language: str, names: Names) -> str:
    """The name of a concept: its own, that in an `assert`, or its literal."""
    own = text_of(in_language(children(element, "name"), language))
    return own or names.get(qcode_of(element), "") or attribute(element, "literal")


def tags(item: Element, language: str, names: Names, notes: list[str]) -> Iterator[DraftTag]:
    """Subjects and keywords. A subject that has a code and no name is noted."""
    catalog = catalog_of(item)
    content = child(item, "contentMeta")
    for subject in children(content, "subject"):
        if label := name_in(subject, language, names):
            yield _tag(subject, label, catalog)
        else:
            notes.append(f"subject {qcode_of(subject)[:80]} left out: it has no name ({place_of(subject)})")
    for keyword in children(content, "keyword"):
        if label := text_of(keyword):
            yield DraftTag(label, TagKind.TOPIC)


def _tag(subject: Element, label: str, catalog: Catalog) -> DraftTag:
    scheme, code = scheme_and_code(subject, catalog)
    same_as = (qcode_of(each) for each in children(subject, "sameAs"))
    kind = _KINDS.get(type_of(subject).lower(), TagKind.TOPIC)
    return DraftTag(label, kind, scheme=scheme, code=code, same_as=tuple(filter(None, same_as)))


def authors(item: Element, language: str, names: Names, notes: list[str]) -> Iterator[DraftAuthor]:
    """Creators and contributors who are people and write; the others are noted."""
    for person in children(child(item, "contentMeta"), "creator", "contributor"):
        name = name_in(person, language, names)
        if name and _writes(person):
            yield DraftAuthor(name, code=attribute(person, "uri", "qcode") or None)
        else:
            what = f"“{name[:80]}”; only authors are shown" if name else "it has no name"
            notes.append(f"{name_of(person)} left out: {what} ({place_of(person)})")


def _writes(person: Element) -> bool:
    """Whether somebody writes: a contributor has to be called a writer, a creator is one unless told."""
    role = role_of(person).lower()
    is_person = type_of(person).lower() in ("", "person")
    return is_person and role in _WRITERS and bool(role or name_of(person) == "creator")
