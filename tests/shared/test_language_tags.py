"""Language tags are spelled in one way and matched by RFC 4647."""

import subprocess
import sys

import pytest
from langcodes import Language

from broadsheet_shared.language_tags import (
    InvalidLanguageTagError,
    canonical_tag,
    direction,
    is_language_tag,
    lookup,
    matches_range,
    primary_language,
    with_likely_script,
)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("EN-gb", "en-GB"),
        ("zh_hans", "zh-Hans"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("DE", "de"),
        ("sr-latn", "sr-Latn"),
    ],
)
def test_a_tag_has_one_spelling(written: str, canonical: str) -> None:
    assert canonical_tag(written) == canonical


@pytest.mark.parametrize("language", ["en", "ZH", "und", "zho", "iw", "sgn", "qaa"])
@pytest.mark.parametrize("script", ["", "_hANT", "-Latn", "-zzzz"])
@pytest.mark.parametrize("region", ["", "-tw", "_GB", "-419", "_zz"])
def test_a_common_tag_is_spelled_as_langcodes_spells_it(language: str, script: str, region: str) -> None:
    tag = f"{language}{script}{region}"
    assert canonical_tag(tag) == Language.get(tag, normalize=False).to_tag()


@pytest.mark.parametrize("text", ["", "english language", "abcdefghij", "é", "en--GB", "a" * 40])
def test_what_is_no_tag_is_refused(text: str) -> None:
    with pytest.raises(InvalidLanguageTagError):
        canonical_tag(text)


@pytest.mark.parametrize(
    ("text", "is_tag"),
    [
        ("en", True),
        ("gsw-CH", True),
        ("sl-rozaj-biske", True),
        ("x-own", True),
        ("english", False),
        ("", False),
    ],
)
def test_the_name_of_a_language_is_not_its_tag(text: str, is_tag: bool) -> None:
    assert is_language_tag(text) is is_tag


def test_a_primary_language_is_told_from_whatever_is_given() -> None:
    assert [primary_language(tag) for tag in ("en-GB", "ZH_Hant", "", "??")] == ["en", "zh", "und", "und"]


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("es-419", "es"),
        ("zh-Hans-CN", "zh"),
        ("en-US-x-posix", "en"),
        ("zho", "zho"),
        ("C", "und"),
        ("en-", "und"),
    ],
)
def test_a_long_tag_and_a_short_one_have_their_primary_language(tag: str, language: str) -> None:
    assert primary_language(tag) == language


@pytest.mark.program
def test_a_common_tag_is_told_without_loading_langcodes() -> None:
    program = (
        "import sys\n"
        "from broadsheet_shared.language_tags import canonical_tag, primary_language\n"
        "assert [primary_language(tag) for tag in ('zh_CN', 'en', 'C')] == ['zh', 'en', 'und']\n"
        "assert canonical_tag('zh_hant_tw') == 'zh-Hant-TW'\n"
        "assert 'langcodes' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    ("tag", "with_script"),
    [
        ("zh-TW", "zh-Hant-TW"),
        ("zh_HK", "zh-Hant-HK"),
        ("zh-mo", "zh-Hant-MO"),
        ("zh-CN", "zh-Hans-CN"),
        ("zh-SG", "zh-Hans-SG"),
        ("zh-Hans-HK", "zh-Hans-HK"),
        ("zh", "zh"),
        ("en-GB", "en-GB"),
        ("zh--TW", "zh--TW"),
    ],
)
def test_chinese_of_a_region_is_written_as_people_there_write_it(tag: str, with_script: str) -> None:
    assert with_likely_script(tag) == with_script


def test_languages_run_in_their_direction() -> None:
    assert [direction(tag) for tag in ("ar-EG", "he", "fa", "en", "zh-Hant", "", "x")] == ["rtl"] * 3 + [
        "ltr"
    ] * 4


@pytest.mark.parametrize(
    ("tag", "language_range", "matches"),
    [
        ("zh-Hans", "zh", True),
        ("zh-Hant-TW", "zh-hant", True),
        ("en-GB", "EN", True),
        ("en", "en-GB", False),
        ("eng", "en", False),
        ("zh-Hans", "zh-Hant", False),
        ("ar", "*", True),
    ],
)
def test_a_range_takes_what_is_more_special_and_nothing_else(
    tag: str, language_range: str, matches: bool
) -> None:
    assert matches_range(tag, language_range) is matches


@pytest.mark.parametrize(
    ("tag", "available"),
    [
        ("zh-Hant-TW", "zh-Hant"),
        ("zh-Hans-CN", "zh"),
        ("ZH_hant", "zh-Hant"),
        ("en-a-extension-x-mine", "en"),
        ("zho", None),
        ("", None),
        ("-", None),
        ("zh-" * 100_000, "zh"),
    ],
)
def test_a_tag_falls_back_to_the_nearest_that_there_is(tag: str, available: str | None) -> None:
    assert lookup(tag, ["en", "zh", "zh-Hant"]) == available
