"""Whatever an editor does, the next reader is answered what the executor reads in the store."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from broadsheet_server.execution.answers import AnswerCache
from broadsheet_server.newsroom.delete import delete_article
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftContributor, DraftImage, DraftTag
from broadsheet_server.newsroom.revisions import EditorialAct
from broadsheet_server.newsroom.withdraw import Withdrawal
from broadsheet_server.reading.global_ids import global_id, uuid_of
from broadsheet_server.storage.database import Database
from broadsheet_server.transport.cached_answers import CachedAnswers
from broadsheet_shared.vocabulary import ContributorRole, Scope, TagKind
from tests.builders import NOW, publish
from tests.server.schema.api import Api
from tests.server.schema.editing import done, with_key

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()
CARD = "slug headline section { path name } authors { name } tags { label } leadImage { alt credit }"
ARTICLE = f"""{CARD} revision breadcrumb {{ label url }} sources {{ name }} images {{ id alt }}
    contributors {{ author {{ name }} }} translations {{ slug headline language }}"""
QUESTIONS = (
    *(f'article(by: {{slug: "{slug}"}}) {{ {ARTICLE} }}' for slug in ("rain", "pluie")),
    f'article(by: {{slug: "rain"}}) {{ related(first: 3) {{ nodes {{ {CARD} }} }} }}',
    'article(by: {externalReference: "urn:again"}) { slug }',
    *(
        f"""section(path: "{path}") {{ path name description parent {{ name }}
            ancestors {{ name }} articles(first: 2) {{ nodes {{ {CARD} }}
            totalCount {{ value }} pageInfo {{ endCursor }} }} }}"""
        for path in ("city", "abroad", "abroad/river")
    ),
    'tag(slug: "tide") { label articles { nodes { slug } } }',
    f'author(slug: "ann-wu") {{ name articles {{ nodes {{ {CARD} }} }} }}',
    'articles(where: {section: "city"}) { nodes { slug } }',
    'articles(where: {tag: "water", section: "city"}) { nodes { headline } totalCount { value } }',
    'articles(where: {author: "li-wei", not: {tag: "tide"}}) { nodes { headline } }',
    f"articles(first: 10) {{ nodes {{ {CARD} translations {{ slug }} }} }}",
)
OF_THE_TREE = "sections { path name children { path name } }"
"""Beside it nobody keeps the tree of sections."""
NUMBERED = [f"q{number}: {text}" for number, text in enumerate(QUESTIONS)]
TOGETHER = [f"{{ {' '.join(NUMBERED[start : start + 3])} }}" for start in range(0, len(NUMBERED), 3)]
"""Several in a document, as many as one plan takes."""


class Desk:
    """An editor, and the sources that send articles."""

    def __init__(self, editor: Api, database: Database) -> None:
        self.editor, self.database = editor, database
        image = DraftImage("Rain", "image/png", 4, 3, url="https://pictures.example/rain.png")
        people = {
            "authors": (DraftAuthor("Li Wei"),),
            "contributors": (DraftContributor(DraftAuthor("Ann Wu"), ContributorRole.PHOTOGRAPHER),),
        }
        tags = (DraftTag("Tide", TagKind.TOPIC), DraftTag("Water", TagKind.TOPIC))
        self.rain = self._sent("rain", section_path="city/river", tags=tags[:1], images=(image,), **people)
        self.ferry = self._sent("ferry", section_path="world", tags=tags[1:], authors=people["authors"])
        self.pluie = self._sent("pluie", section_path="city", language="fr", tags=tags[:1])

    def _sent(self, slug: str, **values: Any) -> str:
        """The id of an article that a source has sent."""
        published = publish(
            self.database, slug=slug, headline=slug.title(), external_reference=f"urn:{slug}", **values
        )
        return global_id("Article", published.article_id)

    def _revised(self, article: str, **changes: Any) -> None:
        edited = self.editor.ask("query ($id: ID!) { editedArticle(id: $id) { revision } }", id=article)
        revision = edited["editedArticle"]["revision"]
        done(self.editor, "reviseArticle", article=article, expectedRevision=revision, changes=changes)

    def _ids(self, query: str) -> list[str]:
        """The ids in the only list below an article."""
        [found] = self.editor.ask(query)["article"].values()
        return [each["id"] for each in found]

    def edits(self) -> Iterator[str]:
        """Do one thing after the other, and say what it was."""
        yield from self._edits_of_translations()
        yield from self._edits_of_images_and_sources()
        yield from self._edits_of_names()
        yield from self._edits_of_sections()
        yield from self._takedowns()

    def _edits_of_translations(self) -> Iterator[str]:
        self._revised(self.pluie, translationOf=self.rain)
        yield "an article becomes a translation"
        self._revised(self.pluie, headline="Il pleut")
        yield "a translation has another headline"
        self._sent("regen", language="de", translation_of=uuid_of("Article", self.rain))
        yield "another translation is published"
        self._revised(self.pluie, language="da")
        yield "a translation has another language, and so another place"
        self._revised(self.pluie, embargoedUntil=TOMORROW)
        yield "a translation goes under an embargo"
        self._revised(self.pluie, embargoedUntil=None)
        yield "a translation comes back"
        done(self.editor, "withdrawArticle", article=self.pluie)
        yield "a translation is withdrawn"
        done(self.editor, "restoreArticle", article=self.pluie)
        yield "a translation is restored"
        self._revised(self.pluie, translationOf=None)
        yield "an article is no translation any more"

    def _edits_of_images_and_sources(self) -> Iterator[str]:
        [image] = self._ids('{ article(by: {slug: "rain"}) { images { id } } }')
        done(self.editor, "updateImage", article=self.rain, image={"id": image}, alt="Heavy rain")
        yield "an image has other words"
        [image] = self._ids('{ article(by: {slug: "rain"}) { images { id } } }')
        done(self.editor, "removeImage", article=self.rain, image={"id": image})
        yield "an image is removed"
        story = {"headline": "Told twice", "body_html": f"<p>{'word ' * 30}</p>"}
        publish(self.database, source_name="A", canonical_url="https://a.example/told", **story)
        yield "a source sends an article"
        publish(self.database, source_name="B", **story)
        yield "another source has the same story"
        publish(
            *(self.database,),
            source_name="A",
            canonical_url="https://a.example/told",
            external_reference="urn:again",
            **story,
        )
        yield "its source sends it again, under a reference"

    def _edits_of_names(self) -> Iterator[str]:
        [tide] = self._ids('{ article(by: {slug: "rain"}) { tags { id } } }')
        [water] = self._ids('{ article(by: {slug: "ferry"}) { tags { id } } }')
        [author] = self._ids('{ article(by: {slug: "ferry"}) { authors { id } } }')
        found = self.editor.ask('{ article(by: {slug: "rain"}) { contributors { author { id } } } }')
        photographer = found["article"]["contributors"][-1]["author"]["id"]
        done(self.editor, "renameTag", tag=tide, label="Tides")
        yield "a tag is renamed"
        done(self.editor, "renameAuthor", author=photographer, name="Ann Wu-Lee")
        yield "somebody who has only contributed is renamed"
        done(self.editor, "mergeTags", tag=tide, into=water)
        yield "tags are merged"
        done(self.editor, "mergeAuthors", author=photographer, into=author)
        yield "authors are merged"
        done(self.editor, "pinRelated", article=self.rain, related=[self.ferry, self.pluie])
        yield "articles are pinned"

    def _edits_of_sections(self) -> Iterator[str]:
        done(self.editor, "createSection", path="far", name="Far")
        yield "a section is new"
        done(self.editor, "moveSection", path="far", newPath="abroad")
        yield "a section without articles is moved"
        done(self.editor, "updateSection", path="city", description="All of the city.")
        yield "a section has a description"
        done(self.editor, "updateSection", path="city", name="Our City")
        yield "a section above is renamed"
        done(self.editor, "moveSection", path="city/river", newPath="abroad/river")
        yield "a section is moved under another"
        done(self.editor, "moveSection", path="world", newPath="city/world")
        yield "a section of the top is moved"
        done(self.editor, "removeSection", path="abroad/river", into="city")
        yield "a section is removed"

    def _takedowns(self) -> Iterator[str]:
        done(self.editor, "withdrawArticle", article=self.ferry, kind="GONE", note="It was not so.")
        yield "a related article is withdrawn"
        done(self.editor, "restoreArticle", article=self.ferry)
        yield "a related article is restored"
        article_id = uuid_of("Article", self.ferry)
        assert article_id is not None
        with self.database.write() as session:
            act = EditorialAct("the command line")
            delete_article(session, article_id, now=NOW, withdrawal=Withdrawal(), act=act)
        yield "a related article is deleted for good"


@pytest.fixture
def client(app: Starlette, cache: AnswerCache) -> Iterator[TestClient]:
    """The server with known answers in front; on PostgreSQL it looks for changes at every request."""
    with TestClient(CachedAnswers(app, cache, 0.0)) as client:
        yield client


@pytest.mark.slow
def test_after_every_edit_every_known_answer_is_what_the_executor_says(
    client: TestClient, database: Database, cache: AnswerCache
) -> None:
    editor = with_key(Api(client), database, Scope.EDIT)
    reader, friend = Api(client), with_key(Api(client), database, Scope.SHARE)  # whose answers nobody keeps
    desk = Desk(editor, database)
    asked = [f"{{ {text} }}" for text in (*QUESTIONS, OF_THE_TREE)]
    for number in range(3):  # from the second time on by a plan, which knows what it shows and keeps it
        publish(database, headline=f"News {number}")
        for query in (*asked, *TOGETHER):
            reader.post(query)
            friend.post(query)
    for number, what in enumerate(desk.edits()):
        new = f"# a document that was never asked: {number}"
        executed = values(reader, (*(f"{each}{new}" for each in TOGETHER), f"{{ {OF_THE_TREE} }}{new}"))
        assert values(reader, asked) == executed, what
        for _ in range(2):  # lists are kept the second time
            assert values(friend, TOGETHER) == executed[:-1], what
    assert cache.hits > 0


def values(who: Api, documents: Iterable[str]) -> list[str]:
    """What is answered under each name, as JSON in the order of the answer."""
    return [json.dumps(value) for document in documents for value in who.ask(document).values()]
