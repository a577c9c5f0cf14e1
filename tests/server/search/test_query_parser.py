"""What a person types is taken apart."""

from hypothesis import given
from hypothesis import strategies as st

from broadsheet_server.search.query_parser import QueryPart, parse_query


def shown(text: str) -> list[str]:
    """The parts in short: quotes around phrases, a minus before what is left out, … after open ones."""
    return [_shown(part) for part in parse_query(text)]


def _shown(part: QueryPart) -> str:
    text = f'"{part.text}"' if part.is_phrase else part.text
    return ("-" if part.is_excluded else "") + text + ("…" if part.is_prefix else "")


def test_words_stand_between_spaces_and_the_last_one_may_go_on() -> None:
    assert shown("harbour  crane") == ["harbour", "crane…"]
    assert shown("harbour crane ") == ["harbour", "crane"]
    assert shown("大桥　渡轮") == ["大桥", "渡轮…"]


def test_quotes_of_every_kind_make_a_phrase() -> None:
    assert shown('"night ferry" x') == ['"night ferry"', "x…"]
    assert shown("“night ferry”") == ['"night ferry"']
    assert shown("„Nacht Fähre“") == ['"Nacht Fähre"']
    assert shown("「夜間 渡輪」") == ['"夜間 渡輪"']
    assert shown("＂大桥＂") == ['"大桥"']


def test_a_quote_that_nobody_closed_is_a_phrase_that_is_still_being_typed() -> None:
    assert shown('crane "night fer') == ["crane", '"night fer"…']
    assert shown('crane"') == ["crane", '""…']


def test_a_minus_before_a_word_or_a_phrase_leaves_it_out() -> None:
    assert shown('crane -ferry -"night bus"') == ["crane", "-ferry", '-"night bus"']
    assert shown("大桥 －渡轮 −船") == ["大桥", "-渡轮", "-船…"]


def test_a_minus_within_a_word_or_before_nothing_is_punctuation() -> None:
    assert shown("follow-up") == ["follow-up…"]
    assert shown("crane - ferry --x") == ["crane", "-", "ferry", "--x…"]


@given(st.text())
def test_every_text_can_be_taken_apart_and_parts_know_where_they_stand(text: str) -> None:
    for part in parse_query(text):
        assert text[part.start : part.start + len(part.text)] == part.text
