"""What is taken out of text from strangers."""

import pytest

from broadsheet_server.sharing.link_detection import find_link
from broadsheet_server.sharing.text_cleaning import clean_text
from tests.processor_time import takes_at_most


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\x07c\x9b", "abc"),
        ("a\u202eb\u2066c\u200f", "abc"),
        ("sp\u200bam\ufeff\u2060\u00ad", "spam"),
        ("a\u200db", "ab"),
        ("a\ud800b", "ab"),
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("tab\tand\u00a0blank", "tab and blank"),
        ("line  \nend ", "line\nend"),
        ("e\u0301", "é"),
        ("👨\u200d👩\u200d👧 می\u200cخواهم", "👨\u200d👩\u200d👧 می\u200cخواهم"),
        ("❤️\u200d🔥", "❤️\u200d🔥"),
    ],
)
def test_only_what_nobody_sees_is_taken_out(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


def test_long_text_is_judged_quickly() -> None:
    def judged() -> None:
        for text in ("a-" * 250, "a。" * 250, "中." * 250, "a.b-" * 125, "[a:" * 170, "//" * 250, "a[" * 250):
            find_link(clean_text(text))
        assert len(clean_text("\u202e" * 100_000 + "x")) == 1

    assert takes_at_most(0.5, judged)
