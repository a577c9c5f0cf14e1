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


def test_different_texts_are_no_near_duplicates() -> None:
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


def test_short_formulas_are_no_near_duplicates() -> None:
    text = words(10)
    assert not verdict(text, text)


def test_chinese_reports_are_compared_by_characters() -> None:
    text = "安塞尔河平旋桥周二深夜紧急封闭，检查人员在主销座上发现四道裂缝，电车全线改道，渡轮加开班次。"
    units = analyser("zh").tokens(text)
    changed = analyser("zh").tokens(text.replace("周二", "周三"))
    other = analyser("zh").tokens("瓦尔米尔港第三季度集装箱吞吐量同比增长百分之四点二，创历史新高。")
    assert verdict(units, changed)
    assert not verdict(units, other)


def test_two_texts_are_near_duplicates_from_half_of_their_shingles_on() -> None:
    one, enough, too_few = set(range(90)), set(range(30, 120)), set(range(31, 121))
    assert are_near_duplicates(one, enough)
    assert not are_near_duplicates(one, too_few)


def test_a_text_is_a_near_duplicate_of_one_that_has_four_fifths_of_it() -> None:
    long = set(range(1_000))
    assert are_near_duplicates(set(range(200, 1_000)) | set(range(2_000, 2_100)), long)
    short = set(range(40)) | set(range(2_000, 2_010))
    assert are_near_duplicates(short, long)
    assert are_near_duplicates(long, short)
    assert not are_near_duplicates(set(range(39)) | set(range(2_000, 2_011)), long)


def test_texts_of_fewer_than_twelve_shingles_are_too_short_to_tell() -> None:
    eleven, twelve = set(range(11)), set(range(12))
    assert not are_near_duplicates(eleven, eleven)
    assert compare_minhashes(minhash(eleven), minhash(eleven)) is False
    assert are_near_duplicates(twelve, twelve)
    assert compare_minhashes(minhash(twelve), minhash(twelve)) is True


def test_of_small_texts_the_minhash_knows_everything() -> None:
    one = set(range(48))
    assert compare_minhashes(minhash(one), minhash(set(range(16, 48)))) is True
    assert compare_minhashes(minhash(set(range(36))), minhash(set(range(12, 48)))) is True, "exactly half"
    assert compare_minhashes(minhash(one), minhash(set(range(24, 72)) - {50})) is False


def test_a_minhash_in_doubt_leaves_it_to_the_texts_and_a_clear_one_does_not() -> None:
    def compare(share: float) -> bool | None:
        """Compare two texts of a thousand shingles that share so much of all they have together."""
        pool = CHANCE.sample(range(2**32), 1_000)
        shared = pool[: int(share * 1_000)]
        rest = pool[int(share * 1_000) :]
        half = len(rest) // 2
        return compare_minhashes(minhash({*shared, *rest[:half]}), minhash({*shared, *rest[half:]}))

    doubtful = sum(compare(0.5) is None for _ in range(100))
    assert 70 < doubtful < 97, "1.5 standard errors are 87 of 100"
    assert {compare(0.05) for _ in range(20)} == {False}
    assert {compare(0.95) for _ in range(20)} == {True}


def test_a_minhash_is_the_forty_eight_smallest_shingles() -> None:
    pool = CHANCE.sample(range(2**32), 500)
    sketch = minhash(set(pool))
    assert sketch.shingle_count == 500
    assert sketch.minima == set(sorted(pool)[:48])


def test_every_word_of_a_shingle_and_its_place_matter() -> None:
    [shingle] = shingles(["a", "b", "c", "d"])
    changed = [["x", "b", "c", "d"], ["a", "x", "c", "d"], ["a", "b", "x", "d"], ["a", "b", "c", "x"]]
    for other in [*changed, ["b", "a", "c", "d"], ["d", "c", "b", "a"], ["a", "b", "d", "c"]]:
        assert shingles(other).isdisjoint({shingle})
    assert shingles(["a", "b", "c"]) == set()
    assert len(shingles(list("abcdefgh"))) == 5


def test_every_character_of_a_chinese_shingle_and_its_place_matter() -> None:
    [shingle] = shingles(list("安塞尔河平旋"))
    for place in range(6):
        other = list("安塞尔河平旋")
        other[place] = "裂"
        assert shingles(other).isdisjoint({shingle})
    assert shingles(list("安塞尔河旋平")).isdisjoint({shingle})
    assert shingles(list("安塞尔河平")) == set()


def test_a_text_with_a_few_chinese_names_is_still_compared_by_words() -> None:
    assert len(shingles([*"abcdefg", *"安塞尔"])) == 7
    assert len(shingles([*"abcdef", *"安塞尔河"])) == 5


def test_shingles_are_of_32_bits_and_spread_evenly() -> None:
    hashes = shingles(words(4_000))
    assert max(hashes) < 2**32
    assert 1_800 < sum(value < 2**31 for value in hashes) < 2_200
    assert len(hashes) > 3_990
