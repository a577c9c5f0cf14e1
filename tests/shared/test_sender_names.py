"""A sharer's name is a name in any script, and no advertisement."""

import pytest

from broadsheet_shared.links import GENERIC_DOMAINS, LinkFinder
from broadsheet_shared.sender_names import NameFault, name_fault

LINKS = LinkFinder(GENERIC_DOMAINS)

NAMES = [
    "María José O'Neill",
    "J. R. R. Tolkien",
    "李小龙",
    "Dr. med. Anna Müller-Lüdenscheidt",
    "St. John",
    "山田 太郎",
    "محمد بن سلمان",
    "Ελένη Παπαδοπούλου",
    "Мария Ивановна",
    "서울이",
    "Louis XIV",
    "Anna 1987",
    "Ada (Berlin)",
    "Tom & Anna",
    "Ada 😀",
    "Ada 👨‍👩‍👧👍🏽",
    "O’Brien-ʻOkina",
]


@pytest.mark.parametrize("name", NAMES)
def test_people_may_be_called_what_they_are_called(name: str) -> None:
    assert name_fault(name, LINKS) is None


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("Ada <ada@x>", NameFault.FORBIDDEN_CHARACTER),
        ("buy at casino.com", NameFault.LINK),
        ("Ｃａｓｉｎｏ．ｃｏｍ", NameFault.LINK),
        ("Call 0800 123", NameFault.NUMBER),
        ("加微信 ８８８８８", NameFault.NUMBER),
        ("اتصل ٠٨٠٠١", NameFault.NUMBER),
        ("WIN ①②③④⑤", NameFault.NUMBER),
        ("win $$$", NameFault.SYMBOLS),
        ("SALE!!!", NameFault.SYMBOLS),
        ("😀😀😀", NameFault.SYMBOLS),
        ("Сourier", NameFault.MIXED_SCRIPTS),
        ("Αda", NameFault.MIXED_SCRIPTS),
    ],
)
def test_an_advertisement_is_no_name(name: str, fault: NameFault) -> None:
    assert name_fault(name, LINKS) is fault
