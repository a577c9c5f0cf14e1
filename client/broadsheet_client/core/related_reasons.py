"""The reasons of several related stories, chosen so that the stories can be told apart."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from broadsheet_client.api.generated import RelatedReasonKind, RelatedStory
from broadsheet_shared.reason_words import opening_of

NAMES_MAX = 3
"""Names shown for one reason."""

_SEQUENCE_KINDS = {RelatedReasonKind.BACKGROUND, RelatedReasonKind.FOLLOW_UP}


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason: its phrase, and the names that follow it."""

    phrase: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryReasons:
    """The reasons of one story. `shows_days` says whether the days between the articles are shown too."""

    reasons: tuple[Reason, ...]
    shows_days: bool


def story_reasons(stories: Sequence[RelatedStory]) -> list[StoryReasons]:
    """Merge reasons with the same phrase; order names by how few of the stories share them."""
    phrases = [_names_by_phrase(story) for story in stories]
    frequency = Counter(name for phrase in phrases for names in phrase.values() for name in set(names))
    reasons = [_rarest_names(names_by_phrase, frequency) for names_by_phrase in phrases]
    return [
        StoryReasons(own, shows_days=_is_in_sequence(story) or (bool(own) and reasons.count(own) > 1))
        for story, own in zip(stories, reasons, strict=True)
    ]


def _names_by_phrase(story: RelatedStory) -> dict[str, list[str]]:
    """The names by their phrase, in the server's order."""
    names_by_phrase: dict[str, list[str]] = {}
    for reason in story.reasons:
        phrase = opening_of(reason.text)
        names = names_by_phrase.setdefault(phrase or reason.text, [])
        name = reason.text.removeprefix(phrase)
        if phrase and name not in names:
            names.append(name)
    return names_by_phrase


def _rarest_names(names_by_phrase: dict[str, list[str]], frequency: Counter[str]) -> tuple[Reason, ...]:
    return tuple(
        Reason(phrase, tuple(sorted(names, key=lambda name: frequency[name])[:NAMES_MAX]))
        for phrase, names in names_by_phrase.items()
    )


def _is_in_sequence(story: RelatedStory) -> bool:
    return any(reason.kind in _SEQUENCE_KINDS for reason in story.reasons)
