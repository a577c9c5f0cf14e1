"""From bytes to text."""

import re

import pytest

from broadsheet_server.ingest.text_encoding import UnreadableTextError, decode

CHINESE = "电车明年三月底重新过河，市议会周三通过了修桥方案。"


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"", "", "UTF-8"),
        ("café".encode(), "café", "UTF-8"),
        (b"\xef\xbb\xbfx", "x", "UTF-8"),
        (CHINESE.encode("utf-16"), CHINESE, "UTF-16"),
        ("Trams return".encode("utf-16-be"), "Trams return", "UTF-16"),
        (CHINESE.encode("utf-32"), CHINESE, "UTF-32"),
        (CHINESE.encode("gb18030"), CHINESE, "GB18030"),
        (f"headline: {CHINESE} and English".encode("gb18030"), f"headline: {CHINESE} and English", "GB18030"),
        ("Un été à l’île, déjà".encode("windows-1252"), "Un été à l’île, déjà", "Windows-1252"),
    ],
)
def test_the_encoding_is_recognised(data: bytes, text: str, encoding: str) -> None:
    assert decode(data) == (text, encoding)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff\xfe\x00", "It says that it is UTF-16, but the bytes at position 2 are not."),
        (b"\xff\xfea\x00\x00\xd8", "It says that it is UTF-16, but the bytes at position 4 are not."),
        (b"\x89PNG\r\n\x1a\n\x00\xff\xff\xff", "It is not UTF-8 (the byte at position 0 cannot be)"),
        (b"ab" + bytes(range(128, 256)), "It is not UTF-8 (the byte at position 2 cannot be)"),
    ],
)
def test_what_is_no_text_is_refused_with_the_place_where_it_is_none(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableTextError, match=re.escape(reason)):
        decode(data)
