"""The article of a NITF document. Where NITF leaves a choice, ours is written down in docs/import/nitf.md."""

from collections.abc import Iterator
from dataclasses import asdict

from broadsheet_server.ingest.contributor_roles import known_role
from broadsheet_server.ingest.languages import read_language
from broadsheet_server.ingest.nitf_concepts import tags
from broadsheet_server.ingest.nitf_docdata import (
    copyright_holder,
    copyright_notice,
    editorial_notes,
    parse_identity,
    parse_release,
    registered_source,
)
from broadsheet_server.ingest.nitf_images import parse_images
from broadsheet_server.ingest.nitf_markup import NitfText, name_text
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem
from broadsheet_server.ingest.xml_document import (
    Element,
    attribute,
    child,
    children,
    collapsed,
    language_of,
    name_of,
    place_of,
    text_of,
)
from broadsheet_server.newsroom.drafts import ArticleDraft, DraftAuthor, DraftContributor, authors_and_others
from broadsheet_shared.vocabulary import ContributorRole

_BLOCKS_OF_HEAD = ("hedline", "note", "rights", "byline", "distributor", "dateline", "abstract", "series")


def parse_article(root: Element, defaults: ImportDefaults, notes: tuple[str, ...] = ()) -> ParsedItem:
    """Parse a document. Raises UnreadableItemError for one that cannot or must not be published."""
    return _ArticleParser(root, defaults, notes).parse()


class _ArticleParser:
    """Makes a draft of a document; collects notes."""

    def __init__(self, root: Element, defaults: ImportDefaults, notes: tuple[str, ...]) -> None:
        self._root = root
        self._head = child(root, "head")
        self._docdata = child(self._head, "docdata")
        self._body = child(root, "body")
        self._body_head = child(self._body, "body.head")
        self._defaults = defaults
        self._dates = defaults.dates()
        self._text = NitfText(notes=list(notes))

    def parse(self) -> ParsedItem:
        """The draft."""
        root, defaults, text = self._root, self._defaults, self._text
        source = self._source()
        identity = parse_identity(root, defaults, registered_source(root) or source)
        release = parse_release(root, self._dates, text.notes)
        language = read_language(self._language(), defaults.language)
        summary = self._summary()
        self._add_text()
        body_head = self._body_head
        authors, contributors = authors_and_others(_people(child(body_head, "byline")))
        draft = ArticleDraft(
            headline=self._headline(),
            body_html=text.html,
            section_path=defaults.section_path,
            language=language.tag,
            language_is_assumed=language.is_assumed,
            **asdict(identity),
            summary=summary,
            byline=_byline(child(body_head, "byline")),
            dateline=_dateline(child(body_head, "dateline")),
            authors=authors,
            contributors=contributors,
            tags=tuple(dict.fromkeys(tags(self._head, text.notes))),
            images=tuple(parse_images(text.images, defaults.folder, text.notes)),
            **{name: getattr(release, name) for name in release.__slots__},
            copyright_notice=copyright_notice(self._docdata),
            copyright_holder=copyright_holder(self._docdata),
            usage_terms=text_of(child(body_head, "rights")) or None,
            editorial_note=self._editorial_note(),
            source_name=defaults.source_name or source,
        )
        if language.note:
            text.notes.append(language.note)
        run_notes = (*self._dates.notes(), *self._source_notes(source), *self._left_out())
        return ParsedItem(draft, "", tuple(dict.fromkeys(text.notes)), self._locations(), run_notes=run_notes)

    def _source(self) -> str | None:
        """Who distributes the document, or else who registered its id."""
        distributor = text_of(child(self._body_head, "distributor"))
        return distributor or registered_source(self._root)

    def _source_notes(self, own: str | None) -> Iterator[str]:
        given = self._defaults.source_name
        if given and own and given != own:
            yield f"source “{own[:80]}” left out: “{given[:80]}” was given for all"

    def _language(self) -> str:
        return attribute(self._root, "baselang") or language_of(self._body) or language_of(self._root)

    def _headline(self) -> str:
        """The first `hl1`; without one, the document's title."""
        return text_of(child(self._body_head, "hedline", "hl1")) or text_of(child(self._head, "title"))

    def _subheadlines(self) -> list[Element]:
        return [each for each in children(child(self._body_head, "hedline"), "hl2") if text_of(each)]

    def _summary(self) -> str | None:
        """The abstract; without one, the lower headlines, which then do not stand in the text."""
        abstract = child(self._body_head, "abstract")
        texts = map(text_of, self._subheadlines() if abstract is None else (abstract,))
        return " ".join(texts) or None

    def _add_text(self) -> None:
        """The text: lower headlines, notes to readers, the content, the end."""
        text, body_head = self._text, self._body_head
        if child(body_head, "abstract") is not None:
            text.add_all(self._subheadlines())
        text.add_all(children(body_head, "note"))
        for content in children(self._body, "body.content"):
            text.add_inside(content)
        text.add_all(children(child(self._body, "body.end"), "tagline", "bibliography"))

    def _editorial_note(self) -> str | None:
        return " ".join((*editorial_notes(self._docdata), *self._text.editorial_notes)) or None

    def _left_out(self) -> Iterator[str]:
        """Notes, told once a run, of what has no place in an article."""
        heads = (each for each in children(self._body_head) if name_of(each) not in _BLOCKS_OF_HEAD)
        for element in (*heads, *children(self._body_head, "series"), *children(self._docdata, "series")):
            yield f"{name_of(element)[:40]} left out: it has no place in an article here"

    def _locations(self) -> dict[str, str]:
        """Where the fields come from that may be found invalid later."""
        elements = {
            "headline": child(self._body_head, "hedline", "hl1"),
            "body_html": child(self._body, "body.content"),
            "external_reference": child(self._docdata, "doc-id"),
            "updated_at": child(self._docdata, "date.issue"),
            "embargoed_until": child(self._docdata, "date.release"),
            "expires_at": child(self._docdata, "date.expire"),
        }
        return {name: place_of(element) for name, element in elements.items() if element is not None}


def _byline(byline: Element | None) -> str | None:
    """The printed line: `By Tomas Hale, Harbour Correspondent`."""
    if byline is None:
        return None
    title = text_of(child(byline, "byttl"))
    name = collapsed(" ".join(_line_texts(byline))).rstrip(" ,;")
    return ", ".join(filter(None, (name, title))) or None


def _line_texts(byline: Element) -> Iterator[str]:
    yield byline.text or ""
    for each in byline:
        if name_of(each) != "byttl":
            yield name_text(each)
        yield each.tail or ""


def _people(byline: Element | None) -> Iterator[DraftContributor]:
    """The people whom the byline marks as such: authors, unless their function is another role."""
    people = () if byline is None else (each for each in byline.iter() if name_of(each) == "person")
    for person in people:
        if name := _person_name(person):
            function = attribute(person, "function") or text_of(child(person, "function"))
            role = known_role(function) or ContributorRole.AUTHOR
            yield DraftContributor(DraftAuthor(name), role)


def _person_name(person: Element) -> str:
    """The name without the function that stands beside it."""
    if child(person, "function") is None:
        return name_text(person)
    own = (text_of(each) if name_of(each) not in ("function", "alt-code") else "" for each in person)
    tails = (each.tail or "" for each in person)
    texts = (person.text or "", *(f"{text} {tail}" for text, tail in zip(own, tails, strict=True)))
    return collapsed(" ".join(texts)).strip(" ,;")


def _dateline(dateline: Element | None) -> str | None:
    """The place, which is printed before the first paragraph; the date of the story is the article's own."""
    if dateline is None:
        return None
    location = child(dateline, "location")
    if location is not None and (name := name_text(location)):
        return name
    texts = (dateline.text, *(f"{_place_text(each)}{each.tail or ''}" for each in dateline))
    return collapsed("".join(text or "" for text in texts)).strip(" ,;-–—") or None


def _place_text(element: Element) -> str:
    return "" if name_of(element) == "story.date" else name_text(element)
