"""Filters as shapes and values of statements: what has to be asked of the store before one is a statement."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.reading.conditions import ConditionShape, member_name
from broadsheet_server.reading.errors import is_storable
from broadsheet_shared.language_tags import matches_range


class FilterContext(Protocol):
    """What has to be known of the store before a filter can be a statement."""

    async def subtree(self, path: str, *, descendants: bool) -> Sequence[UUID]:
        """The ids of the section at a path and of those below it; none where it does not exist."""
        ...

    async def languages(self) -> Sequence[str]:
        """The language tags that articles have."""
        ...


async def condition_shape(
    context: FilterContext, condition: ArticleFilter, prefix: str, values: dict[str, object]
) -> ConditionShape:
    """The shape of a filter. The values of its parameters, whose names begin with `prefix`, are added.

    Alternatives that are all sections, or all languages, are one condition: an index range for each is
    merged, and no article is in two of them.
    """
    sections, languages = await _sections(context, condition), await _languages(context, condition)
    _add_values(condition, sections or (), languages or (), prefix, values)
    either = () if _are_sections(condition) or _are_languages(condition) else condition.either
    return ConditionShape(
        sections=None if sections is None else len(sections),
        languages=None if languages is None else len(languages),
        tag=condition.tag is not None,
        author=condition.author is not None,
        since=condition.published_after is not None,
        until=condition.published_before is not None,
        every=await _members(context, condition.every, f"{prefix}every", values),
        either=await _members(context, either, f"{prefix}either", values),
        excluded=await _members(context, condition.excluded, f"{prefix}excluded", values),
    )


async def _members(
    context: FilterContext, members: Sequence[ArticleFilter], prefix: str, values: dict[str, object]
) -> tuple[ConditionShape, ...]:
    return tuple(
        [
            await condition_shape(context, each, member_name("", prefix, place), values)
            for place, each in enumerate(members)
        ]
    )


def _are_sections(condition: ArticleFilter) -> bool:
    """Whether the alternatives are sections, and nothing else says which section it is."""
    return (
        bool(condition.either)
        and condition.section is None
        and all(each.is_section for each in condition.either)
    )


def _are_languages(condition: ArticleFilter) -> bool:
    """Whether the alternatives are languages, and nothing else says which language it is."""
    return (
        bool(condition.either)
        and condition.language is None
        and all(each.is_language for each in condition.either)
    )


async def _sections(context: FilterContext, condition: ArticleFilter) -> Sequence[UUID] | None:
    """The ids of the sections that the list is of; none where a text could not be in the store at all."""
    if not all(map(is_storable, (condition.tag, condition.author))):
        return ()
    named = condition.either if _are_sections(condition) else (condition,)
    if named[0].section is None:
        return None
    subtrees = [
        await context.subtree(each.section, descendants=each.descendants)
        for each in named
        if each.section is not None
    ]
    return subtrees[0] if len(subtrees) == 1 else list(dict.fromkeys(i for each in subtrees for i in each))


async def _languages(context: FilterContext, condition: ArticleFilter) -> Sequence[str] | None:
    """The language tags in the store that the filter's language range matches (RFC 4647)."""
    named = condition.either if _are_languages(condition) else (condition,)
    ranges = [each.language for each in named if each.language is not None]
    if not ranges:
        return None
    return [tag for tag in await context.languages() if any(matches_range(tag, each) for each in ranges)]


def _add_values(
    condition: ArticleFilter,
    sections: Sequence[UUID],
    languages: Sequence[str],
    prefix: str,
    values: dict[str, object],
) -> None:
    own: dict[str, object] = {
        "tag": condition.tag,
        "author": condition.author,
        "since": condition.published_after,
        "until": condition.published_before,
        "sections": list(sections),
        "languages": list(languages),
    }
    own |= {f"section{number}": section_id for number, section_id in enumerate(sections)}
    own |= {f"language{number}": tag for number, tag in enumerate(languages)}
    values |= {prefix + name: value for name, value in own.items()}
