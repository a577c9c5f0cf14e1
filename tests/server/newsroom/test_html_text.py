"""Text becomes HTML, and words are counted."""

import pytest

from broadsheet_server.newsroom.html_text import html_paragraphs, word_count


def test_blank_lines_make_paragraphs() -> None:
    assert (
        html_paragraphs("One\nline.\r\n\r\n \n<b>Two</b> & more\n")
        == "<p>One line.</p><p>&lt;b&gt;Two&lt;/b&gt; &amp; more</p>"
    )


def test_chinese_lines_are_joined_without_a_space() -> None:
    assert (
        html_paragraphs("大桥\n关闭，\n电车停运。\nEnglish\nlines")
        == "<p>大桥关闭，电车停运。 English lines</p>"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("Trams return.", 2),
        ("It rose 7.8 per cent – across the river’s mouth", 9),
        ("瓦尔米尔的夜空暗了一成七", 12),
        ("大桥关闭，电车停运。", 8),
        ("5G 网络 opens", 4),
        ("カタカナ and ひらがな", 9),
        ("부산 항구", 2),
    ],
)
def test_words_are_counted_as_readers_read_them(text: str, words: int) -> None:
    assert word_count(text) == words
