"""A mail speaks the language that its recipient reads, as far as we have it."""

import pytest

from broadsheet_shared.mail_words import words_in


@pytest.mark.parametrize(
    ("tag", "language", "direction", "home"),
    [
        ("en", "en", "ltr", "Home"),
        ("en-GB", "en", "ltr", "Home"),
        ("fr", "en", "ltr", "Home"),
        ("", "en", "ltr", "Home"),
        ("zh", "zh-Hans", "ltr", "首页"),
        ("zh_CN", "zh-Hans", "ltr", "首页"),
        ("zh-SG", "zh-Hans", "ltr", "首页"),
        ("zh-Hant-TW", "zh-Hant", "ltr", "首頁"),
        ("zh_Hant", "zh-Hant", "ltr", "首頁"),
        ("zh-TW", "zh-Hant", "ltr", "首頁"),
        ("zh_HK", "zh-Hant", "ltr", "首頁"),
        ("zh-mo", "zh-Hant", "ltr", "首頁"),
        ("zh-Hans-HK", "zh-Hans", "ltr", "首页"),
        ("ar-EG", "ar", "rtl", "الرئيسية"),
        ("a" * 100_000, "en", "ltr", "Home"),
    ],
)
def test_a_language_tag_finds_the_nearest_words(tag: str, language: str, direction: str, home: str) -> None:
    words = words_in(tag)

    assert (words.language, words.direction, words.home) == (language, direction, home)
    assert words_in(tag) is words
