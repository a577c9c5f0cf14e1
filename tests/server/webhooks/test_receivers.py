"""An integrator is told at once of an address to which nothing can be posted."""

import asyncio
from ipaddress import ip_network

import pytest

from broadsheet_server.webhooks.receivers import ReceiverError, check_receiver

LOOPBACK = [ip_network("127.0.0.0/8")]


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "no web address"),
        ("news.example/hook", "no web address"),
        ("ftp://news.example/", "no web address"),
        ("https://news.example/a b", "no web address"),
        ("https://news.example:99999/", "no web address"),
        ("https://ada:secret@news.example/", "check the signature instead"),
        (f"https://news.example/{'x' * 2000}", "at most 2,000"),
        ("https://10.0.0.1/", "public internet"),
        ("https://169.254.169.254/latest/meta-data", "public internet"),
        ("https://[::1]/", "public internet"),
        ("https://[64:ff9b::7f00:1]/", "public internet"),
        ("http://93.184.216.34/", "https"),
    ],
)
def test_an_address_to_which_nothing_is_posted(url: str, reason: str) -> None:
    with pytest.raises(ReceiverError, match=reason):
        asyncio.run(check_receiver(url, LOOPBACK))


@pytest.mark.parametrize(
    "url", ["https://93.184.216.34/hook", "http://127.0.0.1:8000/hook", "https://127.0.0.1"]
)
def test_an_address_to_which_something_may_be_posted(url: str) -> None:
    asyncio.run(check_receiver(url, LOOPBACK))
