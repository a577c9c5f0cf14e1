"""What a person may type into "Email this to your friend", and what is said about the rest."""

import pytest

from broadsheet_server.sharing.address_hash import AddressHasher
from broadsheet_server.sharing.user_errors import ShareArticleErrorCode, ShareArticleUserError
from broadsheet_server.sharing.validation import (
    Recipient,
    check_idempotency_key,
    check_note,
    check_recipients,
    check_sender_name,
)

PUBLICATION = "The Vallmere Courier"

NOT_ADDRESSES = [
    "",
    "friend",
    "friend@",
    "a@example.net, b@example.net",
    "Ada <a@example.net>",
    "a@[127.0.0.1]",
    "a@localhost",
    "a@example.net\r\nBcc: b@example.net",
    "a@example.net\0",
    "a b@example.net",
    '"john doe"@example.net',
    f"{'a' * 65}@example.net",
    f"a@{'b' * 250}.net",
    "a@x>\r\nRCPT TO:<v@example.net",
    "a\ud800@example.net",
    "a@example..net",
    "=?UTF-8?Q?=0A?=@example.net",
]


def checked(*texts: str) -> tuple[list[Recipient], list[ShareArticleUserError]]:
    return check_recipients(texts, AddressHasher(b"secret"), sender="share@courier.example")


@pytest.mark.parametrize("text", NOT_ADDRESSES)
def test_what_is_not_one_address_is_refused_with_its_place(text: str) -> None:
    (recipient,), (error,) = checked("friend@example.net", text)
    assert recipient.mailbox == "friend@example.net"
    assert error.code is ShareArticleErrorCode.INVALID_ADDRESS
    assert error.path == ("to", "1")
    assert error.message.encode()


def test_an_address_that_only_newer_mail_servers_know_is_named_as_such() -> None:
    _, (error,) = checked("用户@example.net")
    assert error.code is ShareArticleErrorCode.ADDRESS_NOT_SUPPORTED


def test_an_international_domain_goes_on_the_wire_in_ascii() -> None:
    (recipient,), _ = checked("u@例子.test")
    assert (recipient.mailbox, recipient.masked_address) == ("u@xn--fsqu00a.test", "u…@例子.test")


def test_unusual_but_right_addresses_are_delivered_as_typed() -> None:
    recipients, errors = checked("Plus+Tag@EXAMPLE.net", "o'neil@example.net")
    assert [recipient.mailbox for recipient in recipients] == ["Plus+Tag@example.net", "o'neil@example.net"]
    assert errors == []


@pytest.mark.parametrize("twin", ["friend@example.net", "FRIEND@Example.NET", "friend+news@example.net"])
def test_the_same_recipient_twice_is_noticed(twin: str) -> None:
    _, (error,) = checked("friend@example.net", twin)
    assert (error.code, error.path) == (ShareArticleErrorCode.DUPLICATE_RECIPIENT, ("to", "1"))


def test_the_newspaper_does_not_write_to_itself() -> None:
    _, (error,) = checked("Share@courier.example")
    assert error.code is ShareArticleErrorCode.INVALID_ADDRESS


def test_one_to_five_recipients_at_a_time() -> None:
    six = [f"friend{number}@example.net" for number in range(6)]
    assert [error.code for error in checked(*six)[1]] == [ShareArticleErrorCode.TOO_MANY_RECIPIENTS]
    assert [error.code for error in checked()[1]] == [ShareArticleErrorCode.NO_RECIPIENTS]
    assert len(checked(*six[:5])[0]) == 5


HIDDEN_LINKS = [
    "evil。com",
    "evil｡com/buy",
    "evil。COM 很好",
    "例子。中国",
    "пример.com",
    "example.香港",
    "example.台灣",
    "example.みんな",
    "example.ไทย",
    "उदाहरण.भारत",
    "παράδειγμα.ευ",
    "evil[.]com",
    "evil (dot) com",
    "//evil/x",
    "\\\\evil\\share",
    "http:evil",
    "see [::1]",
    "[2001:db8:0:0:0:0:0:1]",
]


@pytest.mark.parametrize(
    "name",
    [
        "Ｅvil。com",
        "Casino.Example",
        "X.Com",
        "bit.ly",
        *(link for link in HIDDEN_LINKS if not set("/\\:").intersection(link)),
        "",
        " \u200b\u202e ",
        "Ada\nBcc: everyone",
        "Ada\u2028Lovelace",
        "Ada <ada@example.net>",
        '"Ada"',
        "win: now",
        "a,b",
        "a;b",
        "a\\b",
        "casino.example",
        "www.casino.example",
        "A" * 61,
        "Call 0800 123456",
        "win $$$",
        "Vallmere Courier",
        "Аda",
    ],
)
def test_a_name_that_is_none_is_refused(name: str) -> None:
    _, (error,) = check_sender_name(name, PUBLICATION)
    assert (error.code, error.path) == (ShareArticleErrorCode.INVALID_NAME, ("senderName",))


@pytest.mark.parametrize(
    "name",
    [
        "Ada Lovelace",
        "J. R. R. Tolkien",
        "J.R.R.Tolkien",
        "A.Smith",
        "A.Li",
        "Dr.Who",
        "St.John",
        "St.John-Mollusc",
        "O’Neil-Smith",
        "王小明",
        "عمر",
        "A" * 60,
    ],
)
def test_names_of_people_are_names(name: str) -> None:
    assert check_sender_name(f" {name} ", PUBLICATION) == (name, [])


@pytest.mark.parametrize(
    "note",
    [
        *HIDDEN_LINKS,
        "see http://spam.example",
        "see HTTPS://spam.example/x",
        "hxxp://spam.example",
        "go to www.spam",
        "buy at x.example/buy",
        "spam.example",
        "try casino.COM now",
        "write to me@spam.example",
        "mailto:someone",
        "spam\u200b.example",
        "spam.\u202eexample",
        "ｗｗｗ．ｓｐａｍ．ｃｏｍ",
        "例子.中国 很好",
        "例子.com",
        "пример.рф",
        "xn--fsqu00a.xn--0zwm56d",
        "192.168.1.1/buy",
        "a.b.spam.example:8080",
    ],
)
def test_a_note_with_a_link_is_refused_and_the_link_is_named(note: str) -> None:
    _, (error,) = check_note(note)
    assert (error.code, error.path) == (ShareArticleErrorCode.LINK_IN_NOTE, ("note",))


@pytest.mark.parametrize(
    "note",
    [
        "I read it at 10.30 a.m. and it cost 3.50, e.g. here. So good...",
        "看看这篇文章。很好!真的",
        "他说。今天很好",
        "他说。OK。很好",
        "我看了。中国的桥很长。",
        "很好.真的",
        "Привет.Как дела?",
        "مقال رائع.اقرأه الآن",
        "and/or 24//7, at [10:30:00], C:\\ and note: this",
        "Version 2.0, the U.S. and Mr. Smith: “wow”. (Really?)",
        "مقال رائع. اقرأه الآن",
        "😀 👨‍👩‍👧 ok",
        "{{ 7 * 7 }} <script>alert(1)</script> {name}",
        "1\n2\n3\n4\n5\n6\n7\n8\n9\n10",
        "x" * 500,
    ],
)
def test_an_ordinary_note_is_taken(note: str) -> None:
    assert check_note(note) == (note, [])


@pytest.mark.parametrize("note", ["x" * 501, "\n".join("12345678901"), "y" * 100_000, "a." * 5_000])
def test_a_note_too_long_is_not_cut_but_refused(note: str) -> None:
    kept, (error,) = check_note(note)
    assert (kept, error.code) == (None, ShareArticleErrorCode.NOTE_TOO_LONG)


@pytest.mark.parametrize("key", ["", "a b", "k" * 129, "schlüssel", "a\0b", "a\nb"])
def test_a_share_needs_a_key_that_programs_can_repeat(key: str) -> None:
    (error,) = check_idempotency_key(key)
    assert error.code is ShareArticleErrorCode.INVALID_KEY
