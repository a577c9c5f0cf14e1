"""The tags of a NITF document: subjects, keywords, and the people, organisations, places and events in it."""

import re
from collections.abc import Iterator

from broadsheet_server.ingest.nitf_markup import name_text
from broadsheet_server.ingest.xml_document import (
    Element,
    attribute,
    child,
    children,
    name_of,
    place_of,
    text_of,
)
from broadsheet_server.newsroom.concepts import concept_of
from broadsheet_server.newsroom.drafts import DraftTag
from broadsheet_shared.vocabulary import TagKind

_KINDS = {
    "person": TagKind.PERSON,
    "org": TagKind.ORGANISATION,
    "location": TagKind.PLACE,
    "event": TagKind.EVENT,
}
_LABELS = ("tobject.subject.detail", "tobject.subject.matter", "tobject.subject.type")
"""From the narrowest to the widest."""
_SUBJECT_CODES = "http://cv.iptc.org/newscodes/subjectcode/"
_SUBJECT_CODE = re.compile(r"\d{8}")
_SEPARATOR = re.compile(r"[,;\uff0c\u3001\uff1b]")


def tags(head: Element | None, notes: list[str]) -> Iterator[DraftTag]:
    """Every tag of a document; what has a code and no name is noted."""
    docdata = child(head, "docdata")
    for subject in children(child(head, "tobject"), "tobject.subject"):
        yield from _subject(subject, notes)
    identified = child(docdata, "identified-content")
    yield from _keywords(child(docdata, "key-list"), child(identified, "key-list"))
    for element in children(identified):
        if name_of(element) in _KINDS:
            yield from _identified(element, notes)
        elif name_of(element) != "key-list":
            notes.append(f"left out, it has no place in an article here: {place_of(element)}")
    for place in children(docdata, "evloc"):
        if name := attribute(place, "city", "county-dist", "state-prov") or text_of(place):
            yield DraftTag(name, TagKind.PLACE)


def _subject(subject: Element, notes: list[str]) -> Iterator[DraftTag]:
    code = attribute(subject, "tobject.subject.refnum")
    label = attribute(subject, *_LABELS)
    if not label:
        notes.append(f"subject {code[:40]} left out: it has no name ({place_of(subject)})")
        return
    concept = (_SUBJECT_CODES, code) if _SUBJECT_CODE.fullmatch(code) else concept_of(code)
    scheme, code = concept or (attribute(subject, "tobject.subject.ipr"), code)
    yield DraftTag(label, TagKind.TOPIC, scheme=scheme or None, code=code if scheme and code else None)


def _keywords(*lists: Element | None) -> Iterator[DraftTag]:
    for key_list in lists:
        for keyword in children(key_list, "keyword"):
            for name in _SEPARATOR.split(attribute(keyword, "key") or text_of(keyword)):
                if name.strip():
                    yield DraftTag(name.strip(), TagKind.TOPIC)


def _identified(element: Element, notes: list[str]) -> Iterator[DraftTag]:
    label = name_text(element)
    coded = element if element.get("idsrc") else child(element, "alt-code")
    scheme, code = attribute(coded, "idsrc"), attribute(coded, "value")
    if not label:
        notes.append(f"left out: it has no name ({place_of(element)})")
        return
    concept = concept_of(code)
    scheme, code = concept or (scheme, code)
    kind = _KINDS[name_of(element)]
    yield DraftTag(label, kind, scheme=scheme or None, code=code if scheme and code else None)
