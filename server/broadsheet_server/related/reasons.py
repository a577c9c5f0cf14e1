"""Why two articles are related: only what both of them were found to share, strongest first."""

import math
from collections.abc import Iterable, Iterator

from broadsheet_server.related.candidates import Candidate
from broadsheet_server.related.feature_extraction import AnalysedArticle
from broadsheet_server.related.features import Features, term_hash
from broadsheet_server.related.idf import Idf
from broadsheet_server.related.lists import Reason
from broadsheet_server.related.score import SAME_STORY_SCORE, SAME_SUBJECT_SCORE
from broadsheet_server.related.taxonomy import ArticleTaxonomy, WeightedTag
from broadsheet_server.related.telling_words import is_telling_entity, is_telling_word
from broadsheet_server.search.folding import fold
from broadsheet_shared.vocabulary import RelatedReasonKind, TagKind

REASONS_MAX = 4
ENTITIES_MAX = 2
FOLLOW_UP_DAYS = 0.75
"""Reports of one story that lie farther apart are called background and follow-up."""

EDITOR_CHOICE = Reason(RelatedReasonKind.EDITOR_CHOICE, None, 1.0)
_SECTION_WEIGHT = 0.1
_KIND_BY_TAG_KIND = {
    TagKind.PERSON: RelatedReasonKind.SHARED_PERSON,
    TagKind.ORGANISATION: RelatedReasonKind.SHARED_ORGANISATION,
    TagKind.PLACE: RelatedReasonKind.SHARED_PLACE,
    TagKind.TOPIC: RelatedReasonKind.SHARED_TOPIC,
    TagKind.EVENT: RelatedReasonKind.SHARED_TOPIC,
}
_SEEN_FROM_THE_OTHER_ARTICLE = {
    RelatedReasonKind.FOLLOW_UP: RelatedReasonKind.BACKGROUND,
    RelatedReasonKind.BACKGROUND: RelatedReasonKind.FOLLOW_UP,
}


def explain(
    article: AnalysedArticle, candidate: Candidate, own: ArticleTaxonomy, other: ArticleTaxonomy, idf: Idf
) -> tuple[Reason, ...]:
    """Why `candidate` is related to `article`, at most four reasons; none if nothing shared has a name.

    `own` and `other` are the section and tags of the two, `idf` is of their language. The same section is a
    reason beside others, never the only one.
    """
    reasons = [*_same_story(article.features, candidate)]
    shared_tags = [own.tags[slug] for slug in own.tags if slug in other.tags]
    reasons += sorted(map(_tag_reason, shared_tags), key=lambda reason: -reason.weight)
    if len(reasons) < REASONS_MAX:
        labels = {fold(tag.label) for tag in shared_tags}
        reasons += _shared_entities(article, candidate.features, labels, idf)
    reasons = reasons or [*_shared_word(article, candidate, idf)]
    if reasons and own.section == other.section:
        reasons.append(Reason(RelatedReasonKind.SAME_SECTION, own.section_name, _SECTION_WEIGHT))
    return tuple(reasons[:REASONS_MAX])


def reversed_reason(reason: Reason) -> Reason:
    """The reason as seen from the other article: its follow-up has this one as background."""
    return reason._replace(kind=_SEEN_FROM_THE_OTHER_ARTICLE.get(reason.kind, reason.kind))


def _same_story(own: Features, candidate: Candidate) -> Iterator[Reason]:
    """The same story, or an earlier or later part of it."""
    if candidate.score.content < SAME_STORY_SCORE:
        return
    days = candidate.features.day - own.day
    kind = RelatedReasonKind.SAME_STORY
    if not math.isnan(days) and abs(days) > FOLLOW_UP_DAYS:
        kind = RelatedReasonKind.FOLLOW_UP if days > 0 else RelatedReasonKind.BACKGROUND
    yield Reason(kind, None, round(candidate.score.content, 3))


def _tag_reason(tag: WeightedTag) -> Reason:
    return Reason(_KIND_BY_TAG_KIND[TagKind(tag.kind)], tag.label, round(tag.weight, 3))


def _shared_entities(
    article: AnalysedArticle, other: Features, folded_labels: set[str], idf: Idf
) -> list[Reason]:
    """The heaviest entities of both texts, none that overlaps with another or with a tag label."""
    own_weights, other_weights = article.features.entities.weight_by_hash, other.entities.weight_by_hash
    shared = [hash_ for hash_ in article.entities if hash_ in other_weights]
    shared.sort(key=lambda hash_: -own_weights[hash_] - other_weights[hash_])
    listed, reasons = set(folded_labels), []
    for hash_ in shared:
        entity = article.entities[hash_]
        if not _overlaps(entity, listed) and is_telling_entity(entity, article, idf):
            listed.add(entity)
            reasons.append(_topic_reason(article.surface_form(entity), own_weights[hash_]))
            if len(reasons) == ENTITIES_MAX:
                break
    return reasons


def _shared_word(article: AnalysedArticle, candidate: Candidate, idf: Idf) -> Iterator[Reason]:
    """If nothing else is shared: the heaviest word of the leads that is, if it tells something."""
    other_weights = candidate.features.lead.weight_by_hash
    word_by_stem = article.word_by_stem
    for term, _ in article.terms:
        word = word_by_stem.get(term, "")
        if term_hash(term) in other_weights and is_telling_word(word, article.analyser, idf):
            yield _topic_reason(word, other_weights[term_hash(term)])
            return
    if candidate.score.content >= SAME_SUBJECT_SCORE:
        yield Reason(RelatedReasonKind.SHARED_TOPIC, None, round(candidate.score.content, 3))


def _topic_reason(words: str, weight: int) -> Reason:
    """`weight` is a weight of a `TermVector`, 1 to 255."""
    return Reason(RelatedReasonKind.SHARED_TOPIC, words, round(weight / 255, 3))


def _overlaps(entity: str, others: Iterable[str]) -> bool:
    """Whether an entity is part of another one, or has another one as a part."""
    words = set(entity.split())
    return any(
        words <= set(other.split()) or set(other.split()) <= words or entity in other for other in others
    )
