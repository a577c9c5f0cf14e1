"""People type and paste the address of a paper as they have it; what it means is safe."""

import pytest

from broadsheet_client.core.server_address import AddressFault, InvalidAddressError, parse_server_address


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("news.example", "https://news.example"),
        ("  <https://News.Example/> ", "https://news.example"),
        ("news.example:8443", "https://news.example:8443"),
        ("https//news.example", "https://news.example"),
        ("https:/news.example", "https://news.example"),
        ("ｈｔｔｐｓ：／／news。example", "https://news.example"),
        ("晨报.example", "https://晨报.example"),
        ("https://news.example/graphql", "https://news.example"),
        ("https://news.example/articles/a-bridge-opens?from=mail#photo", "https://news.example"),
        ("news.example/sections/world/asia", "https://news.example"),
        ("news.example/feed.xml", "https://news.example"),
        ("https://city.example/paper/articles/a", "https://city.example/paper"),
        ("localhost:8080", "http://localhost:8080"),
        ("127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("192.168.1.20:8080", "http://192.168.1.20:8080"),
        ("[::1]:8080", "http://[::1]:8080"),
        ("newsroom.local", "http://newsroom.local"),
        ("https://localhost:8443", "https://localhost:8443"),
        ("https://https://news.example", "https://news.example"),
        ("https:// news.example", "https://news.example"),
        ("//news.example:", "https://news.example"),
        ("https://news.example.:443/", "https://news.example"),
    ],
)
def test_a_person_who_types_or_pastes_an_address_reaches_its_server(typed: str, first: str) -> None:
    address = parse_server_address(typed)
    assert address.candidates[0] == first
    assert not address.is_unprotected


def test_a_page_of_unknown_kind_is_tried_as_the_server_and_then_without_its_path() -> None:
    address = parse_server_address("https://news.example/about/us")
    assert address.candidates == ("https://news.example/about/us", "https://news.example")


@pytest.mark.parametrize("typed", ["http://news.example", "HTTP://8.8.8.8:80/graphql"])
def test_plain_http_to_a_public_server_is_marked_and_can_be_protected(typed: str) -> None:
    address = parse_server_address(typed)
    assert address.is_unprotected
    assert address.protected.candidates[0].startswith("https://")
    assert not address.protected.is_unprotected


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", AddressFault.EMPTY),
        (" \n", AddressFault.EMPTY),
        ("ftp://news.example", AddressFault.OTHER_SCHEME),
        ("javascript://x", AddressFault.OTHER_SCHEME),
        ("ana:secret@news.example", AddressFault.CREDENTIALS),
        ("https://", AddressFault.NOT_AN_ADDRESS),
        ("the harbour post", AddressFault.NOT_AN_ADDRESS),
        ("news..example", AddressFault.NOT_AN_ADDRESS),
        ("news.example:99999", AddressFault.NOT_AN_ADDRESS),
        ("news.example:0", AddressFault.NOT_AN_ADDRESS),
        ("[::1", AddressFault.NOT_AN_ADDRESS),
        ("a" * 70 + ".example", AddressFault.NOT_AN_ADDRESS),
    ],
)
def test_what_is_no_address_is_told_by_what_is_wrong(typed: str, fault: AddressFault) -> None:
    with pytest.raises(InvalidAddressError) as caught:
        parse_server_address(typed)
    assert caught.value.fault is fault
