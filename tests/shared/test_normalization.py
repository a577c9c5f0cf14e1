"""Text in one form, in linear time."""

import sys
import unicodedata

from broadsheet_shared.normalization import NON_STARTERS_MAX, normalize, stream_safe


def test_combining_characters_of_every_plane_are_counted() -> None:
    marks = [mark for mark in map(chr, range(sys.maxunicode + 1)) if unicodedata.combining(mark)]
    assert len(marks) > 800
    assert all(len(stream_safe(f"a{mark * 100}")) == 1 + NON_STARTERS_MAX for mark in marks)


def test_accents_that_people_write_stay() -> None:
    assert normalize("NFC", "e\u0301") == "é"
    assert stream_safe("a" + "\u0301" * NON_STARTERS_MAX) == "a" + "\u0301" * NON_STARTERS_MAX
