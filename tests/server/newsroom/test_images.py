"""Images of articles: the same file may have another caption elsewhere."""

from pathlib import Path

import pytest
from sqlmodel import col, select

from broadsheet_server.models.articles import Article, ArticleImage
from broadsheet_server.models.images import Image, Rendition
from broadsheet_server.newsroom.article_content import validated_content
from broadsheet_server.newsroom.drafts import DraftImage
from broadsheet_server.newsroom.insert_batch import InsertBatch
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish import publish as publish_draft
from broadsheet_server.newsroom.publish_result import Outcome
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.storage.database import Database
from tests.builders import NOW, draft, publish
from tests.pictures import jpeg, png


@pytest.fixture
def crane(tmp_path: Path) -> DraftImage:
    file = tmp_path / "crane.png"
    file.write_bytes(png(4, 3))
    return DraftImage(
        "A crane", "image/png", 4, 3, file=file, caption="Monday", external_reference="tag:crane"
    )


def variant(image: DraftImage, **changes: object) -> DraftImage:
    fields = {name: getattr(image, name) for name in DraftImage.__slots__}
    return DraftImage(**{**fields, **changes})  # type: ignore[arg-type]


def test_the_first_image_leads(database: Database, crane: DraftImage, tmp_path: Path) -> None:
    second = variant(crane, caption="Tuesday", external_reference=None)
    publish(database, tmp_path / "media", images=(crane, second))
    with database.read() as session:
        links = session.exec(select(ArticleImage).order_by(col(ArticleImage.position))).all()
        assert session.exec(select(Article)).one().lead_image_id == links[0].image_id
        assert session.get_one(Image, links[0].image_id).caption == "Monday"
        locations = {rendition.location for rendition in session.exec(select(Rendition))}
        assert {(tmp_path / "media" / name).read_bytes() for name in locations} == {png(4, 3)}


def test_two_articles_share_an_image_and_its_words(
    database: Database, crane: DraftImage, tmp_path: Path
) -> None:
    publish(database, tmp_path, images=(crane,))
    publish(database, tmp_path, images=(crane,))
    with database.read() as session:
        assert len(session.exec(select(Image)).all()) == 1


def test_another_caption_elsewhere_changes_nothing_here(
    database: Database, crane: DraftImage, tmp_path: Path
) -> None:
    publish(database, tmp_path, external_reference="tag:a", images=(crane,))
    publish(database, tmp_path, external_reference="tag:b", images=(variant(crane, caption="Friday"),))
    again = publish(database, tmp_path, external_reference="tag:a", images=(crane,))
    revised = publish(
        database,
        tmp_path,
        external_reference="tag:b",
        images=(variant(crane, caption="Friday"),),
        headline="B",
    )
    assert (again.outcome, revised.outcome) == (Outcome.UNCHANGED, Outcome.UPDATED)
    with database.read() as session:
        captions = session.exec(select(Image.caption).order_by(col(Image.id))).all()
        assert captions == ["Monday", "Friday"]


def test_two_images_of_an_article_may_come_under_one_reference(
    database: Database, crane: DraftImage, tmp_path: Path
) -> None:
    publish(database, tmp_path, images=(crane, variant(crane, caption="Tuesday")))
    with database.read() as session:
        references = session.exec(select(Image.external_reference).order_by(col(Image.id))).all()
        assert references == ["tag:crane", None]


def test_a_new_image_under_the_same_name_is_a_change(
    database: Database, crane: DraftImage, tmp_path: Path
) -> None:
    publish(database, tmp_path / "media", external_reference="tag:a", images=(crane,))
    assert crane.file is not None
    crane.file.write_bytes(png(4, 3, shade=9))
    again = publish(database, tmp_path / "media", external_reference="tag:a", images=(crane,))
    assert again.outcome == Outcome.UPDATED


def test_an_image_that_is_missing_or_unsafe_is_left_out_and_the_article_comes(tmp_path: Path) -> None:
    text, cut = tmp_path / "x.png", tmp_path / "cut.jpg"
    text.write_text("no image")
    cut.write_bytes(jpeg(400, 300)[:-200])
    web = "https://x.example/a.png"
    for image, reason in (
        (DraftImage("a", file=tmp_path / "none.png"), "is not there"),
        (DraftImage("a", file=text), "not a PNG"),
        (DraftImage("a", file=cut), "damaged"),
        (DraftImage("a", "image/png", 1, 1, url="http://x.example/a.png"), "not at an https address"),
        (DraftImage("a", "image/png", 1, 1, url="https://[x/a.png"), "address"),
        (DraftImage("a", "image/png", 1, url=web), "the type or the size"),
        (DraftImage("a", "image/png", 1, 30_001, url=web), "more than 30,000 pixels on a side"),
    ):
        content = validated_content(draft(images=(image,)), media=MediaFolder(tmp_path), now=NOW)
        assert content.images == ()
        (note,) = content.notes
        assert reason in note


def test_an_image_is_a_file_or_an_address(database: Database, tmp_path: Path) -> None:
    with pytest.raises(RejectedDraftError, match="An image needs a file or an address"):
        publish(database, tmp_path, images=(DraftImage("a"),))


def test_a_revision_in_the_same_batch_may_bring_the_first_image(database: Database, tmp_path: Path) -> None:
    image = DraftImage("A crane", "image/png", 4, 3, url="https://courier.example/a.png")
    with database.write() as session:
        batch = InsertBatch(session)
        for images in ((), (image,)):
            article = draft(external_reference="tag:a", images=images)
            publish_draft(session, article, media=MediaFolder(tmp_path), now=NOW, batch=batch)
        batch.flush()
    with database.read() as session:
        assert session.exec(select(Article)).one().lead_image_id == session.exec(select(Image.id)).one()
