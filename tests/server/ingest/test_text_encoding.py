"""From bytes to text."""

import re

import pytest

from broadsheet_server.ingest.text_encoding import UnreadableTextError, decode

CHINESE = "电车明年三月底重新过河，市议会周三通过了修桥方案。"
TRADITIONAL = "電車明年三月底重新過河，市議會週三通過了修橋方案。"
NAMES = "本报记者沈若岚、林霁报道"
GERMAN = "Größere Schäden an der Straße zum Hafen gab es nach Angaben der Feuerwehr nicht."
RUSSIAN = "Мэр города представил план ремонта театра, который закрыт с прошлого лета."
GREEK = "Ο δήμαρχος παρουσίασε χθες το σχέδιο ανακαίνισης του θεάτρου."
KOREAN = "시장은 어제 지난여름부터 문을 닫은 극장의 보수 계획을 발표했다."
JAPANESE = "市長は昨日、昨夏から閉鎖されている劇場の改修計画を発表した。"


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
        (NAMES.encode("gb18030"), NAMES, "GB18030"),
        (CHINESE.encode("utf-16-le"), CHINESE, "UTF-16"),
        (CHINESE.encode("utf-16-be"), CHINESE, "UTF-16"),
        (TRADITIONAL.encode("big5"), TRADITIONAL, "Big5"),
        (TRADITIONAL.encode("gb18030"), TRADITIONAL, "GB18030"),
        ("Un été à l’île, déjà".encode("windows-1252"), "Un été à l’île, déjà", "Windows-1252"),
        (GERMAN.encode("windows-1252"), GERMAN, "Windows-1252"),
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


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "windows-1251"),
        ("Погода", "windows-1251"),  # as GB18030, two of three characters are frequent
        (RUSSIAN, "koi8-r"),
        (GREEK, "windows-1253"),
        (KOREAN, "euc-kr"),
        (JAPANESE, "euc-jp"),
        (JAPANESE, "shift-jis"),
    ],
)
def test_what_would_only_be_guessed_is_refused(text: str, encoding: str) -> None:
    with pytest.raises(UnreadableTextError, match="no other encoding could be recognised"):
        decode(text.encode(encoding))


def test_japanese_of_mail_systems_is_no_ascii() -> None:
    assert decode("古いクレーン".encode("iso2022_jp")) == ("古いクレーン", "ISO-2022-JP")
