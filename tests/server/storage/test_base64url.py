"""Bytes as text for links, in one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet_server.storage import base64url


@given(st.binary(max_size=40))
def test_bytes_come_back_from_text_that_needs_no_escaping(data: bytes) -> None:
    text = base64url.encode(data)

    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert base64url.decode(text) == data


@given(st.text(max_size=12))
def test_no_bytes_have_two_spellings(text: str) -> None:
    try:
        data = base64url.decode(text)
    except ValueError:
        return
    assert base64url.encode(data) == text


@pytest.mark.parametrize("text", ["_w==", "_w=", "_x", "/w", "_w\n", " _w", "_", "é"])
def test_other_spellings_are_refused(text: str) -> None:
    assert base64url.decode("_w") == b"\xff"
    with pytest.raises(ValueError):
        base64url.decode(text)
