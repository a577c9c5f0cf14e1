"""Sources say which articles are one story in several languages, and these find each other."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select

from broadsheet_server.changefeed import feed
from broadsheet_server.models.articles import Article
from broadsheet_server.models.translations import TranslationReferenceKind
from broadsheet_server.newsroom.drafts import DraftTranslation
from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.publish_result import PublishResult
from broadsheet_server.newsroom.release_follower import ReleaseFollower
from broadsheet_server.newsroom.revise import revise, revised_content
from broadsheet_server.newsroom.revisions import EditorialAct
from broadsheet_server.newsroom.withdraw import restore, withdraw
from broadsheet_server.storage.database import Database
from tests.builders import NOW, publish

KIND = TranslationReferenceKind
ADDRESS = "https://courier.example/"


def story(database: Database, language: str, *names: str, **changes: Any) -> PublishResult:
    """The story in a language, known by its language; `names` are what it is said to be a translation of."""
    said = tuple(DraftTranslation(ADDRESS + name, KIND.URL) for name in names)
    ordinary = {
        "slug": f"crane-{language}",
        "translations": said,
        "canonical_url": ADDRESS + language,
        "external_reference": language,
    }
    return publish(database, language=language, **{**ordinary, **changes})


def translations(database: Database, slug: str) -> list[str]:
    """The slugs of an article's translations, public or not."""
    with database.read() as session:
        group = session.exec(select(Article.translation_group).where(Article.slug == slug)).one()
        same = select(Article.slug).where(col(Article.translation_group) == group, Article.slug != slug)
        return sorted(session.exec(same)) if group else []


def told(database: Database, after: int) -> list[UUID]:
    """The articles of the changes after one."""
    with database.read() as session:
        return [change.article_id for change in feed.changes_after(session, after, 50)]


def test_a_page_that_calls_itself_a_translation_of_another_source_is_believed_once_that_one_says_so(
    database: Database,
) -> None:
    story(database, "en", source_name="Courier")
    stranger = story(database, "zh", "en", source_name="Elsewhere", headline="渡轮")
    assert "until both name each other" in " ".join(stranger.notes)
    assert translations(database, "crane-en") == []
    story(database, "en", "zh", source_name="Courier", headline="The crane, revised")
    assert translations(database, "crane-en") == ["crane-zh"]


def test_nor_is_it_believed_where_it_was_here_before_the_article(database: Database) -> None:
    story(database, "zh", "en", source_name="Elsewhere", headline="渡轮")
    story(database, "en", source_name="Courier")
    assert translations(database, "crane-en") == []


@pytest.mark.parametrize("order", [("en", "zh", "de"), ("de", "zh", "en"), ("zh", "en", "de")])
def test_articles_find_each_other_whichever_comes_first(database: Database, order: tuple[str, ...]) -> None:
    said = {"en": (), "zh": ("en",), "de": ("zh",)}
    for language in order:
        story(database, language, *said[language])
    assert translations(database, "crane-en") == ["crane-de", "crane-zh"]
    assert translations(database, "crane-zh") == ["crane-de", "crane-en"]


@pytest.mark.parametrize(
    "said",
    [
        DraftTranslation("en", KIND.REFERENCE),
        DraftTranslation("crane-en", KIND.SLUG),
        DraftTranslation("http://www.courier.example/en/?utm_source=x", KIND.URL),
    ],
)
def test_an_article_is_named_by_reference_slug_or_address(database: Database, said: DraftTranslation) -> None:
    story(database, "zh", translations=(said,))
    story(database, "en")
    assert translations(database, "crane-en") == ["crane-zh"]


def test_articles_with_one_key_of_one_source_belong_together(database: Database) -> None:
    for language, source in (("en", "A"), ("zh", "A"), ("de", "B")):
        story(database, language, translations=(DraftTranslation("crane", KIND.KEY, source),))
    assert translations(database, "crane-en") == ["crane-zh"]
    assert translations(database, "crane-de") == []


def test_a_language_is_in_a_story_once_and_the_import_says_so(database: Database) -> None:
    story(database, "en")
    story(database, "zh", "en")
    second = story(
        database, "zh", "en", slug=None, headline="Another", canonical_url=None, external_reference="2"
    )
    assert second.notes == ("not linked as a translation of “crane-en”: zh is there already",)
    assert translations(database, "crane-en") == ["crane-zh"]


def test_whose_translations_come_and_go_is_told_of(database: Database) -> None:
    english = story(database, "en")
    chinese = story(database, "zh", "en")
    assert english.sequence is not None
    assert told(database, english.sequence) == [chinese.article_id, english.article_id]

    with database.write() as session:
        gone = withdraw(session, chinese.article_id, now=NOW)
    assert told(database, gone - 1) == [chinese.article_id, english.article_id]
    with database.write() as session:
        back = restore(session, chinese.article_id, now=NOW)
    assert told(database, back - 1) == [chinese.article_id, english.article_id]


def test_a_translation_under_embargo_is_told_of_when_it_is_released(database: Database) -> None:
    english = story(database, "en")
    until = NOW + timedelta(hours=1)
    chinese = story(database, "zh", "en", embargoed_until=until)
    assert english.sequence is not None
    assert told(database, english.sequence) == [chinese.article_id]

    ReleaseFollower(database).step(until)
    assert told(database, english.sequence + 1) == [chinese.article_id, english.article_id]


def test_what_an_editor_takes_apart_stays_apart_though_its_source_says_the_same_again(
    database: Database, tmp_path: Path
) -> None:
    story(database, "en")
    chinese = story(database, "zh", "en")
    with database.write() as session:
        article = session.get_one(Article, chinese.article_id)
        changes = {"translation_of": None}
        content = revised_content(session, article, changes, media=MediaFolder(tmp_path), now=NOW)
        revise(
            *(session, article.id, content),
            expected_revision=1,
            is_minor=False,
            act=EditorialAct("desk"),
            now=NOW,
            changes=changes,
        )
    assert translations(database, "crane-zh") == []
    story(database, "zh", "en")
    story(database, "zh", "en", summary="Said anew.")
    assert translations(database, "crane-zh") == []


def test_an_article_whose_language_its_story_has_already_leaves_it_with_a_warning(database: Database) -> None:
    story(database, "en")
    story(database, "zh", "en")
    changed = story(database, "en", slug="crane-zh", canonical_url=ADDRESS + "zh", external_reference="zh")
    assert changed.slug == "crane-zh"
    [warning] = changed.warnings
    assert warning.startswith("It leaves its translations: “crane-en” is this story in the language en")
    assert translations(database, "crane-en") == []
