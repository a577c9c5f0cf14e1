"""The article of a NewsML-G2 item. What is taken is written down in docs/import/newsml-g2.md."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from broadsheet_server.ingest.languages import read_language
from broadsheet_server.ingest.newsml_g2_catalogs import concept_code, role_of, type_of
from broadsheet_server.ingest.newsml_g2_concepts import (
    Names,
    asserted_names,
    in_language,
    name_in,
    people,
    tags,
)
from broadsheet_server.ingest.newsml_g2_content import parse_content
from broadsheet_server.ingest.newsml_g2_pictures import MessagePictures, parse_images
from broadsheet_server.ingest.newsml_g2_release import parse_release
from broadsheet_server.ingest.nitf_article import parse_article
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem, reference_source
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
from broadsheet_server.newsroom.drafts import ArticleDraft, authors_and_others
from broadsheet_server.newsroom.html_text import html_paragraphs

_REPLACED: Final = ("evolvedfrom", "supersedes", "previousversion", "replaces")
"""Relations to earlier items (http://cv.iptc.org/newscodes/itemrelation/)."""
_SUMMARIES: Final = ("summary", "abstract", "teaser", "")
_KNOWN: Final = frozenset(
    (
        *(
            "itemClass",
            "provider",
            "versionCreated",
            "firstCreated",
            "embargoed",
            "pubStatus",
            "signal",
            "edNote",
        ),
        *(
            "link",
            "expires",
            "title",
            "contentCreated",
            "contentModified",
            "located",
            "infoSource",
            "creator",
        ),
        *("contributor", "language", "subject", "keyword", "headline", "by", "dateline", "description"),
        *("creditline", "copyrightHolder", "copyrightNotice", "usageTerms"),
        # What describes the document and not the article.
        *("generator", "profile", "slugline", "urgency", "filename", "role", "service", "priority", "icon"),
        "altId",
    )
)
_FROM_NITF: Final = (
    *("headline", "summary", "byline", "dateline", "copyright_notice", "usage_terms", "editorial_note"),
    *("copyright_holder", "expires_at", "authors", "contributors", "tags", "source_name"),
)
"""What the document inside is asked for where the item says nothing."""


def parse_item(
    item: Element,
    position: str,
    pictures: MessagePictures,
    defaults: ImportDefaults,
    notes: tuple[str, ...],
) -> ParsedItem:
    """Parse one `newsItem`; `pictures` are those of the same message.

    Raises UnreadableItemError for one that cannot or must not be published.
    """
    return _ItemParser(item, pictures, defaults, notes).parse(position)


class _ItemParser:
    """Makes a draft of an item; collects notes."""

    def __init__(
        self,
        item: Element,
        pictures: MessagePictures,
        defaults: ImportDefaults,
        notes: tuple[str, ...],
    ) -> None:
        self._item = item
        self._meta = child(item, "itemMeta")
        self._content_meta = child(item, "contentMeta")
        self._rights = child(item, "rightsInfo")
        self._pictures = pictures
        self._defaults = defaults
        self._dates = defaults.dates()
        self._notes = list(notes)
        language = attribute(child(self._content_meta, "language"), "tag")
        self._language = language or language_of(self._content_meta) or language_of(item)
        self._names: Names = asserted_names(item, self._language)

    def parse(self, position: str) -> ParsedItem:
        """The draft."""
        item, defaults, notes = self._item, self._defaults, self._notes
        source = self._source()
        reference = attribute(item, "guid") or None
        release = parse_release(item, self._dates, notes)
        language = read_language(self._language, defaults.language)
        content = parse_content(item, notes)
        description = self._in_language("description", _SUMMARIES)
        authors, contributors = authors_and_others(people(item, language.tag, self._names, notes))
        draft = ArticleDraft(
            headline=self._in_language("headline") or text_of(child(self._meta, "title")),
            body_html=content.html,
            section_path=defaults.section_path,
            language=language.tag,
            language_is_assumed=language.is_assumed,
            external_reference=reference,
            reference_source=reference_source(reference, defaults, source),
            replaces=tuple(self._replaced()),
            version=_whole_number(attribute(item, "version")),
            summary=description or None,
            byline=self._in_language("by") or None,
            dateline=self._in_language("dateline") or self._located() or None,
            authors=authors,
            contributors=contributors,
            tags=tuple(dict.fromkeys(tags(item, language.tag, self._names, notes))),
            images=tuple(parse_images(item, self._pictures, defaults.folder, notes)),
            **{name: getattr(release, name) for name in release.__slots__},
            copyright_notice=self._copyright_notice() or None,
            copyright_holder=self._copyright_holder() or None,
            usage_terms=text_of(in_language(children(self._rights, "usageTerms"), language.tag)) or None,
            editorial_note=" ".join(filter(None, map(text_of, children(self._meta, "edNote")))) or None,
            source_name=defaults.source_name or source,
        )
        if language.note:
            notes.append(language.note)
        draft, run_notes = self._with_nitf(draft, content.nitf)
        draft = self._with_body(draft)
        return ParsedItem(
            *(draft, position, tuple(dict.fromkeys(notes)), self._locations(content.place)),
            run_notes=(*self._dates.notes(), *run_notes, *self._source_notes(source), *self._left_out()),
        )

    def _in_language(self, name: str, roles: tuple[str, ...] = ()) -> str:
        """The text of an element of `contentMeta` in the item's language, of the first of some roles."""
        elements = list(children(self._content_meta, name))
        for role in roles:
            if with_role := [each for each in elements if role_of(each).lower() == role]:
                return text_of(in_language(with_role, self._language))
        return "" if roles else text_of(in_language(elements, self._language))

    def _located(self) -> str:
        """The name of the place that the item comes from."""
        return name_in(child(self._content_meta, "located"), self._language, self._names)

    def _replaced(self) -> Iterator[str]:
        """Earlier items, of which this one is the next version."""
        for link in children(self._meta, "link"):
            reference = attribute(link, "residref", "guidref", "href")
            if reference and concept_code(attribute(link, "rel", "reluri")).lower() in _REPLACED:
                yield reference

    def _source(self) -> str | None:
        """Whom the item comes from: its provider, or else where that has it from, if it is no person."""
        informants = children(self._content_meta, "infoSource")
        elements = (
            *children(self._meta, "provider"),
            *(each for each in informants if type_of(each).lower() != "person"),
        )
        for element in elements:
            name = name_in(element, self._language, self._names)
            if source := name or concept_code(attribute(element, "qcode")):
                return source
        return None

    def _source_notes(self, own: str | None) -> Iterator[str]:
        given = self._defaults.source_name
        if given and own and given != own:
            yield f"source “{own[:80]}” left out: “{given[:80]}” was given for all"

    def _copyright_notice(self) -> str:
        notice = text_of(in_language(children(self._rights, "copyrightNotice"), self._language))
        name = self._copyright_holder()
        return notice or (f"© {name}" if name else "")

    def _copyright_holder(self) -> str:
        return name_in(child(self._rights, "copyrightHolder"), self._language, self._names) or ""

    def _with_nitf(self, draft: ArticleDraft, nitf: Element | None) -> tuple[ArticleDraft, tuple[str, ...]]:
        """The draft with the text of a NITF document, and what only that says; the stricter status counts."""
        if nitf is None or draft.withdrawn:
            return draft, ()
        inner = parse_article(nitf, self._defaults)
        self._notes.extend(inner.notes)
        own: dict[str, Any] = {
            name: getattr(draft, name) or getattr(inner.draft, name) for name in _FROM_NITF
        }
        embargoes = (draft.embargoed_until, inner.draft.embargoed_until)
        return replace(
            draft,
            **own,
            body_html=inner.draft.body_html,
            images=tuple(dict.fromkeys((*draft.images, *inner.draft.images))),
            withdrawn=inner.draft.withdrawn,
            withheld=draft.withheld or inner.draft.withheld,
            **self._language_of(draft, inner.draft),
            embargoed_until=max(filter(None, embargoes), default=None),
        ), inner.run_notes

    def _language_of(self, draft: ArticleDraft, inner: ArticleDraft) -> dict[str, Any]:
        """The language of the item, or else that of the document inside."""
        said = inner if draft.language_is_assumed else draft
        return {"language": said.language, "language_is_assumed": said.language_is_assumed}

    def _with_body(self, draft: ArticleDraft) -> ArticleDraft:
        """The draft; where it has no text and no picture, with its description for a text."""
        if draft.body_html or draft.images or not draft.summary or draft.withdrawn or draft.withheld:
            return draft
        self._notes.append("there is no text: the description was taken for it")
        return replace(draft, body_html=html_paragraphs(draft.summary), summary=None)

    def _left_out(self) -> Iterator[str]:
        """Notes, told once a run, of what has no place in an article."""
        for part in (self._meta, self._content_meta, self._rights):
            for name in dict.fromkeys(map(name_of, children(part))):
                if name not in _KNOWN:
                    yield f"{name[:40]} left out: it has no place in an article here"

    def _locations(self, body: Element | None) -> dict[str, str]:
        """Where the fields come from that may be found invalid later."""
        elements = {
            "headline": child(self._content_meta, "headline"),
            "body_html": body if body is not None else child(self._item, "contentSet"),
            "external_reference": self._item,
            "published_at": child(self._meta, "firstCreated"),
            "updated_at": child(self._meta, "versionCreated"),
            "embargoed_until": child(self._meta, "embargoed"),
            "expires_at": child(self._meta, "expires"),
        }
        return {name: place_of(element) for name, element in elements.items() if element is not None}


def _whole_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
