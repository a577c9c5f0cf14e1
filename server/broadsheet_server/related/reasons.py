"""Why two articles are related: only what both of them were found to share, strongest first."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from broadsheet_server.related.feature_extraction import ArticleTerms
from broadsheet_server.related.features import Features, hash_of
from broadsheet_server.related.lists import Reason
from broadsheet_server.related.matching import Match
from broadsheet_server.related.scoring import SAME_STORY, SAME_SUBJECT
from broadsheet_server.search.analysis import analyser
from broadsheet_server.search.folding import fold
from broadsheet_shared.vocabulary import RelatedReasonKind, TagKind

REASONS_MAX = 4
NAMES_NAMED = 2
LATER_DAYS = 0.75
"""Reports of one story that lie this far apart are told apart as earlier and later ones."""

EDITORS_CHOICE = Reason(RelatedReasonKind.EDITOR_CHOICE, None, 1.0)
_SECTION_WEIGHT = 0.1
_BY_TAG = {
    TagKind.PERSON: RelatedReasonKind.SHARED_PERSON,
    TagKind.ORGANISATION: RelatedReasonKind.SHARED_ORGANISATION,
    TagKind.PLACE: RelatedReasonKind.SHARED_PLACE,
    TagKind.TOPIC: RelatedReasonKind.SHARED_TOPIC,
    TagKind.EVENT: RelatedReasonKind.SHARED_TOPIC,
}


@dataclass(frozen=True, slots=True)
class TagLine:
    """A tag as it is printed, and how rare it is (0 to 1)."""

    label: str
    kind: str
    rarity: float


@dataclass(frozen=True, slots=True)
class ArticleTaxonomy:
    """How an article is filed: its tags by slug, and its section."""

    tags: Mapping[str, TagLine]
    section: str
    section_name: str


def reasons(
    about: ArticleTerms, match: Match, here: ArticleTaxonomy, there: ArticleTaxonomy
) -> tuple[Reason, ...]:
    """Why `match` belongs to `about`, at most four reasons; none where nothing that they share has a name."""
    found = [*_story(about.features, match)]
    shared = [here.tags[slug] for slug in here.tags if slug in there.tags]
    found += sorted(map(_tag_reason, shared), key=lambda reason: -reason.weight)
    if len(found) < REASONS_MAX:
        found += _names(about, match.features, {fold(tag.label) for tag in shared})
    if here.section == there.section:
        found.append(Reason(RelatedReasonKind.SAME_SECTION, here.section_name, _SECTION_WEIGHT))
    return tuple((found or _words(about, match))[:REASONS_MAX])


def _story(mine: Features, match: Match) -> Iterator[Reason]:
    """The same story, or an earlier or later part of it."""
    if match.score.content < SAME_STORY:
        return
    days = match.features.day - mine.day
    kind = RelatedReasonKind.SAME_STORY
    if not math.isnan(days) and abs(days) > LATER_DAYS:
        kind = RelatedReasonKind.FOLLOW_UP if days > 0 else RelatedReasonKind.BACKGROUND
    yield Reason(kind, None, round(match.score.content, 3))


def _tag_reason(tag: TagLine) -> Reason:
    return Reason(_BY_TAG[TagKind(tag.kind)], tag.label, round(tag.rarity, 3))


def _names(about: ArticleTerms, theirs: Features, said: set[str]) -> list[Reason]:
    """Names that both texts hold, the most telling first, none that is a part of another."""
    mine, other = about.features.names.by_hash, theirs.names.by_hash
    shared = [number for number in about.names if number in other]
    shared.sort(key=lambda number: -mine[number] - other[number])
    said, found = set(said), []
    for number in shared:
        name = about.names[number]
        if not _is_part(name, said):
            said.add(name)
            found.append(_named(about.written(name), mine[number]))
            if len(found) == NAMES_NAMED:
                break
    return found


def _words(about: ArticleTerms, match: Match) -> Sequence[Reason]:
    """Where nothing else is shared: the most telling word of the lead that is."""
    other = match.features.lead.by_hash
    analyse = analyser(about.article.language)
    spelled = {analyse.stems[unit]: unit for unit in analyse.tokens(about.article.body)}
    for term, _ in about.terms:
        if hash_of(term) in other and len(spelled.get(term, "")) > 1:
            return [_named(spelled[term], other[hash_of(term)])]
    likely = match.score.content >= SAME_SUBJECT
    return [Reason(RelatedReasonKind.SHARED_TOPIC, None, round(match.score.content, 3))] if likely else []


def _named(words: str, weight: int) -> Reason:
    return Reason(RelatedReasonKind.SHARED_TOPIC, words, round(weight / 255, 3))


def _is_part(name: str, others: Iterable[str]) -> bool:
    """Whether a name is said already: as a part of another name, or another of it."""
    mine = set(name.split())
    return any(mine <= set(other.split()) or set(other.split()) <= mine or name in other for other in others)
