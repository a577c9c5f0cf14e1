"""What every search engine behind `engine.py` and `index_storage.py` has to do.

An engine's test derives from `EngineContract`, `PagingContract`, `StatisticsContract` and `StorageContract`,
and says how to open its index. Articles go through our analyser and queries are its terms: no engine needs to
know a language.
"""

from abc import abstractmethod
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from broadsheet_server.models.article_filter import ArticleFilter
from broadsheet_server.search.analysis import analyser
from broadsheet_server.search.engine import (
    Clause,
    EngineQuery,
    Facet,
    Hit,
    IndexedArticle,
    PhraseClause,
    Searcher,
    SearchIndex,
    SearchOrder,
    TermClause,
)  # fmt: skip
from broadsheet_server.search.index_storage import IndexBatch, IndexProgress, IndexStorage

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
COMPLETE = IndexProgress(complete=True)


def article(number: int, headline: str, body: str = "Nothing else.", **changes: object) -> IndexedArticle:
    """An ordinary article of yesterday, with these changes."""
    ordinary = IndexedArticle(
        id=UUID(int=number),
        language="en",
        headline=headline,
        summary="",
        body=body,
        section="city",
        tags=(),
        authors=(),
        published_at=NOW - DAY,
        is_dated=True,
        public_from=NOW - DAY,
        public_until=None,
    )
    return replace(ordinary, **changes)  # type: ignore[arg-type]


def word(text: str, language: str = "en") -> TermClause:
    """A word as a question asks it: in any of its forms."""
    analyse = analyser(language)
    return TermClause(frozenset(analyse.terms(analyse.tokens(text))))


def phrase(text: str, language: str = "en") -> PhraseClause:
    """Words that follow each other."""
    placed = analyser(language).token_stream(text, chinese_words=False)
    return PhraseClause((tuple((each.position, each.term) for each in placed),))


class Engine:
    """One index, to be written and searched."""

    def __init__(self, storage: IndexStorage, index: SearchIndex) -> None:
        self.storage = storage
        self.index = index
        self.writer = storage.create()
        storage.use(self.writer.generation)

    def holds(
        self, *articles: IndexedArticle, removed: tuple[UUID, ...] = (), progress: IndexProgress = COMPLETE
    ) -> None:
        """Write these."""
        self.writer.add(IndexBatch(articles, removed, progress), NOW)
        self.writer.commit()

    def reopen(self) -> None:
        """Open the writer again, as the next process does."""
        self.writer.close()
        self.writer = self.storage.open_current()

    @property
    def searcher(self) -> Searcher:
        """Searches the newest state."""
        return self.index.searcher()

    def finds(
        self, *clauses: Clause, order: SearchOrder = SearchOrder.RELEVANCE, **more: object
    ) -> list[int]:
        """The numbers of the articles found, in their order."""
        question = EngineQuery(clauses, **{"now": NOW, **more})  # type: ignore[arg-type]
        return [hit.id_int for hit in self.searcher.search(question, order, 20)]


def hold_four(engine: Engine) -> None:
    """Three articles about a bridge in English, one of them older, and one in Chinese."""
    earlier = NOW - 9 * DAY
    engine.holds(
        article(1, "The bridge", section="world"),
        replace(
            article(2, "The bridge", published_at=earlier, public_from=earlier),
            section="world/asia",
            tags=("bridges", "trams"),
        ),
        article(3, "The bridge", tags=("bridges",), authors=("ada",)),
        article(4, "The bridg 桥", language="zh-Hans"),
    )


class EngineContract:
    """Derive `Test…` from it."""

    @abstractmethod
    def open_storage(self, folder: Path) -> IndexStorage:
        """An index in a folder, for the writer."""

    @abstractmethod
    def open_index(self, folder: Path) -> SearchIndex:
        """The same index, for readers."""

    @pytest.fixture
    def engine(self, tmp_path: Path) -> Engine:
        """An empty index."""
        folder = tmp_path / "index"
        return Engine(self.open_storage(folder), self.open_index(folder))

    def test_a_word_is_found_in_any_form_and_any_text(self, engine: Engine) -> None:
        engine.holds(
            article(1, "Elections in spring"),
            article(2, "Other news", "They were electing a mayor."),
            article(3, "Other news", summary="One elects nobody."),
            article(4, "Nothing of the kind"),
        )
        assert sorted(engine.finds(word("election"))) == [1, 2, 3]

    def test_a_headline_counts_more_than_a_summary_and_that_more_than_a_body(self, engine: Engine) -> None:
        others = [
            article(number, f"Filler {number}", "Some words about nothing.") for number in range(10, 40)
        ]
        long = "It stood here for years, as every one of its keepers can tell. " * 9
        engine.holds(
            article(1, "Plain one", f"{long} The bridge stands."),
            article(2, "Bridge one", long),
            article(3, "Plain one", long, summary="The bridge stands."),
            *others,
        )
        assert engine.finds(word("bridge")) == [2, 3, 1]

    def test_all_clauses_have_to_be_there_unless_some_are_enough(self, engine: Engine) -> None:
        engine.holds(article(1, "Bridge and tram"), article(2, "Bridge alone"), article(3, "Ferry alone"))
        clauses = word("bridge"), word("tram"), word("ferry")
        assert engine.finds(*clauses[:2]) == [1]
        assert engine.finds(*clauses) == []
        assert engine.finds(*clauses, minimum_should_match=2) == [1]

    def test_words_of_a_phrase_follow_each_other(self, engine: Engine) -> None:
        engine.holds(article(1, "The port city of Vallmere"), article(2, "The city has a port"))
        assert engine.finds(phrase("port city")) == [1]
        assert engine.finds(phrase("city port")) == []

    def test_chinese_is_found_by_any_characters_that_follow_each_other(self, engine: Engine) -> None:
        engine.holds(article(1, "安塞尔河平旋桥查出裂缝", "深夜紧急封闭。", language="zh-Hans"))
        assert engine.finds(phrase("旋桥", "zh")) == [1]
        assert engine.finds(phrase("裂缝", "zh")) == [1]
        assert engine.finds(phrase("缝深", "zh")) == []

    def test_what_is_excluded_is_not_found(self, engine: Engine) -> None:
        engine.holds(article(1, "Bridge and tram"), article(2, "Bridge alone"))
        assert engine.finds(word("bridge"), excluded=(word("tram"),)) == [2]

    def test_what_has_been_withdrawn_is_neither_found_nor_counted(self, engine: Engine) -> None:
        engine.holds(*(article(number, "Bridge", tags=("bridges",)) for number in range(1, 5)))
        question = EngineQuery(
            (word("bridge"),), NOW, withdrawn_ids=frozenset([UUID(int=2), UUID(int=3), UUID(int=9)])
        )
        for order in SearchOrder:
            found = engine.searcher.search(question, order, 9)
            assert sorted(hit.id_int for hit in found) == [1, 4]
        assert engine.searcher.count(question) == 2
        assert engine.searcher.facets(question, {Facet.TAG: 5}) == {Facet.TAG: {"bridges": 2}}

    def test_a_prefix_expansion_is_found_after_the_word_itself(self, engine: Engine) -> None:
        engine.holds(article(1, "Banking news"), article(2, "Bank news"), article(3, "Bandit news"))
        asked = TermClause(frozenset({"bank"}), frozenset({"bandit"}))
        assert engine.finds(asked) == [1, 2, 3] or engine.finds(asked) == [2, 1, 3]

    def test_nothing_is_found_before_it_is_public_or_after_it_expired(self, engine: Engine) -> None:
        engine.holds(
            article(1, "Bridge under embargo", public_from=NOW + DAY),
            article(2, "Bridge until tomorrow", public_until=NOW + DAY),
            article(3, "Bridge for good"),
        )
        assert sorted(engine.finds(word("bridge"))) == [2, 3]
        assert sorted(engine.finds(word("bridge"), now=NOW + 2 * DAY)) == [1, 3]
        assert sorted(hit.id_int for hit in engine.searcher.search_by_terms([("bridg", 1.0)], 9, NOW)) == [
            2,
            3,
        ]

    @pytest.mark.parametrize(
        ("filters", "found"),
        [
            (ArticleFilter(section="world"), [1, 2]),
            (ArticleFilter(section="world", descendants=False), [1]),
            (ArticleFilter(tag="bridges"), [2, 3]),
            (ArticleFilter(author="ada"), [3]),
            (ArticleFilter(language="zh-Hans"), [4]),
            (ArticleFilter(language="ZH"), [4]),
            (ArticleFilter(language="en"), [1, 2, 3]),
            (ArticleFilter(language="z"), []),
            (ArticleFilter(language="*"), [1, 2, 3, 4]),
            (ArticleFilter(published_after=NOW - 2 * DAY), [1, 3, 4]),
            (ArticleFilter(published_before=NOW - 2 * DAY), [2]),
            (ArticleFilter(section="world", tag="bridges"), [2]),
            (ArticleFilter(section="nowhere"), []),
        ],
    )
    def test_filters_leave_what_was_meant(
        self, engine: Engine, filters: ArticleFilter, found: list[int]
    ) -> None:
        hold_four(engine)
        assert sorted(engine.finds(word("bridge"), filters=filters)) == found
        assert engine.searcher.count(EngineQuery((word("bridge"),), NOW, filters=filters)) == len(found)

    def test_facets_count_what_is_found_sections_with_those_above_them(self, engine: Engine) -> None:
        hold_four(engine)
        question = EngineQuery((word("bridge"),), NOW)
        facets = engine.searcher.facets(question, dict.fromkeys(Facet, 10))
        assert facets[Facet.SECTION] == {"world": 2, "world/asia": 1, "city": 2}
        assert facets[Facet.TAG] == {"bridges": 2, "trams": 1}
        assert facets[Facet.AUTHOR] == {"ada": 1}
        assert facets[Facet.YEAR] == {"2026": 4}

    def test_counts_follow_embargoes_and_expiries_though_the_state_stays(self, engine: Engine) -> None:
        engine.holds(
            article(1, "Bridge under embargo", tags=("bridges",), public_from=NOW + DAY),
            article(2, "Bridge until the day after", tags=("bridges",), public_until=NOW + 2 * DAY),
            article(3, "Bridge for good", tags=("bridges",)),
        )
        searcher, asked = engine.searcher, EngineQuery((word("bridge"),), NOW)
        for days, found in ((0, 2), (0, 2), (1, 3), (2, 2), (1, 3), (0, 2)):
            question = replace(asked, now=NOW + days * DAY)
            assert searcher.count(question) == found
            for order in SearchOrder:
                assert len(searcher.search(question, order, 9)) == found
            assert searcher.facets(question, {Facet.TAG: 5}) == {Facet.TAG: {"bridges": found}}

    def test_counts_are_those_of_the_newest_state_and_of_the_question(self, engine: Engine) -> None:
        asked = EngineQuery((word("bridge"),), NOW)
        for number in range(1, 4):
            engine.holds(article(number, "Bridge and tram", tags=("bridges",)))
            assert engine.searcher.count(asked) == number
            assert engine.searcher.facets(asked, {Facet.TAG: 5}) == {Facet.TAG: {"bridges": number}}
            assert engine.searcher.facets(asked, {Facet.YEAR: 5}) == {Facet.YEAR: {"2026": number}}
        assert engine.searcher.count(replace(asked, excluded=(word("tram"),))) == 0
        assert engine.searcher.count(replace(asked, time_key_max=0)) == 0

    def test_a_search_by_terms_weighs_those_that_an_article_has(self, engine: Engine) -> None:
        engine.holds(
            article(1, "Swing bridge cracked", "A crack in the pivot of the swing bridge."),
            article(2, "Bridge repaired", "The crack in the swing bridge is mended."),
            article(3, "Bridge race", "Rowers pass the bridge."),
            article(4, "Eels", "Eels swim far."),
        )
        found = engine.searcher.search_by_terms([("crack", 3.0), ("swing", 2.0), ("bridg", 1.0)], 10, NOW)
        assert [hit.id_int for hit in found] == [1, 2, 3]
        assert isinstance(found[0], Hit)
        assert found[0].score > found[1].score > found[2].score

    def test_writing_a_batch_again_changes_nothing(self, engine: Engine) -> None:
        for _ in range(2):
            engine.holds(article(1, "Bridge"), article(2, "Tram"), removed=(UUID(int=3),))
        assert engine.searcher.size() == 2
        assert engine.finds(word("bridge")) == [1]

    def test_a_changed_article_replaces_the_old_one_and_a_gone_one_goes(self, engine: Engine) -> None:
        engine.holds(article(1, "Bridge"), article(2, "Bridge"))
        engine.holds(article(1, "Tram"), removed=(UUID(int=2),))
        assert engine.finds(word("bridge")) == []
        assert engine.finds(word("tram")) == [1]
        assert engine.searcher.size() == 1

    def test_how_far_it_has_come_is_kept_with_what_it_holds(self, engine: Engine) -> None:
        progress = IndexProgress(41, "somewhere", UUID(int=7), True)
        engine.holds(article(1, "Bridge"), progress=progress)
        assert engine.searcher.sequence == 41
        engine.reopen()
        assert engine.writer.progress == progress

    def test_an_empty_index_answers(self, engine: Engine) -> None:
        question = EngineQuery((word("bridge"),), NOW)
        assert engine.finds(word("bridge")) == []
        assert engine.searcher.count(question) == 0
        assert engine.searcher.facets(question, {Facet.TAG: 5}) == {Facet.TAG: {}}
        assert engine.searcher.size() == engine.searcher.sequence == engine.searcher.latest_arrival == 0
