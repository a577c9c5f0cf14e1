"""Traditional and simplified Chinese match each other."""

from broadsheet_server.search.folding import fold
from broadsheet_server.search.variants import SIMPLIFIED


def test_nothing_becomes_what_becomes_something_else() -> None:
    assert not SIMPLIFIED.keys() & set(SIMPLIFIED.values())


def test_the_table_speaks_of_single_chinese_characters() -> None:
    for traditional, simplified in SIMPLIFIED.items():
        assert all(0x3400 <= code <= 0x9FFF for code in (traditional, simplified)), chr(traditional)


def test_most_of_what_is_written_only_in_traditional_chinese_is_there() -> None:
    big5, gb2312 = _encodable("big5"), _encodable("gb2312")
    left = {chr(code) for code in SIMPLIFIED} - (big5 - gb2312)
    assert len(left) < 0.1 * len(SIMPLIFIED)
    unusual = {chr(code) for code in SIMPLIFIED.values()} - gb2312
    assert len(unusual) < 0.15 * len(SIMPLIFIED)


def test_a_sentence_reads_the_same() -> None:
    traditional = "颱風過後，電車與渡輪恢復行駛，學校週一復課，氣象臺發佈預報。"
    simplified = "台风过后，电车与渡轮恢复行驶，学校周一复课，气象台发布预报。"
    assert fold(traditional) == fold(simplified)


def _encodable(encoding: str) -> set[str]:
    """The characters that an encoding has."""
    return {chr(code) for code in range(0x3400, 0xA000) if chr(code).encode(encoding, "ignore")}
