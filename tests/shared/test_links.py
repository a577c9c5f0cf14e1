"""Only what is likely a link is taken for one, on the server and in the reader alike."""

import pytest

from broadsheet_server.sharing.link_detection import find_link, link_finder
from broadsheet_shared.links import GENERIC_DOMAINS, LinkFinder
from tests.growth import slow_length

READER = LinkFinder(GENERIC_DOMAINS)

ORDINARY = [
    "I use node.js and Next.js",
    "am 3.Mai um 10.30",
    "in St.Mary's church",
    "you like it, i.e.too, e.g.this",
    "written in ASP.NET, or VB.NET",
    "that is the end.Start again",
    "that is the end.It was good",
    "from 10.am to 10.30.pm",
    "we sat in room 5.at the back, section 4.in print",
    "Yes.In the end it was",
    "OK.Is it true?",
    "Bonjour.Je pense à toi",
    "Dr.Ma and Sen.Kim, Mr.No",
    "at 9 a.m.to 5 p.m.in the U.S.A",
    "a Ph.D.in physics, z.B.in Ulm",
    "A.Li and J.R.R.Tolkien",
    "Yahoo! has it",
    "version 1.2.3.4, v2.0.1, Chrome 120.0.6099.71",
    "connect the dots, the dot com boom",
    "data: this; note:this; time 10:30",
    "and/or 24//7",
    "wait…Is it",
    "很好。AI 也很好",
    "他说。OK。很好",
    "Привет.Как дела?",
]
LINKS = [
    "http://evil",
    "https:evil",
    "www.x.y",
    "bit.ly",
    "bit.ly/abc",
    "example.com",
    "example。com",
    "例子。com",
    "sub.example.co.uk",
    "1.2.3.4/buy",
    "1.2.3.4:8080",
    "看evil.com吧",
    "شاهدevil.comالآن",
    "example dot com/buy",
    "evil[.]com",
    "evil (dot) com",
    "EVIL.NET",
    "ASP.NET/x",
    "Evil.Com is nice",
    "the end.It/buy now",
    "casino.It",
    "Casino.Today we",
    "t.me/spam",
    "a.t.me/spam",
    "x.com",
    "163.com",
    "10.cn",
    "me@evil.net",
    "evil.com-",
    "evil.com。",
    "пример.рф",
    "mailto:x",
    "tel:+4912345",
]
PATTERNS = [
    *("a", "a.", "a.it ", "a.it.It a", "a.com-", "1.", "://", "a+", "www.", "[:", "a dot b", "\u0301", " "),
    *("。AI", "//"),
]


@pytest.mark.parametrize("text", ORDINARY)
def test_what_people_write_without_a_blank_is_no_link(text: str) -> None:
    assert find_link(text) is None
    assert READER.find(text) is None


@pytest.mark.parametrize("text", LINKS)
def test_what_a_mail_program_makes_a_link_of_is_one_wherever_it_stands(text: str) -> None:
    for note in (text, f"see {text}", f"你看 {text}", f"Look:\n{text}\nsoon"):
        assert find_link(note) is not None, note


def test_the_reader_finds_nothing_that_the_server_would_take() -> None:
    found = [text for text in (*ORDINARY, *LINKS) if READER.find(text)]
    assert len(found) > len(LINKS) / 2
    assert all(READER.find(text) == find_link(text) for text in found)


def test_a_link_is_named_with_its_word_and_not_with_a_whole_text_without_blanks() -> None:
    assert find_link("Go to (evil.com/buy), now") == "(evil.com/buy),"
    long = find_link("看看这个很好的" * 40 + "evil.com/abc" + "很好" * 40)
    assert long is not None
    assert "evil.com" in long
    assert len(long) <= 80


@pytest.mark.parametrize("finder", [READER, link_finder()], ids=["reader", "server"])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_looking_for_links_takes_time_by_the_length(finder: LinkFinder, pattern: str) -> None:
    def look(text: str) -> None:
        assert finder.find(text + " ") is None or text

    assert slow_length(look, pattern) is None
