"""Images of other servers, for programs that use the API."""

import pytest

from broadsheet_server.newsroom.drafts import DraftImage
from broadsheet_server.settings import Settings
from broadsheet_server.storage.database import Database
from tests.builders import publish
from tests.server.schema.api import Api

REMOTE = "https://pictures.example/crane.jpg"
IMAGES = """{ articles { nodes {
    bodyHtml leadImage { id url alt caption renditions { url } } images { url }
} } }"""


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """Nothing here depends on the database."""
    return sqlite_store


@pytest.fixture(autouse=True)
def article(database: Database) -> None:
    """An article of an agency, whose images are the agency's."""
    image = DraftImage("A crane", "image/jpeg", 40, 30, url=REMOTE, caption="The crane.")
    publish(database, body_html=f'<p>See <img src="{REMOTE}" alt="a hook"></p>', images=(image,))


class TestShown:
    """By default."""

    def test_addresses_are_passed_on(self, api: Api) -> None:
        answer = api.post(IMAGES).text
        assert answer.count("pictures.example") == 4


class TestWithheld:
    """With the setting off."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """A publication that shows no images of other servers."""
        return settings.model_copy(update={"remote_images": False})

    def test_no_address_leaves_and_the_words_do(self, api: Api) -> None:
        [article] = api.ask(IMAGES)["articles"]["nodes"]
        image = article["leadImage"]
        assert article["bodyHtml"] == "<p>See [a hook]</p>"
        assert (image["alt"], image["caption"]) == ("A crane", "The crane.")
        assert {image["url"], article["images"][0]["url"], image["renditions"][0]["url"]} == {
            "https://news.example/media/withheld"
        }

    def test_nor_does_one_leave_by_the_id_of_an_image(self, api: Api) -> None:
        [article] = api.ask(IMAGES)["articles"]["nodes"]
        node = "query ($id: ID!) { node(id: $id) { ... on Image { url alt } } }"
        image = api.ask(node, id=article["leadImage"]["id"])["node"]
        assert image == {"url": "https://news.example/media/withheld", "alt": "A crane"}
