"""A publication that shows no images of other servers tells nobody about its readers."""

from importlib.resources import files

import pytest
from starlette.testclient import TestClient

from broadsheet_server.newsroom.drafts import DraftImage
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import publish

REMOTE = "https://pictures.example/crane.jpg"
BODY = f'''<p>See <img src="{REMOTE}?inline" alt="a hook">.</p>
<figure><img src="{REMOTE}?figure" alt="a rope"></figure>'''


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """Nothing here depends on the database."""
    return sqlite_store


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The setting is off."""
    return settings.model_copy(update={"remote_images": False})


@pytest.fixture
def slug(database: Database) -> str:
    """An article of an agency, whose images are the agency's."""
    image = DraftImage(
        "A crane at dusk", "image/jpeg", 40, 30, url=REMOTE, caption="The crane.", credit="Agency"
    )
    return publish(database, body_html=BODY, images=(image,)).slug


@pytest.mark.parametrize("page", ["/", "/sections/city", "/articles/{slug}"])
def test_no_page_names_a_server_of_somebody_else(visitor: TestClient, slug: str, page: str) -> None:
    answer = visitor.get(page.format(slug=slug))
    assert answer.status_code == 200
    assert "pictures.example" not in answer.text
    assert "img-src 'self';" in answer.headers["content-security-policy"]


def test_the_words_of_an_image_stay_on_the_page(visitor: TestClient, slug: str) -> None:
    page = visitor.get(f"/articles/{slug}").text
    for words in ("[A crane at dusk]", "The crane.", "Agency", "See [a hook].", "[a rope]"):
        assert words in page
    assert "<img" not in page


def test_the_address_that_stands_for_an_image_is_a_page_that_says_so(visitor: TestClient) -> None:
    assert visitor.get("/media/withheld").status_code == 404


def test_a_mail_has_no_images_whatever_the_setting() -> None:
    templates = files("broadsheet_server.sharing.mail") / "templates"
    assert "<img" not in (templates / "mail.html").read_text(encoding="utf-8")
