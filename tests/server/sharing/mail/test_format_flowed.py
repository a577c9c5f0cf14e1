"""Plain text that wraps well in every mail program."""

import pytest

from broadsheet_server.sharing.mail.format_flowed import COLUMNS, format_flowed, quoted, width
from tests.server.sharing.mail.message_fixtures import rejoined

TEXTS = [
    "one line",
    "word " * 100 + "end",
    "double  blanks   inside " * 10 + "end",
    "x" * 5_000,
    "这座桥我们小时候天天走，你看看工程师怎么说。" * 20,
    "mixed 中文 and English 文字 " * 20 + "end",
    "> quoted\n From here\nFrom there\n  indented",
    "a\n\n\nb",
    "👨‍👩‍👧 " * 40 + "e",
    "é" * 100,
    "https://courier.example/" + "a" * 200,
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_program_that_knows_flowed_text_shows_exactly_what_was_written(text: str) -> None:
    assert rejoined(format_flowed(text).replace("\r\n", "\n")).removesuffix("\n") == text.strip()


@pytest.mark.parametrize("text", TEXTS[:-1])
def test_no_line_is_wider_than_72_columns(text: str) -> None:
    assert all(width(line.strip()) <= COLUMNS for line in format_flowed(text).split("\r\n"))


def test_a_web_address_is_never_broken() -> None:
    address = "https://courier.example/" + "a" * 200
    assert f"\r\n{address}\r\n" in format_flowed(f"Read it:\n{address}\nend")


def test_chinese_lines_begin_with_no_full_stop_and_end_with_no_open_bracket() -> None:
    lines = format_flowed("《字》，。" * 60).split("\r\n")
    assert len(lines) > 5
    assert not any(line.startswith(("，", "。", "》")) or line.rstrip().endswith("《") for line in lines)


def test_the_line_above_the_small_print_keeps_its_blank() -> None:
    assert "\r\n-- \r\n" in format_flowed("text\n-- \nsmall print")


@pytest.mark.parametrize("text", TEXTS)
def test_a_quotation_is_marked_on_every_line_and_shown_exactly(text: str) -> None:
    lines = format_flowed(quoted(text)).removesuffix("\r\n").split("\r\n")
    assert all(line == ">" or line.startswith("> ") for line in lines)
    shown = "\n".join(f"> {line}" for line in text.strip().split("\n"))
    assert rejoined("\n".join(lines)) == shown


@pytest.mark.parametrize("text", TEXTS[:-1])
def test_a_quotation_fits_its_mark_into_72_columns(text: str) -> None:
    assert all(width(line.rstrip()) <= COLUMNS for line in format_flowed(quoted(text)).split("\r\n"))


def test_an_empty_line_of_a_quotation_flows_into_nothing() -> None:
    assert format_flowed(quoted("a\n\nb")) == "> a\r\n>\r\n> b\r\n"


def test_what_only_looks_quoted_is_stuffed() -> None:
    assert format_flowed("> a headline") == " > a headline\r\n"
