"""Why stories are related, so that the reasons of several of them can be told apart."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from broadsheet_client.api.generated import RelatedReasonKind, RelatedStory
from broadsheet_shared.reason_words import opening_of

NAMES_MAX = 3
"""More names than these tell nobody more."""

_PARTS_OF_A_STORY = {RelatedReasonKind.BACKGROUND, RelatedReasonKind.FOLLOW_UP}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is said: words, and the names that follow them."""

    words: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryReasons:
    """All that is said of one story. `tells_time` is whether the days between the articles say more."""

    whys: tuple[Reason, ...]
    tells_time: bool


def story_reasons(stories: Sequence[RelatedStory]) -> list[StoryReasons]:
    """Each opening once for each story; names that other stories have too come last."""
    told = [_gathered(story) for story in stories]
    often = Counter(name for whys in told for names in whys.values() for name in set(names))
    cut = [_cut(whys, often) for whys in told]
    return [
        StoryReasons(whys, tells_time=_is_part(story) or (bool(whys) and cut.count(whys) > 1))
        for story, whys in zip(stories, cut, strict=True)
    ]


def _gathered(story: RelatedStory) -> dict[str, list[str]]:
    """The names by the words before them, in the server's order."""
    whys: dict[str, list[str]] = {}
    for reason in story.reasons:
        opening = opening_of(reason.text)
        names = whys.setdefault(opening or reason.text, [])
        name = reason.text.removeprefix(opening)
        if opening and name not in names:
            names.append(name)
    return whys


def _cut(whys: dict[str, list[str]], often: Counter[str]) -> tuple[Reason, ...]:
    return tuple(
        Reason(words, tuple(sorted(names, key=lambda name: often[name])[:NAMES_MAX]))
        for words, names in whys.items()
    )


def _is_part(story: RelatedStory) -> bool:
    return any(reason.kind in _PARTS_OF_A_STORY for reason in story.reasons)
