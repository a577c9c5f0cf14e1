"""The content hash tells whether a reader would see a difference."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from broadsheet_server.models.articles import ArticleFields
from broadsheet_server.newsroom.article_content import ArticleContent, validated_content
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftCorrection, DraftImage, DraftTag
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_shared.vocabulary import TagKind
from tests.builders import NOW, PUBLISHED_AT, draft
from tests.pictures import png

IMAGE = DraftImage(
    "A crane", "image/png", 4, 3, url="https://courier.example/a.png", caption="Monday", credit="M. Tan"
)
WHOLE: dict[str, Any] = {
    "canonical_url": "https://courier.example/a",
    "authors": (DraftAuthor("Tomas Hale"),),
    "tags": (DraftTag("Bridges", TagKind.TOPIC),),
    "images": (IMAGE,),
    "corrections": (DraftCorrection("It is 46 tonnes.", PUBLISHED_AT),),
    "embargoed_until": datetime(2024, 10, 12, 8, tzinfo=timezone(timedelta(hours=2))),
    "expires_at": datetime(2030, 1, 1, tzinfo=UTC),
    "copyright_notice": "© 2024 The Courier",
    "source_name": "Courier",
    "source_url": "https://courier.example/",
}


def content(**changes: Any) -> ArticleContent:
    return validated_content(draft(**changes), media=MediaFolder(Path("unused")), now=NOW)


def test_the_hash_of_a_stored_article_never_changes() -> None:
    """Else the next import of an archive would revise every article in it."""
    assert content().content_hash() == "4bf89e0418a08888b79c414059fe30fd6364196d0d7cd6b07f99358d09ba69e2"
    assert (
        content(**WHOLE).content_hash() == "170d5b009163e4b225e70cf789b9904897c13d3dc76192c6c59cfb1e81164b49"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"headline": "Another"},
        {"summary": None},
        {"byline": None},
        {"language": "en-GB"},
        {"section_path": "city/harbour"},
        {"body_html": "<p>Another.</p>"},
        {"authors": (DraftAuthor("Tom Hale", "tomas-hale"),)},
        {"tags": (DraftTag("Bridges", TagKind.PLACE),)},
        {"images": ()},
        {"corrections": ()},
        {"canonical_url": None},
        {"published_at": NOW},
        {"embargoed_until": None},
        {"expires_at": None},
        {"copyright_notice": None},
        {"source_name": None},
        {"source_url": None},
    ],
)
def test_what_a_reader_sees_changes_the_hash(change: dict[str, Any]) -> None:
    assert content(**WHOLE | change).content_hash() != content(**WHOLE).content_hash()


def test_a_newer_field_changes_the_hash_only_of_articles_that_have_it() -> None:
    class Fields(ArticleFields):
        kicker: str | None = None

    def hashed(kicker: str | None) -> str:
        plain = content()
        with_field = Fields(**plain.fields.model_dump(), kicker=kicker)
        return replace(plain, fields=with_field).content_hash()

    assert hashed(None) == content().content_hash()
    assert len({hashed(None), hashed("Harbour"), hashed("Opinion")}) == 3


def test_a_picture_beside_the_text_is_shown_in_it_from_the_media_folder(tmp_path: Path) -> None:
    (tmp_path / "crane.png").write_bytes(png())
    (tmp_path / "no.png").write_bytes(b"no picture")
    files = {"crane.png": tmp_path / "crane.png", "no.png": tmp_path / "no.png"}
    markup = "<p>Up.</p><img src='crane.png' alt='Crane'><img src='no.png' alt='No'>"
    written = draft(body_html=markup, body_files=files, canonical_url="https://x.example/a")
    content = validated_content(written, media=MediaFolder(tmp_path / "media"), now=NOW)
    assert [name.partition(".")[2] for name in content.body_files] == ["png"]
    assert f'<img src="/media/{content.body_files[0]}" alt="Crane"' in content.body_html
    assert any("no.png" in note for note in content.notes)
