"""An image that cannot be used is left out, and the article comes in."""

import io
from pathlib import Path

import orjson
import pytest

from broadsheet_server.ingest import ninjs
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem
from broadsheet_server.newsroom.draft_images import stored_images
from broadsheet_server.newsroom.media_folder import MediaFolder
from tests.pictures import png_claiming


def imported(folder: Path, **rendition: object) -> ParsedItem:
    """The article of an item with one image."""
    item = {
        "uri": "urn:news:1",
        "headline": "Crane lifts off",
        "body_html": "<p>It flew.</p>",
        "associations": [{"name": "main", "type": "picture", "renditions": [rendition]}],
    }
    [parsed] = ninjs.parse(io.BytesIO(orjson.dumps(item)), ImportDefaults(folder=folder, language="en"))
    assert isinstance(parsed, ParsedItem), parsed
    return parsed


@pytest.mark.parametrize("width", [99_999_999_999, 2**31, 30_001, "9" * 5_000, "wide", -1])
def test_an_image_of_a_width_that_cannot_be_is_never_linked(tmp_path: Path, width: object) -> None:
    parsed = imported(
        tmp_path, href="https://a.example/a.png", contentType="image/png", width=width, height=3
    )
    images, notes = stored_images(parsed.draft.images, MediaFolder(tmp_path), {})
    assert images == ()
    assert any(note.startswith("image left out: ") for note in notes)


def test_a_file_that_claims_four_milliard_pixels_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png_claiming(2**31 - 1, 3))
    parsed = imported(tmp_path, href="a.png")
    assert parsed.draft.images == ()
    assert parsed.notes == ("image left out: “a.png”: The image has more than 100 million pixels.",)
