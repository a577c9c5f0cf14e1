"""Traditional and simplified Chinese match each other."""

import pytest

from broadsheet_server.search.folding import fold, has_cjk
from broadsheet_server.search.variants import simplified


def test_no_simplified_character_is_simplified_further() -> None:
    assert not simplified().keys() & set(simplified().values())


def test_chinese_characters_become_chinese_characters() -> None:
    for traditional, simple in simplified().items():
        assert has_cjk(chr(traditional)), chr(traditional)
        assert has_cjk(chr(simple)), chr(simple)


def test_most_of_what_only_traditional_chinese_writes_is_simplified() -> None:
    changed = {chr(code) for code in simplified()}
    assert len(changed & _encodable("big5")) > 3_000
    assert len(changed & _encodable("gb2312")) < 20


def test_a_sentence_reads_the_same() -> None:
    traditional = "颱風過後，電車與渡輪恢復行駛，學校週一復課，氣象臺發佈預報。"
    simple = "台风过后，电车与渡轮恢复行驶，学校周一复课，气象台发布预报。"
    assert fold(traditional) == fold(simple)


@pytest.mark.parametrize(
    ("traditional", "simple"),
    [
        ("妳們", "你们"),
        ("牠的", "它的"),
        ("瞭解", "了解"),
        ("砲擊", "炮击"),
        ("藤籐", "藤藤"),
        ("薴苧", "苎苎"),
    ],
)
def test_variants_that_conversion_leaves_apart_match_too(traditional: str, simple: str) -> None:
    assert fold(traditional) == simple


def _encodable(encoding: str) -> set[str]:
    """The characters that an encoding has."""
    return {chr(code) for code in range(0x3400, 0xA000) if chr(code).encode(encoding, "ignore")}
