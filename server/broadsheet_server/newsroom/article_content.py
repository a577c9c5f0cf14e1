"""The content of an article: a draft after validation and sanitising, with the hash that tells a change."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import orjson

from broadsheet_server.models.articles import TEXT_MAX, ArticleFields
from broadsheet_server.newsroom import validation
from broadsheet_server.newsroom.concepts import author_identity, name_key, same_as, tag_identity
from broadsheet_server.newsroom.draft_images import StoredImage, kept_files, stored_images
from broadsheet_server.newsroom.drafts import ArticleDraft, DraftAuthor
from broadsheet_server.newsroom.editorial_notes import hold_notes
from broadsheet_server.newsroom.html_sanitiser import SanitisedBody, sanitise
from broadsheet_server.newsroom.html_text import word_count
from broadsheet_server.newsroom.html_tree import HostileMarkupError
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.plain_entities import markup_notes, with_decoded_entities
from broadsheet_server.newsroom.remote_images import MEDIA_PATH, FailedImage, RemoteImages
from broadsheet_server.newsroom.slugs import name_slug, slugify
from broadsheet_server.newsroom.taxonomy import AuthorReference, ContributorReference, TagReference
from broadsheet_server.newsroom.validation import RejectedDraftError, single_line
from broadsheet_shared.section_paths import is_slug

# The input of the content hash must never change: otherwise the next import would take every stored article
# for revised. So these fields keep their places, and a field that is newer than this list adds nothing to
# the input of articles without it.
_HASHED_BEFORE_BODY = ("headline", "summary", "byline", "language")
_HASHED_AFTER_DATE = ("embargoed_until", "expires_at", "copyright_notice", "source_name", "source_url")
_NONE: RemoteImages = {}
_NOT_VISIBLE = {"editorial_note"}
_HASHED = {*_NOT_VISIBLE, *_HASHED_BEFORE_BODY, "canonical_url", *_HASHED_AFTER_DATE}


@dataclass(frozen=True, slots=True)
class ArticleContent:
    """An article that can be published. Corrections are (text, time).

    `published_at` is None where the source gave no date; notes tell an editor what was left out.
    `body_files` are the files of the media folder that the body shows, `remote_images` the addresses of
    images on other servers, in the body (`body_remote_images`) and beside it. `section_names` are those of
    the section's ancestors, from the root down, and its own, as far as the source gives them.
    """

    fields: ArticleFields
    section_path: str
    section_names: tuple[str | None, ...]
    body_html: str
    body_text: str
    word_count: int
    authors: tuple[AuthorReference, ...]
    contributors: tuple[ContributorReference, ...]
    tags: tuple[TagReference, ...]
    images: tuple[StoredImage, ...]
    corrections: tuple[tuple[str, datetime], ...]
    published_at: datetime | None
    text_notes: tuple[str, ...] = ()
    image_notes: tuple[str, ...] = ()
    body_files: tuple[str, ...] = ()
    remote_images: tuple[str, ...] = ()
    body_remote_images: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What an editor is told, of the text and then of the images beside it."""
        return self.text_notes + self.image_notes

    def content_hash(self) -> str:
        """SHA-256 of what a reader sees; equal means that nothing changed."""
        values = self.fields.model_dump()
        visible: list[object] = [
            *(values[name] for name in _HASHED_BEFORE_BODY),
            *(self.section_path, self.body_html),
            [(author.slug, author.name) for author in self.authors],
            [(tag.slug, tag.label, tag.kind) for tag in self.tags],
            [image.identity for image in self.images],
            *(self.corrections, values["canonical_url"], self.published_at),
            *(values[name] for name in _HASHED_AFTER_DATE),
        ]
        newer = {name: value for name, value in values.items() if name not in _HASHED and value is not None}
        if self.contributors:
            newer["contributors"] = [
                (each.author.slug, each.author.name, each.role) for each in self.contributors
            ]
        if newer:
            visible.append(newer)
        return hashlib.sha256(orjson.dumps(visible, option=orjson.OPT_SORT_KEYS)).hexdigest()


def validated_content(
    draft: ArticleDraft,
    *,
    media: MediaFolder,
    now: datetime,
    remote: RemoteImages = _NONE,
    body: SanitisedBody | None = None,
) -> ArticleContent:
    """Validate and sanitise a draft, and copy its images into the media folder.

    Images of `remote` are shown from there, others on other servers are linked. `body` is given where that of
    the draft is stored already, sanitised. Raises RejectedDraftError.
    """
    draft, notes = with_decoded_entities(draft)
    notes += (*markup_notes(draft), *hold_notes(draft))
    fields = validation.validated_fields(draft, now)
    remote = {**remote, **kept_files(draft.body_files, media)} if draft.body_files else remote
    if body is None:
        body = _sanitised(draft, fields, remote)
        if not (_is_visible(body) or draft.images or draft.withdrawn):
            raise RejectedDraftError("The body is empty: there is no text or image in it.", "body_html")
    _check_counts(draft)
    images, image_notes = stored_images(draft.images, media, remote)
    given = (image.url for image in draft.images if image.url)
    return ArticleContent(
        fields=fields,
        section_path=validation.section_path(draft.section_path),
        section_names=tuple(
            single_line(name, "section_name") for name in (*draft.ancestor_names, draft.section_name)
        ),
        body_html=body.html,
        body_text=body.text,
        word_count=word_count(body.text),
        authors=_authors(draft),
        contributors=_contributors(draft),
        tags=_tags(draft),
        images=images,
        corrections=_corrections(draft, now),
        published_at=validation.utc_datetime(draft.published_at, "published_at", now),
        text_notes=(*notes, *_unnamed(draft), *body.notes, *_failures(body, remote)),
        image_notes=tuple(image_notes),
        body_files=tuple(dict.fromkeys(_fetched(image.url for image in body.images))),
        remote_images=tuple(dict.fromkeys((*given, *body.remote_images))),
        body_remote_images=body.remote_images,
    )


def with_remote_images(
    content: ArticleContent, draft: ArticleDraft, *, media: MediaFolder, now: datetime, remote: RemoteImages
) -> ArticleContent:
    """The content of a draft that was validated without `remote`, with these images.

    The body is cleaned again only if it shows one of them.
    """
    if not remote.keys().isdisjoint(content.body_remote_images):
        return validated_content(draft, media=media, now=now, remote=remote)
    images, notes = stored_images(draft.images, media, remote)
    return replace(content, images=images, image_notes=tuple(notes))


def _fetched(addresses: Iterable[str]) -> list[str]:
    """The names of the files among the images of a body."""
    return [url.removeprefix(MEDIA_PATH) for url in addresses if url.startswith(MEDIA_PATH)]


def _failures(body: SanitisedBody, remote: RemoteImages) -> Iterator[str]:
    """Notes of the images in a body that are linked because they could not be fetched."""
    for url in dict.fromkeys(image.url for image in body.images):
        if isinstance(failure := remote.get(url), FailedImage):
            yield failure.note(url)


def _sanitised(draft: ArticleDraft, fields: ArticleFields, remote: RemoteImages) -> SanitisedBody:
    markup = validation.body(draft.body_html)
    try:
        return sanitise(
            *(markup, fields.canonical_url),
            language=fields.language,
            headline=fields.headline,
            remote=remote,
        )
    except HostileMarkupError as error:
        raise RejectedDraftError(f"The body cannot be taken: {error}", "body_html") from error


def _is_visible(body: SanitisedBody) -> bool:
    """Whether there is something to see; what is struck out is no text, and is seen."""
    return bool(body.images or (validation.is_visible(body.text) if body.text else body.html))


def _check_counts(draft: ArticleDraft) -> None:
    validation.check_count(draft.authors, "authors", "authors")
    validation.check_count(draft.contributors, "contributors", "contributors")
    validation.check_count(draft.tags, "tags", "tags")
    validation.check_count(draft.images, "images", "images")
    validation.check_count(draft.corrections, "corrections", "corrections")


def _unnamed(draft: ArticleDraft) -> Iterator[str]:
    """Notes of those who are left out because they have no name, and of tags likewise."""
    names = {
        "author": [author.name for author in draft.authors],
        "contributor": [contributor.author.name for contributor in draft.contributors],
        "tag": [tag.label for tag in draft.tags],
    }
    for word, given in names.items():
        for number, name in enumerate(given, start=1):
            if not name.strip():
                yield f"{word} {number} left out: it has no name"


def _authors(draft: ArticleDraft) -> tuple[AuthorReference, ...]:
    authors: dict[str, AuthorReference] = {}
    for author in draft.authors:
        if reference := _author(draft, author, "authors"):
            authors.setdefault(reference.identity, reference)
    return tuple(authors.values())


def _contributors(draft: ArticleDraft) -> tuple[ContributorReference, ...]:
    contributors: dict[tuple[str, str], ContributorReference] = {}
    for each in draft.contributors:
        if author := _author(draft, each.author, "contributors"):
            key = author.identity, each.role.value
            contributors.setdefault(key, ContributorReference(author, each.role.value))
    return tuple(contributors.values())


def _author(draft: ArticleDraft, author: DraftAuthor, field: str) -> AuthorReference | None:
    """How an author or contributor is recognised; None for one without a name."""
    name = single_line(author.name, field, label=f"{field.removesuffix('s')}'s name")
    if name is None:
        return None
    author = replace(author, code=single_line(author.code, field))
    identity = author_identity(author, name, draft.reference_source or draft.source_name)
    return AuthorReference(_slug(author.slug, name, "author"), name, identity)


def _tags(draft: ArticleDraft) -> tuple[TagReference, ...]:
    """The tags without repeats."""
    tags: list[TagReference] = []
    for tag in draft.tags:
        label = single_line(tag.label, "tags", label="tag's label")
        if label:
            tag = replace(tag, scheme=single_line(tag.scheme, "tags"), code=single_line(tag.code, "tags"))
            reference = TagReference(
                slug=_slug(tag.slug, label, tag.kind),
                label=label,
                kind=tag.kind.value,
                identity=tag_identity(tag, label),
                same_as=same_as(tag),
                scheme=tag.scheme,
            )
            _add_tag(tags, reference)
    return tuple(tags)


def _add_tag(tags: list[TagReference], reference: TagReference) -> None:
    """Add a tag, or what it says of one that is there: the identity of a vocabulary, and URIs."""
    for index, tag in enumerate(tags):
        if tag.identity == reference.identity or _names_the_same(tag, reference):
            surer = tag if tag.scheme else reference
            uris = tuple(dict.fromkeys((*tag.same_as, *reference.same_as)))
            tags[index] = replace(surer, label=tag.label, same_as=uris)
            return
    tags.append(reference)


def _names_the_same(tag: TagReference, other: TagReference) -> bool:
    """Whether the labels of one article mean one thing: within a vocabulary, two concepts may share one."""
    is_of_one_scheme = tag.scheme is not None and tag.scheme == other.scheme
    return tag.kind == other.kind and name_key(tag.label) == name_key(other.label) and not is_of_one_scheme


def _slug(given: str | None, name: str, prefix: str) -> str:
    if given and is_slug(given):
        return given
    return slugify(given or "") or name_slug(name, prefix)


def _corrections(draft: ArticleDraft, now: datetime) -> tuple[tuple[str, datetime], ...]:
    corrections = []
    for correction in draft.corrections:
        text = single_line(correction.text, "corrections", TEXT_MAX, label="correction")
        corrected_at = validation.utc_datetime(correction.corrected_at, "corrections", now)
        if text and corrected_at:
            corrections.append((text, corrected_at))
    return tuple(corrections)
