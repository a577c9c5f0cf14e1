"""Why stories are related, so that the reasons of several of them can be gathered apart."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from broadsheet_client.api.generated import RelatedReasonKind, RelatedStory
from broadsheet_shared.reason_words import opening_of

NAMES_MAX = 3
"""More names than these tell nobody more."""

_SEQUENCE_KINDS = {RelatedReasonKind.BACKGROUND, RelatedReasonKind.FOLLOW_UP}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is said: words, and the names that follow them."""

    words: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryReasons:
    """All that is said of one story. `shows_days` is whether the days between the articles say more."""

    reasons: tuple[Reason, ...]
    shows_days: bool


def story_reasons(stories: Sequence[RelatedStory]) -> list[StoryReasons]:
    """Each phrase once for each story; names that other stories have too come last."""
    gathered = [_names_by_phrase(story) for story in stories]
    frequency = Counter(
        name for reasons_by_words in gathered for names in reasons_by_words.values() for name in set(names)
    )
    limited = [_limited(reasons_by_words, frequency) for reasons_by_words in gathered]
    return [
        StoryReasons(
            reasons_by_words,
            shows_days=_is_in_sequence(story)
            or (bool(reasons_by_words) and limited.count(reasons_by_words) > 1),
        )
        for story, reasons_by_words in zip(stories, limited, strict=True)
    ]


def _names_by_phrase(story: RelatedStory) -> dict[str, list[str]]:
    """The names by the words before them, in the server's order."""
    reasons_by_words: dict[str, list[str]] = {}
    for reason in story.reasons:
        phrase = opening_of(reason.text)
        names = reasons_by_words.setdefault(phrase or reason.text, [])
        name = reason.text.removeprefix(phrase)
        if phrase and name not in names:
            names.append(name)
    return reasons_by_words


def _limited(reasons_by_words: dict[str, list[str]], frequency: Counter[str]) -> tuple[Reason, ...]:
    return tuple(
        Reason(words, tuple(sorted(names, key=lambda name: frequency[name])[:NAMES_MAX]))
        for words, names in reasons_by_words.items()
    )


def _is_in_sequence(story: RelatedStory) -> bool:
    return any(reason.kind in _SEQUENCE_KINDS for reason in story.reasons)
