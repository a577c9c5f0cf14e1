"""Who a request comes from, behind proxies and without."""

from ipaddress import ip_network

import pytest

from broadsheet_server.transport.client_addresses import UNKNOWN, ClientAddresses, household

PROXIES = ClientAddresses([ip_network("127.0.0.0/8"), ip_network("10.0.0.0/8"), ip_network("::1/128")])


def client(peer: str | None, **headers: str) -> str:
    named = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return PROXIES.of({"client": None if peer is None else (peer, 1), "headers": named})


def test_without_a_proxy_it_is_the_peer_whatever_it_says() -> None:
    assert client("203.0.113.7") == "203.0.113.7"
    assert client("203.0.113.7", x_forwarded_for="8.8.8.8", forwarded="for=8.8.8.8") == "203.0.113.7"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("8.8.8.8, 203.0.113.7", "203.0.113.7"),
        ("8.8.8.8, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        ("203.0.113.7:4711", "203.0.113.7"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("10.0.0.3, 10.0.0.2", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_behind_a_proxy_it_is_the_last_one_that_is_no_proxy(header: str, expected: str) -> None:
    assert client("127.0.0.1", x_forwarded_for=header) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("for=203.0.113.7;proto=https;by=10.0.0.1", "203.0.113.7"),
        ('for=8.8.8.8, For="[2001:db8:cafe::17]:4711"', "2001:db8:cafe::17"),
        ('for="203.0.113.7:80", for=10.0.0.2', "203.0.113.7"),
        ("proto=https;for=203.0.113.7", "203.0.113.7"),
        ("for=unknown", "unknown"),
        ('for="_hidden"', "_hidden"),
    ],
)
def test_the_standard_header_says_it_before_the_other(header: str, expected: str) -> None:
    assert client("10.0.0.2", forwarded=header, x_forwarded_for="8.8.8.8") == expected


def test_who_comes_by_a_socket_file_is_named_by_the_proxy() -> None:
    assert client(None, x_forwarded_for="203.0.113.7") == "203.0.113.7"
    assert client(None) == UNKNOWN


def test_a_household_is_one_and_an_address_written_as_ipv6_is_itself() -> None:
    assert household("2001:db8::1") == household("2001:db8::ffff:2")
    assert household("2001:db8::1") != household("2001:db8:0:1::1")
    assert household("::ffff:192.0.2.1") == household("192.0.2.1")
    assert len(household("x" * 10_000)) == 100
