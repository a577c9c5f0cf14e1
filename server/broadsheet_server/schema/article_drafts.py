"""Drafts of the articles that editors and their systems send, and the changes of those that are here."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import strawberry

from broadsheet_server.newsroom.drafts import (
    ArticleDraft,
    DraftAuthor,
    DraftContributor,
    DraftImage,
    DraftTag,
    authors_and_others,
)
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.reading.global_ids import uuid_of
from broadsheet_server.schema.article_input import (
    ArticleChangesInput,
    ArticleInput,
    AuthorInput,
    ContributorInput,
    FocalPointInput,
    ImageInput,
    TagInput,
)

_NOBODY = UUID(int=0)
"""An id that no article has."""
_DRAFT_FIELDS = {"section": "section_path"}
"""Fields of the inputs that have another name in a draft."""
_REQUIRED = {"headline", "body_html", "section", "language", "published_at"}


def _authors(authors: list[AuthorInput]) -> tuple[DraftAuthor, ...]:
    return tuple(DraftAuthor(author.name, code=author.code) for author in authors)


def _contributors(contributors: list[ContributorInput]) -> tuple[DraftContributor, ...]:
    return tuple(DraftContributor(DraftAuthor(each.name, code=each.code), each.role) for each in contributors)


def _tags(tags: list[TagInput]) -> tuple[DraftTag, ...]:
    return tuple(
        DraftTag(tag.label, tag.kind, scheme=tag.scheme, code=tag.code, same_as=tuple(tag.same_as))
        for tag in tags
    )


def _images(images: list[ImageInput]) -> tuple[DraftImage, ...]:
    return tuple(
        DraftImage(**{**vars(image), "focal_point": focal_point_of(image.focal_point)}) for image in images
    )


def focal_point_of(point: FocalPointInput | None) -> tuple[float, float] | None:
    """The point as drafts have it."""
    return None if point is None else (point.x, point.y)


_PARTS: dict[str, Callable[[Any], tuple[Any, ...]]] = {
    "authors": _authors,
    "contributors": _contributors,
    "tags": _tags,
    "images": _images,
}


def draft_of(article: ArticleInput, *, language: str, source: str | None = None) -> ArticleDraft:
    """The draft of a whole article; `language` is what it is written in where it does not say.

    `source` names the system among whose ids the reference is unique.
    """
    values = _draft_values(vars(article))
    is_assumed = values["language"] is None
    return ArticleDraft(
        **{**values, "language": language if is_assumed else values["language"]},
        language_is_assumed=is_assumed,
        reference_source=source,
    )


def changes_of(article: ArticleChangesInput) -> dict[str, Any]:
    """The changes that the input names. Raises RejectedDraftError for null where something has to be."""
    given = {name: value for name, value in vars(article).items() if value is not strawberry.UNSET}
    for name in _REQUIRED & given.keys():
        if given[name] is None:
            field = _DRAFT_FIELDS.get(name, name)
            raise RejectedDraftError("It cannot be removed: leave the field out to keep it.", field)
    return _draft_values(given)


def _draft_values(values: Mapping[str, Any]) -> dict[str, Any]:
    if (other := values.get("translation_of")) is not None:
        values = {**values, "translation_of": uuid_of("Article", other) or _NOBODY}
    draft = {
        _DRAFT_FIELDS.get(name, name): _PARTS[name](value or ()) if name in _PARTS else value
        for name, value in values.items()
    }
    if "contributors" in draft:
        authors, draft["contributors"] = authors_and_others(draft["contributors"])
        draft |= {"authors": (*draft.get("authors", ()), *authors)} if authors else {}
    return draft


def input_path(error: RejectedDraftError) -> tuple[str, ...]:
    """Where in the input the field is that an error is about."""
    if error.field is None:
        return ()
    names = {draft: name for name, draft in _DRAFT_FIELDS.items()}
    first, *others = names.get(error.field, error.field).split("_")
    return (first + "".join(map(str.title, others)),)
