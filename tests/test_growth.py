"""The measure of growth finds a text that takes long, and clears one that does not."""

import re
from functools import partial

import pytest

from tests.growth import LARGE, SMALL, slow_length

pytestmark = pytest.mark.growth


def copy_the_rest(text: str, every: int) -> None:
    """At every so many characters, copy what follows: work that grows with the square of the text."""
    for start in range(0, len(text), every):
        text[start:].upper()


def test_work_that_grows_with_the_text_is_cleared() -> None:
    assert slow_length(lambda text: re.findall(r"\w+", text), "A word, ") is None


def test_work_that_grows_with_the_square_of_the_text_is_found_at_a_short_one() -> None:
    assert slow_length(partial(copy_the_rest, every=16), "A word, ") == 2 * SMALL


def test_a_square_that_takes_no_time_at_a_short_text_is_found_at_a_long_one() -> None:
    assert slow_length(partial(copy_the_rest, every=128), "A word, ") == LARGE
