"""Readers are told why an article is related: by what both have, strongest first, four reasons at most."""

from typing import cast

import pytest

from broadsheet_server.related.candidates import Candidate
from broadsheet_server.related.feature_extraction import AnalysedArticle, extract_features
from broadsheet_server.related.idf import Idf
from broadsheet_server.related.lists import Reason
from broadsheet_server.related.reasons import explain as explain_by_idf
from broadsheet_server.related.reasons import reversed_reason
from broadsheet_server.related.score import SAME_STORY_SCORE, SAME_SUBJECT_SCORE, Score
from broadsheet_server.related.taxonomy import ArticleTaxonomy, WeightedTag
from broadsheet_server.search.engine import Searcher
from broadsheet_shared.vocabulary import RelatedReasonKind as Kind
from broadsheet_shared.vocabulary import TagKind
from tests.server.related.corpus import Corpus, idfs, indexed_article

CITY, WORLD = ArticleTaxonomy({}, "city", "City"), ArticleTaxonomy({}, "world", "World")
CORPUS = Corpus(default=20)
DAY = 20_000.0


def analysed(headline: str, body: str = "", day: float = DAY) -> AnalysedArticle:
    """An article with its features, dated so many days after 1970."""
    article = extract_features(indexed_article(headline, body), idfs(CORPUS))
    article.features.day = day
    return article


def candidate(article: AnalysedArticle, content: float = 0.15) -> Candidate:
    """The article as a candidate with this content score."""
    return Candidate(2, Score(content, content), article.features)


def explain(
    article: AnalysedArticle, other: Candidate, own: ArticleTaxonomy, its: ArticleTaxonomy
) -> tuple[Reason, ...]:
    """The reasons in the corpus as it is."""
    return explain_by_idf(article, other, own, its, Idf(cast("Searcher", CORPUS), "en"))


def tagged(*tags: tuple[str, TagKind, float], section: str = "city") -> ArticleTaxonomy:
    """A section with tags of these labels, kinds and weights."""
    return ArticleTaxonomy(
        {label.lower(): WeightedTag(label, kind, weight) for label, kind, weight in tags}, section, "City"
    )


@pytest.mark.parametrize(
    ("days", "kind"),
    [
        (0.0, Kind.SAME_STORY),
        (0.75, Kind.SAME_STORY),
        (-0.75, Kind.SAME_STORY),
        (0.76, Kind.FOLLOW_UP),
        (-0.76, Kind.BACKGROUND),
        (float("nan"), Kind.SAME_STORY),
    ],
)
def test_a_report_of_the_same_story_is_background_or_follow_up_by_its_date(days: float, kind: Kind) -> None:
    other = candidate(analysed("eels", day=DAY + days), content=0.51234)
    assert explain(analysed("bridge"), other, CITY, WORLD) == (Reason(kind, None, 0.512),)


def test_only_from_a_certain_score_on_it_is_the_same_story() -> None:
    article, other = analysed("bridge"), analysed("eels")
    below = explain(article, candidate(other, SAME_STORY_SCORE - 0.001), CITY, CITY)
    assert [reason.kind for reason in below] == [Kind.SHARED_TOPIC, Kind.SAME_SECTION]
    reached = explain(article, candidate(other, SAME_STORY_SCORE), CITY, CITY)
    assert [reason.kind for reason in reached] == [Kind.SAME_STORY, Kind.SAME_SECTION]


def test_shared_tags_are_reasons_by_their_kinds_the_heaviest_first() -> None:
    own = tagged(
        ("Bridges", TagKind.TOPIC, 0.3),
        ("Lena Dorvik", TagKind.PERSON, 0.71239),
        ("Harbour Trust", TagKind.ORGANISATION, 0.5),
        ("Not Shared", TagKind.PLACE, 0.9),
    )
    other = tagged(
        ("Harbour Trust", TagKind.ORGANISATION, 0.5),
        ("Bridges", TagKind.TOPIC, 0.3),
        ("Lena Dorvik", TagKind.PERSON, 0.7),
        section="world",
    )
    assert explain(analysed("bridge"), candidate(analysed("eels")), own, other) == (
        Reason(Kind.SHARED_PERSON, "Lena Dorvik", 0.712),
        Reason(Kind.SHARED_ORGANISATION, "Harbour Trust", 0.5),
        Reason(Kind.SHARED_TOPIC, "Bridges", 0.3),
    )


def test_there_are_four_reasons_at_most() -> None:
    tags = tagged(*((f"Tag {number}", TagKind.TOPIC, 0.5) for number in range(6)))
    reasons = explain(analysed("bridge"), candidate(analysed("eels"), 0.9), tags, tags)
    assert len(reasons) == 4
    assert reasons[0].kind is Kind.SAME_STORY


def test_two_entities_that_both_texts_name_are_told_the_heaviest_first() -> None:
    CORPUS.frequencies = {"tarrant": 2, "vallmer": 5, "brannhof": 10}
    text = "They met Tarrant in Vallmere and in Brannhof."
    reasons = explain(analysed("one", text), candidate(analysed("two", text)), CITY, WORLD)
    CORPUS.frequencies = {}
    assert [(reason.kind, reason.value) for reason in reasons] == [
        (Kind.SHARED_TOPIC, "Tarrant"),
        (Kind.SHARED_TOPIC, "Vallmere"),
    ]
    assert reasons[0].weight == 1.0 > reasons[1].weight > 0


def test_an_entity_is_told_whole_and_not_again_in_parts_or_beside_its_tag() -> None:
    text = "It was Ilse Tarrant who met Ilse Tarrant."
    article, other = analysed("one", text), candidate(analysed("two", text))
    assert [reason.value for reason in explain(article, other, CITY, WORLD)] == ["Ilse Tarrant"]
    person = tagged(("Ilse Tarrant", TagKind.PERSON, 0.5))
    reasons = explain(article, other, person, tagged(("Ilse Tarrant", TagKind.PERSON, 0.5), section="world"))
    assert reasons == (Reason(Kind.SHARED_PERSON, "Ilse Tarrant", 0.5),)


def test_if_nothing_else_is_shared_the_heaviest_word_of_the_other_lead_is_told_as_it_is_written() -> None:
    CORPUS.frequencies = {"pivot": 2}
    article = analysed("one", "the girders and pivots held")
    [reason] = explain(article, candidate(analysed("two", "a girder and a pivot broke")), CITY, WORLD)
    CORPUS.frequencies = {}
    assert (reason.kind, reason.value) == (Kind.SHARED_TOPIC, "pivots")
    assert reason.weight == 1.0


def test_a_single_letter_or_character_is_no_word_for_it() -> None:
    article, other = analysed("one", "girders q"), analysed("two", "eels q")
    assert explain(article, candidate(other), CITY, WORLD) == ()


def test_without_a_word_for_it_the_same_subject_is_a_reason_only_if_the_score_is_high() -> None:
    article, other = analysed("one", "girders"), analysed("two", "eels")
    assert explain(article, candidate(other, SAME_SUBJECT_SCORE - 0.001), CITY, WORLD) == ()
    assert explain(article, candidate(other, SAME_SUBJECT_SCORE), CITY, WORLD) == (
        Reason(Kind.SHARED_TOPIC, None, SAME_SUBJECT_SCORE),
    )


def test_the_same_section_alone_is_no_reason() -> None:
    assert explain(analysed("bridge"), candidate(analysed("eels")), CITY, CITY) == ()


def test_dates_numbers_and_common_words_are_no_reason() -> None:
    text = "On Monday, 23 May, a hundred people found that 40,000 had gone on Tuesday."
    article, other = analysed("one", text), candidate(analysed("two", text))
    assert explain(article, other, CITY, CITY) == ()


def test_a_word_that_began_a_sentence_is_no_name() -> None:
    CORPUS.frequencies = {"girder": 900, "found": 900}
    article = analysed("one", "Girders were found. The girders held.")
    reasons = explain(article, candidate(analysed("two", "Girders were found.")), CITY, WORLD)
    CORPUS.frequencies = {}
    assert reasons == ()


def test_the_same_section_is_the_last_reason() -> None:
    bridges = tagged(("Bridges", TagKind.EVENT, 0.05))
    assert explain(analysed("bridge"), candidate(analysed("eels")), bridges, bridges) == (
        Reason(Kind.SHARED_TOPIC, "Bridges", 0.05),
        Reason(Kind.SAME_SECTION, "City", 0.1),
    )


def test_seen_from_the_other_article_a_follow_up_has_this_one_as_background() -> None:
    kinds = [Kind.FOLLOW_UP, Kind.BACKGROUND, Kind.SAME_STORY]
    assert [reversed_reason(Reason(kind, "x", 0.5)) for kind in kinds] == [
        Reason(Kind.BACKGROUND, "x", 0.5),
        Reason(Kind.FOLLOW_UP, "x", 0.5),
        Reason(Kind.SAME_STORY, "x", 0.5),
    ]
