"""An image that cannot be used is left out, and the article comes in."""

import io
import struct
from pathlib import Path

import orjson
import pytest

from broadsheet_server.ingest import ninjs
from broadsheet_server.ingest.parse_results import ImportDefaults, ParsedItem
from tests.pictures import png


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
def test_a_width_that_cannot_be_leaves_the_image_out(tmp_path: Path, width: object) -> None:
    parsed = imported(
        tmp_path, href="https://a.example/a.png", contentType="image/png", width=width, height=3
    )
    assert parsed.draft.images == ()
    assert any(note.startswith("image left out: ") for note in parsed.notes)


def test_a_file_that_claims_four_milliard_pixels_is_left_out(tmp_path: Path) -> None:
    data = png()
    (tmp_path / "a.png").write_bytes(data[:16] + struct.pack(">II", 2**32 - 1, 3) + data[24:])
    parsed = imported(tmp_path, href="a.png")
    assert parsed.draft.images == ()
    assert parsed.notes == ("image left out: “a.png”: The image has more than 30,000 pixels on a side.",)
