"""Nobody sends mail under the newspaper's name."""

import pytest

from broadsheet_server.sharing.impersonation import poses_as
from broadsheet_server.sharing.user_errors import ShareArticleErrorCode
from tests.server.sharing.share_fixtures import SharingFixture

COURIER = "The Vallmere Courier"


@pytest.mark.parametrize(
    ("name", "publication"),
    [
        (COURIER, COURIER),
        ("THE VALLMERE COURIER", COURIER),
        ("Vallmere Courier", COURIER),
        ("Vallmere-Courier", COURIER),
        ("Thé Vallmère Cöurier", COURIER),
        ("Ｖａｌｌｍｅｒｅ Ｃｏｕｒｉｅｒ", COURIER),
        ("𝐓𝐡𝐞 𝐕𝐚𝐥𝐥𝐦𝐞𝐫𝐞 𝐂𝐨𝐮𝐫𝐢𝐞𝐫", COURIER),
        ("T h e Vallmere Courier", COURIER),
        ("Valmere Courier", COURIER),
        ("The Vallmere Courier Newsroom", COURIER),
        ("Ada via The Vallmere Courier", COURIER),
        ("Post Redaktion", "Post"),
        ("港口日报编辑部", "港口日报"),
        ("《港口日报》", "港口日报"),
        ("صحيفة المرفأ", "المرفأ"),
    ],
)
def test_a_name_that_reads_as_the_newspapers_is_known(name: str, publication: str) -> None:
    assert poses_as(name, publication)


@pytest.mark.parametrize(
    ("name", "publication"),
    [
        ("Ada Lovelace", COURIER),
        ("Courier", COURIER),
        ("Emily Post", "Post"),
        ("Pierre Lemonde", "Le Monde"),
        ("Anna Zeitler", "Die Zeit"),
        ("李港口", "港口日报"),
        ("...", COURIER),
        ("Ada", ""),
    ],
)
def test_people_whose_names_have_a_word_of_it_are_themselves(name: str, publication: str) -> None:
    assert not poses_as(name, publication)


def test_a_share_in_the_newspapers_name_is_refused_in_words(sharing: SharingFixture) -> None:
    (error,) = sharing.errors(sender_name="Vallmere Courier")
    assert (error.code, error.path) == (ShareArticleErrorCode.INVALID_NAME, ("senderName",))
    assert error.message == "Your name cannot be that of The Vallmere Courier. Please give your own."
