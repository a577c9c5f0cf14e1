"""The link that opens the reader's own mail program."""

from urllib.parse import parse_qs, unquote

from hypothesis import given
from hypothesis import strategies as some

from broadsheet_server.web.mailto import mailto_link
from broadsheet_shared.limits import MAILTO_MAX

ADDRESS = "https://news.example/articles/crane"


def _fields(link: str) -> dict[str, str]:
    assert link.startswith("mailto:?")
    fields = parse_qs(link.partition("?")[2], strict_parsing=True, keep_blank_values=True)
    return {name: "\n".join(values) for name, values in fields.items()}


def test_the_mail_names_headline_summary_and_address() -> None:
    link = mailto_link("Tea & sympathy = 100%?", "A cup.", ADDRESS, "The Courier", "en")
    assert _fields(link) == {
        "subject": "Tea & sympathy = 100%?",
        "body": "\r\n\r\n".join(
            [
                "I thought this might interest you:",
                "Tea & sympathy = 100%?",
                "A cup.",
                ADDRESS,
                "From The Courier",
            ]
        ),
    }
    assert "%0D%0A" in link
    assert "+" not in link


def test_a_chinese_mail_is_in_chinese() -> None:
    link = mailto_link("港口起重机退役", None, ADDRESS, "信使报", "zh-Hans")
    assert "我想你会对这篇文章感兴趣" in unquote(link)
    assert "来自信使报" in unquote(link)


def test_what_does_not_fit_is_left_out_in_whole() -> None:
    link = mailto_link("Crane", "很长" * 500, ADDRESS, "The Courier", "en")
    assert "很长" not in unquote(link)
    assert _fields(link)["subject"] == "Crane"
    long = _fields(mailto_link("字" * 900, "很长" * 500, ADDRESS, "The Courier", "en"))
    assert long["subject"].endswith("…")
    assert ADDRESS in long["body"]


@given(some.text(max_size=1_200), some.none() | some.text(max_size=3_000))
def test_every_link_is_short_and_whole(headline: str, summary: str | None) -> None:
    link = mailto_link(headline, summary, ADDRESS, "The Courier", "zh-Hans")
    assert len(link) <= MAILTO_MAX
    assert link.isascii()
    fields = _fields(link)
    assert set(fields) == {"subject", "body"}
    assert ADDRESS in fields["body"]
    assert not set(fields["subject"]) & set("\r\n\0")
