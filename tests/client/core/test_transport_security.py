"""A key that others on the network can read is told."""

import pytest

from broadsheet_client.core.transport_security import sends_key_in_clear


@pytest.mark.parametrize(
    "server", ["http://news.example", "http://10.0.0.7:8000", "http://localhost.example"]
)
def test_plain_http_to_another_host_shows_the_key(server: str) -> None:
    assert sends_key_in_clear(server, "a-key")
    assert not sends_key_in_clear(server, None)


@pytest.mark.parametrize(
    "server", ["https://news.example", "http://127.0.0.1:8000", "http://[::1]:8000", "http://localhost"]
)
def test_encrypted_or_on_this_computer_it_does_not(server: str) -> None:
    assert not sends_key_in_clear(server, "a-key")
