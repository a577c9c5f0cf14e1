"""A mail link opens the draft that was meant, in any program and any script."""

from urllib.parse import unquote

import pytest

from broadsheet_client.core.mailto import sanitised_mailto, share_mailto
from broadsheet_client.errors import ErrorCode
from broadsheet_shared.limits import MAILTO_MAX

LINK = "https://news.example/articles/ferry"


def read(uri: str) -> tuple[list[str], dict[str, str]]:
    """Parse a mailto URI as a mail program does."""
    assert uri.startswith("mailto:")
    path, _, query = uri.removeprefix("mailto:").partition("?")
    fields = dict(part.split("=", 1) for part in query.split("&")) if query else {}
    to = [unquote(address) for address in path.split(",")] if path else []
    return to, {name: unquote(value) for name, value in fields.items()}


def test_it_holds_note_headline_and_link() -> None:
    uri = share_mailto(headline="The ferry sails", link=LINK, note="Look:\nagain", to=["ana@friends.example"])
    to, fields = read(uri)
    assert to == ["ana@friends.example"]
    assert fields == {
        "subject": "The ferry sails",
        "body": f"Look:\r\nagain\r\n\r\nThe ferry sails\r\n{LINK}",
    }
    assert "%0D%0A" in uri


@pytest.mark.parametrize(
    "headline", ['A & B + C % D ? E # F " G', "100%20off", "轮渡复航", "a=b&cc=spy@x.example"]
)
def test_every_character_of_a_headline_arrives(headline: str) -> None:
    to, fields = read(share_mailto(headline=headline, link=LINK))
    assert to == []
    assert fields["subject"] == headline
    assert set(fields) == {"subject", "body"}


def test_a_link_with_escapes_of_its_own_stays_the_link() -> None:
    _, fields = read(share_mailto(headline="x", link="https://news.example/a%20b?c=%26"))
    assert fields["body"].endswith("https://news.example/a%20b?c=%26")


@pytest.mark.parametrize(
    ("note", "headline"),
    [
        ("好" * 500, "轮渡复航"),
        ("Привет " * 100, "Паром"),
        ("x" * 5_000, "y" * 5_000),
        ("", "好" * 2_000),
        ("👩‍👩‍👧‍👦" * 200, "Family"),
    ],
)
def test_however_long_it_is_it_fits_and_the_link_is_whole(note: str, headline: str) -> None:
    uri = share_mailto(headline=headline, link=LINK, note=note)
    assert len(uri) <= MAILTO_MAX
    _, fields = read(uri)
    assert fields["body"].endswith(f"\r\n{LINK}")
    assert "…" in fields["body"]
    assert len(uri) > MAILTO_MAX - 120


def test_a_family_is_not_torn_apart() -> None:
    family = "👩‍👩‍👧‍👦"
    _, fields = read(share_mailto(headline="x", link=LINK, note=family * 200))
    note = fields["body"].partition("…")[0]
    assert set(note.split(family)) == {""}


def test_no_recipient_leaves_no_empty_one_behind() -> None:
    uri = share_mailto(headline="x", link=LINK, to=["", "  ", "ana@friends.example"])
    assert uri.startswith("mailto:ana@friends.example?")
    assert share_mailto(headline="x", link=LINK, to=[" "]).startswith("mailto:?subject=")


def test_an_international_address_goes_out_in_ascii() -> None:
    to, _ = read(share_mailto(headline="x", link=LINK, to=["ana@münchen.example"]))
    assert to == ["ana@xn--mnchen-3ya.example"]


@pytest.mark.parametrize("address", ["ana", "ana@x.example\r\nBcc: spy@x.example", "a@x.example,b@x.example"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError):
        share_mailto(headline="x", link=LINK, to=[address])


def test_a_link_that_cannot_fit_says_what_to_do() -> None:
    with pytest.raises(ValueError, match=ErrorCode.LINK_TOO_LONG):
        share_mailto(headline="x", link=f"https://news.example/{'a' * 2_000}")


@pytest.mark.parametrize(
    ("values", "opened"),
    [
        (
            "a@x.example?subject=Hi%20you&body=9%25%0D%0Aoff",
            "a@x.example?subject=Hi%20you&body=9%25%0D%0Aoff",
        ),
        ("a@x.example", "a@x.example"),
        ("a@x.example?subject=Hi you", "a@x.example?subject=Hi%20you"),
        ("?to=a@x.example,b@x.example&amp;subject=Hi", "a@x.example,b@x.example?subject=Hi"),
        ("a@x.example?attach=/etc/passwd&bcc=spy@x.example&subject=Hi", "a@x.example?subject=Hi"),
        ("a@x.example?subject=a%0D%0ABcc:%20b@x.example", "a@x.example?subject=a%20Bcc%3A%20b%40x.example"),
    ],
)
def test_a_mail_link_of_an_article_is_opened_as_it_was_meant(values: str, opened: str) -> None:
    assert sanitised_mailto(f"MAILTO:{values}") == f"mailto:{opened}"
    assert sanitised_mailto(f"mailto:{opened}") == f"mailto:{opened}"


@pytest.mark.parametrize(
    "values", ["https://x.example", "mailto:", "mailto:?attach=/etc/passwd", "mailto:nobody"]
)
def test_a_mail_link_to_nobody_is_refused(values: str) -> None:
    with pytest.raises(ValueError):
        sanitised_mailto(values)


def test_a_mail_link_with_a_book_in_it_is_cut() -> None:
    opened = sanitised_mailto(f"mailto:ana@x.example?body={'%E5%A5%BD' * 1_000}")
    assert len(opened) <= MAILTO_MAX
    assert read(opened)[1]["body"].endswith("…")
