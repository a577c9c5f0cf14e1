"""What a source may deliver, at its limits, and what it is told."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from broadsheet_server.newsroom import validation
from broadsheet_server.newsroom.validation import RejectedDraftError
from tests.builders import NOW, draft

TEN_YEARS = timedelta(days=3653)


@pytest.mark.parametrize(
    ("field", "length"),
    [
        ("headline", 1_000),
        ("summary", 20_000),
        ("byline", 4_000),
        ("copyright_notice", 4_000),
        ("source_name", 4_000),
    ],
)
def test_a_text_may_be_so_long_and_no_longer(field: str, length: int) -> None:
    fields = validation.validated_fields(draft(**{field: "x" * length}), NOW)
    assert len(getattr(fields, field)) == length
    with pytest.raises(
        RejectedDraftError, match=f"{length + 1:,} characters; at most {length:,} are"
    ) as told:
        validation.validated_fields(draft(**{field: "x" * (length + 1)}), NOW)
    assert told.value.field == field


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("headline", "headline"),
        ("copyright_notice", "copyright notice"),
        ("source_name", "source's name"),
    ],
)
def test_a_sender_is_told_which_text_is_too_long(field: str, label: str) -> None:
    with pytest.raises(RejectedDraftError, match=f"^The {label} has 30,000 characters"):
        validation.validated_fields(draft(**{field: "x" * 30_000}), NOW)


def test_a_text_comes_out_on_one_line_without_control_characters() -> None:
    fields = validation.validated_fields(draft(summary=" It\x00 is\n\n 46\ttonnes. ", byline=" \n "), NOW)
    assert (fields.summary, fields.byline) == ("It is 46 tonnes.", None)


def test_spaces_that_do_not_break_and_wide_ones_stay() -> None:
    text = "Ferry\u00a0: 12\u202f000\u00a0€,\u2009\u3000首相"
    assert validation.single_line(f"\u00a0 {text}\u2028 \t\n\u00a0x \u3000", "headline") == f"{text} \u00a0x"
    assert validation.single_line("\u00a0\u3000", "headline") is None


@pytest.mark.parametrize(
    ("tag", "canonical"),
    [("en", "en"), ("EN-gb", "en-GB"), ("zh-hans-cn", "zh-Hans-CN"), ("zh_Hant", "zh-Hant")],
)
def test_a_language_tag_comes_out_in_canonical_case(tag: str, canonical: str) -> None:
    assert validation.validated_fields(draft(language=tag), NOW).language == canonical


@pytest.mark.parametrize("tag", ["", "klingon!", "English (British)", "e", "en-" + "x" * 40])
def test_what_is_no_language_tag_is_refused(tag: str) -> None:
    with pytest.raises(RejectedDraftError, match="is not a BCP 47 tag") as told:
        validation.validated_fields(draft(language=tag), NOW)
    assert told.value.field == "language"


@pytest.mark.parametrize("field", ["canonical_url", "source_url"])
def test_a_url_is_an_absolute_one_of_the_web(field: str) -> None:
    for url in ("https://courier.example", "HTTP://courier.example/a?b=c#d", " https://x.example/é "):
        assert getattr(validation.validated_fields(draft(**{field: url}), NOW), field) == url.strip()
    for missing in ("", None):
        assert getattr(validation.validated_fields(draft(**{field: missing}), NOW), field) is None
    for url in ("courier.example", "ftp://x.example", "https://", "https:///a", "https://x.example/a b"):
        with pytest.raises(RejectedDraftError, match="is not a web address") as told:
            validation.validated_fields(draft(**{field: url}), NOW)
        assert told.value.field == field


def test_a_url_may_be_4000_characters_long() -> None:
    url = "https://x.example/".ljust(4_000, "a")
    assert validation.web_url(url, "canonical_url") == url
    with pytest.raises(RejectedDraftError, match="is not a web address"):
        validation.web_url(url + "a", "canonical_url")


@pytest.mark.parametrize(
    "date", [datetime(1000, 1, 1, tzinfo=UTC), NOW + TEN_YEARS, datetime(2024, 1, 1, tzinfo=UTC)]
)
def test_a_plausible_date_is_taken_in_utc(date: datetime) -> None:
    given = date.astimezone(timezone(timedelta(hours=2)))
    taken = validation.utc_datetime(given, "published_at", NOW)
    assert taken == date
    assert taken.tzinfo is UTC


@pytest.mark.parametrize(
    ("date", "reason"),
    [
        (datetime(999, 12, 31, 23, 59, tzinfo=UTC), "must lie between the year 1000 and 2034-10-13"),
        (NOW + TEN_YEARS + timedelta(seconds=1), "cannot be meant"),
        (datetime(2024, 1, 1), "The expiry date 2024-01-01T00:00:00 has no time zone"),  # noqa: DTZ001
    ],
)
def test_an_implausible_date_is_refused(date: datetime, reason: str) -> None:
    with pytest.raises(RejectedDraftError, match=reason) as told:
        validation.validated_fields(draft(expires_at=date), NOW)
    assert told.value.field == "expires_at"


def test_a_body_may_be_so_large_and_no_larger() -> None:
    assert len(validation.body("x" * validation.BODY_MAX)) == 3_000_000
    with pytest.raises(RejectedDraftError, match="3,000,001 characters; at most 3,000,000 are taken"):
        validation.body("x" * (validation.BODY_MAX + 1))


def test_an_article_may_have_200_tags() -> None:
    validation.check_count((0,) * 200, "tags", "tags")
    with pytest.raises(RejectedDraftError, match="It has 201 tags; at most 200 are taken"):
        validation.check_count((0,) * 201, "tags", "tags")


def test_a_value_is_quoted_by_its_beginning() -> None:
    assert validation.excerpt("One\nline\x00") == "One line"
    assert validation.excerpt("x" * 80) == "x" * 80
    assert validation.excerpt("x" * 81) == "x" * 79 + "…"


def test_quotation_marks_of_windows_in_the_places_of_control_characters_are_read_as_such() -> None:
    assert validation.single_line("It\x92s \x93open\x94\x85 \x81", "headline") == "It’s “open”…"
