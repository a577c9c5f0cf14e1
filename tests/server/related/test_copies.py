"""The same report in two papers is recognised, whatever was cut or changed a little."""

import random

from broadsheet_server.related.near_duplicates import (
    are_near_duplicates,
    compare_minhashes,
    minhash,
    shingles,
)
from broadsheet_server.search.analysis import analyser

CHANCE = random.Random(4)
VOCABULARY = [f"word{number}" for number in range(2_000)]


def words(count: int) -> list[str]:
    """A text of its own."""
    return CHANCE.choices(VOCABULARY, k=count)


def verdict(one: list[str], other: list[str]) -> bool:
    """By the sketches, and where they leave doubt by the texts."""
    found = compare_minhashes(minhash(shingles(one)), minhash(shingles(other)))
    return are_near_duplicates(shingles(one), shingles(other)) if found is None else found


def test_a_text_is_a_copy_of_itself() -> None:
    text = words(300)
    assert verdict(text, text)


def test_different_texts_are_no_copies() -> None:
    for _ in range(50):
        assert not verdict(words(300), words(300))


def test_a_report_with_a_new_ending_is_a_copy() -> None:
    text = words(400)
    assert verdict(text, text[:320] + words(80))


def test_a_report_that_was_cut_is_a_copy_of_the_whole() -> None:
    text = words(400)
    assert verdict(text, text[:150])


def test_a_report_that_quotes_another_is_no_copy() -> None:
    text = words(400)
    assert not verdict(text, words(330) + text[:70])


def test_sketches_agree_with_the_texts_but_for_rare_exceptions() -> None:
    wrong = 0
    for _ in range(200):
        text = words(300)
        other = text[: CHANCE.randrange(0, 300)] + words(CHANCE.randrange(20, 300))
        found = compare_minhashes(minhash(shingles(text)), minhash(shingles(other)))
        wrong += found is not None and found != are_near_duplicates(shingles(text), shingles(other))
    assert wrong <= 8


def test_short_formulas_are_no_copies_of_each_other() -> None:
    text = words(10)
    assert not verdict(text, text)


def test_chinese_reports_are_compared_by_characters() -> None:
    text = "安塞尔河平旋桥周二深夜紧急封闭，检查人员在主销座上发现四道裂缝，电车全线改道，渡轮加开班次。"
    units = analyser("zh").tokens(text)
    changed = analyser("zh").tokens(text.replace("周二", "周三"))
    other = analyser("zh").tokens("瓦尔米尔港第三季度集装箱吞吐量同比增长百分之四点二，创历史新高。")
    assert verdict(units, changed)
    assert not verdict(units, other)
