"""A stranger who chooses the address of a feed does not reach the publisher's own network."""

import asyncio
from ipaddress import ip_address, ip_network

import pytest

from broadsheet_server.fetching.addresses import checked_addresses, is_public
from broadsheet_server.fetching.errors import ForbiddenAddressError, UnreachableError

PRIVATE = (
    *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1"),
    *(
        "::1",
        "::",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "2001:db8::1",
        "2001::1",
        "3fff::1",
    ),
    *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1"),
    *("3fff::1", "5f00::1", "64:ff9b:1::1"),
)
PUBLIC = ["8.8.8.8", "93.184.216.34", "2606:4700::1", "2a00:1450::5", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_of_a_machine_or_network_of_ones_own_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "017700000001", "::1"])
def test_every_spelling_of_ones_own_machine_is_refused(host: str) -> None:
    with pytest.raises((ForbiddenAddressError, UnreachableError)):
        asyncio.run(checked_addresses(host, 80, []))


def test_the_refusal_says_which_setting_allows_the_network() -> None:
    with pytest.raises(ForbiddenAddressError, match=r"at 127\.0\.0\.1.*fetching\.allowed_networks"):
        asyncio.run(checked_addresses("127.0.0.1", 80, []))


def test_a_network_that_the_publisher_allows_is_asked() -> None:
    assert asyncio.run(checked_addresses("127.0.0.1", 80, [ip_network("127.0.0.0/8")])) == ["127.0.0.1"]


def test_a_host_that_does_not_exist_is_named() -> None:
    with pytest.raises(UnreachableError, match=r"nowhere\.invalid has no address"):
        asyncio.run(checked_addresses("nowhere.invalid", 80, []))
