"""What every search engine has to know about the words that it holds; see `engine_contract`."""

from uuid import UUID

from broadsheet_server.search.engine import EngineQuery, TermClause
from tests.server.search.engine_contract import DAY, NOW, Engine, article, hold_four


class StatisticsContract:
    """Derive `Test…` from it too."""

    def test_it_knows_how_frequent_words_tags_and_languages_are(self, engine: Engine) -> None:
        hold_four(engine)
        searcher = engine.searcher
        assert searcher.document_frequency("bridg") == 4
        assert searcher.document_frequency("this") == 0
        assert searcher.document_frequency("unheard") == 0
        assert searcher.tag_document_frequency("bridges") == 2
        assert searcher.size() == 4
        assert searcher.size("en") == 3
        assert dict(searcher.languages()) == {"en": 3, "zh-Hans": 1}

    def test_it_knows_in_how_many_articles_any_term_stands(self, engine: Engine) -> None:
        engine.holds(article(1, "The bridge", "The crane."), article(2, "The crane", summary="北京大学"))
        assert engine.searcher.text_document_frequency("the") == 2
        assert engine.searcher.text_document_frequency("bridg") == 1
        assert engine.searcher.text_document_frequency("北京") == 1
        assert engine.searcher.text_document_frequency("unheard") == 0

    def test_all_languages_are_counted_however_many_there_are(self, engine: Engine) -> None:
        tags = [f"{first}{second}" for first in "abcdef" for second in "uvwxyz"]
        engine.holds(*(article(number, "Bridge", language=tag) for number, tag in enumerate(tags, 1)))
        engine.holds(article(99, "Bridge", language="au-AU"))
        assert len(engine.searcher.languages()) == 37
        assert [engine.searcher.size(tag) for tag in tags] == [2] + [1] * 35

    def test_it_knows_which_articles_have_changed_since_an_earlier_state(self, engine: Engine) -> None:
        engine.holds(article(1, "Bridge"), article(2, "Crane"))
        earlier = engine.searcher
        assert engine.searcher.changed_since(earlier) == frozenset()
        engine.holds(article(2, "Crane, again"), article(3, "Tram"))
        between = engine.searcher
        engine.holds(article(4, "Ferry"))
        assert engine.searcher.changed_since(earlier) == {UUID(int=number) for number in (2, 3, 4)}
        assert engine.searcher.changed_since(between) == {UUID(int=4)}
        assert earlier.changed_since(between) is None

    def test_it_knows_whether_any_of_a_few_articles_matches(self, engine: Engine) -> None:
        engine.holds(article(1, "Bridge"), article(2, "Crane"), article(3, "Bridge", public_until=NOW))
        query = EngineQuery((TermClause(frozenset({"bridg"})),), NOW)
        matching = {
            number for number in range(1, 5) if engine.searcher.matches_any(query, [UUID(int=number)])
        }
        assert matching == {1}
        assert engine.searcher.matches_any(query, [UUID(int=2), UUID(int=1)])

    def test_it_knows_what_the_public_may_read(self, engine: Engine) -> None:
        engine.holds(
            article(1, "Bridges", public_from=NOW + DAY),
            article(2, "Cranes", public_until=NOW),
            article(3, "Cafés"),
        )
        searcher = engine.searcher
        assert [searcher.has_public_term([term], NOW) for term in ("bridg", "crane", "cafe", "x")] == [
            0,
            0,
            1,
            0,
        ]
        assert searcher.has_public_term(["bridg", "cafe"], NOW)
        assert searcher.has_public_term(["bridg"], NOW + DAY)
        assert [
            searcher.has_public_spelling(word, NOW) for word in ("café", "cafés", "cafes", "bridges")
        ] == [
            0,
            1,
            1,
            0,
        ]
        assert searcher.has_public_spelling("bridges", NOW + DAY)

    def test_it_completes_and_respells_words_as_they_are_written(self, engine: Engine) -> None:
        engine.holds(
            article(1, "Elections and electors"), article(2, "Elections again"), article(3, "Sélection")
        )
        assert engine.searcher.completions("elect", 5) == [("elections", 2), ("electors", 1)]
        assert engine.searcher.completions("zebra", 5) == []
        assert [found for found, _ in engine.searcher.similar_spellings("electoins", 1)] == ["elections"]
        assert engine.searcher.completions("sele", 5) == [("selection", 1)]
        assert engine.searcher.completions("séle", 5) == [("sélection", 1)]

    def test_it_knows_the_words_behind_a_stem_language_by_language(self, engine: Engine) -> None:
        engine.holds(
            article(1, "Skies and a sky", "The U.N. and Zürich."),
            article(2, "Das Haus, die Häuser", "Sky", language="de"),
            article(3, "Häuser", language="xx"),
        )
        searcher = engine.searcher
        assert searcher.surface_forms("english", ["sky", "zurich", "un"]) == {
            "skies": "sky",
            "zürich": "zurich",
        }
        assert searcher.surface_forms("german", ["haus", "sky"]) == {"häuser": "haus"}
        assert searcher.surface_forms("", ["hauser"]) == {"häuser": "hauser"}
        assert searcher.surface_forms("english", ["sk"]) == {}
