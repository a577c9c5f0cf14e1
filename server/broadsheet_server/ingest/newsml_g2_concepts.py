"""The tags of a NewsML-G2 item, and the people who worked on it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from broadsheet_server.ingest.contributor_roles import known_role, role_or_note
from broadsheet_server.ingest.newsml_g2_catalogs import (
    Catalog,
    catalog_of,
    concept_code,
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
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftContributor, DraftTag
from broadsheet_shared.vocabulary import ContributorRole, TagKind

_KINDS: Final = {
    "person": TagKind.PERSON,
    "organisation": TagKind.ORGANISATION,
    "organization": TagKind.ORGANISATION,
    "geoarea": TagKind.PLACE,
    "poi": TagKind.PLACE,
    "event": TagKind.EVENT,
}
"""The natures of concepts (http://cv.iptc.org/newscodes/cpnature/); all others are topics."""

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


def people(item: Element, language: str, names: Names, notes: list[str]) -> Iterator[DraftContributor]:
    """Creators and contributors with what they did; those who are no people are noted."""
    for person in children(child(item, "contentMeta"), "creator", "contributor"):
        name = name_in(person, language, names)
        if name and type_of(person).lower() in ("", "person"):
            author = DraftAuthor(name, code=attribute(person, "uri", "qcode") or None)
            yield DraftContributor(author, _role(person, name, notes))
        else:
            what = f"“{name[:80]}” is no person" if name else "it has no name"
            notes.append(f"{name_of(person)} left out: {what} ({place_of(person)})")


def _role(person: Element, name: str, notes: list[str]) -> ContributorRole:
    """By the role, else by a job title that is one; a creator is an author unless told otherwise."""
    role, title = role_of(person), concept_code(attribute(person, "jobtitle", "jobtitleuri"))
    if found := known_role(role) or known_role(title):
        return found
    if role:
        return role_or_note(role, name, notes)
    return ContributorRole.AUTHOR if name_of(person) == "creator" else ContributorRole.CONTRIBUTOR
