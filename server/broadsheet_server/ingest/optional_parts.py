"""Leaves out optional parts of a draft that no article can have, such as a byline of 5,000 characters."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from broadsheet_server.ingest.json_item import LEFT_OUT
from broadsheet_server.models.articles import TEXT_MAX, ArticleFields
from broadsheet_server.newsroom.drafts import (
    ArticleDraft,
    DraftAuthor,
    DraftContributor,
    DraftImage,
    DraftTag,
)
from broadsheet_server.newsroom.validation import (
    ITEMS_MAX,
    RejectedDraftError,
    single_line,
    validated_text,
)

Part = TypeVar("Part", DraftAuthor, DraftContributor, DraftTag, DraftImage)

_OPTIONAL = tuple(name for name, field in ArticleFields.model_fields.items() if not field.is_required())


def with_valid_options(draft: ArticleDraft) -> tuple[ArticleDraft, tuple[str, ...]]:
    """The draft without its invalid optional texts, people, tags and images, and a note of each.

    Dates stay: an embargo or an expiry that cannot be meant must not be overlooked.
    """
    notes: list[str] = []
    changes: dict[str, Any] = dict.fromkeys(_invalid_texts(draft, notes))
    changes["authors"] = _valid(draft.authors, "authors", _check_author, notes)
    changes["contributors"] = _valid(draft.contributors, "contributors", _check_contributor, notes)
    changes["tags"] = _valid(draft.tags, "tags", _check_tag, notes)
    changes["images"] = _valid(draft.images, "images", _check_image, notes)
    return replace(draft, **changes), tuple(notes)


def _invalid_texts(draft: ArticleDraft, notes: list[str]) -> Iterator[str]:
    for name in _OPTIONAL:
        value = getattr(draft, name)
        if isinstance(value, str) and not _is_valid(partial(validated_text, name, value), notes):
            yield name


def _valid(
    parts: tuple[Part, ...], what: str, check: Callable[[Part], object], notes: list[str]
) -> tuple[Part, ...]:
    if len(parts) > ITEMS_MAX:
        notes.append(f"{LEFT_OUT}all but the first {ITEMS_MAX} of {len(parts):,} {what}")
    return tuple(part for part in parts[:ITEMS_MAX] if _is_valid(partial(check, part), notes))


def _is_valid(check: Callable[[], object], notes: list[str]) -> bool:
    try:
        check()
    except RejectedDraftError as error:
        reason = str(error).removesuffix(".")
        notes.append(LEFT_OUT + reason[:1].lower() + reason[1:])
        return False
    return True


def _check_author(author: DraftAuthor) -> None:
    single_line(author.name, "authors", label="author's name")


def _check_contributor(contributor: DraftContributor) -> None:
    single_line(contributor.author.name, "contributors", label="contributor's name")


def _check_tag(tag: DraftTag) -> None:
    single_line(tag.label, "tags", label="tag's label")


def _check_image(image: DraftImage) -> None:
    single_line(image.caption, "images", TEXT_MAX, label="caption")
    single_line(image.alt, "images", TEXT_MAX, label="image's description")
    single_line(image.credit, "images", label="image's credit")
    single_line(image.external_reference, "images", label="image's reference")
