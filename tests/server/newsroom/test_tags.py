"""Which tags and authors are the same."""

import pytest
from sqlmodel import select

from broadsheet_server.models.articles import ArticleAuthor, ArticleTag
from broadsheet_server.models.taxonomy import Author, Tag
from broadsheet_server.newsroom.concepts import concept_of
from broadsheet_server.newsroom.drafts import DraftAuthor, DraftTag
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import TagKind
from tests.builders import publish

MEDIATOPIC = "http://cv.iptc.org/newscodes/mediatopic/"


def topic(label: str, **changes: object) -> DraftTag:
    return DraftTag(label, TagKind.TOPIC, **changes)  # type: ignore[arg-type]


def tags(database: Database) -> dict[str, str]:
    with database.read() as session:
        return dict(session.exec(select(Tag.slug, Tag.label)).all())


def test_two_agencies_with_one_code_do_not_share_a_person(database: Database) -> None:
    for name in ("Ana Brook", "Tomas Hale"):
        for scheme in (None, "people"):
            publish(database, tags=[DraftTag(name, TagKind.PERSON, scheme=scheme, code="7")])
    assert sorted(tags(database).values()) == ["Ana Brook", "Ana Brook", "Tomas Hale", "Tomas Hale"]
    with database.read() as session:
        linked = session.exec(select(Tag.label).join(ArticleTag).order_by(ArticleTag.article_id)).all()  # type: ignore[arg-type]
    assert linked == ["Ana Brook", "Ana Brook", "Tomas Hale", "Tomas Hale"]


def test_what_has_one_slug_is_not_one_tag(database: Database) -> None:
    labels = ["C", "C++", "C#", "Öl", "Ol", "A股", "A站"]
    publish(database, tags=[topic(label) for label in labels])
    publish(database, headline="Two", tags=[topic(label) for label in reversed(labels)])
    known = tags(database)
    assert sorted(known.values()) == sorted(labels)
    assert {known["c"], known["c-2"], known["c-3"]} == {"C", "C++", "C#"}
    assert {known["ol"], known["ol-2"]} == {"Öl", "Ol"}


def test_case_width_and_spaces_make_no_second_tag_and_the_first_label_stays(database: Database) -> None:
    for label in ("Harbour Trust", "harbour  trust", "ＨＡＲＢＯＵＲ TRUST"):
        publish(database, headline=label, tags=[topic(label)])
    assert tags(database) == {"harbour-trust": "Harbour Trust"}


def test_a_concept_is_one_tag_however_it_is_written(database: Database) -> None:
    spellings = [
        topic("Economy", scheme=MEDIATOPIC, code="04000000"),
        topic("Wirtschaft", scheme="medtop", code="04000000"),
        topic("economy", scheme=None, code="medtop:04000000"),
        topic("Economy", scheme="https://cv.iptc.org/newscodes/mediatopic", code="04000000"),
    ]
    for number, tag in enumerate(spellings):
        publish(database, headline=str(number), tags=[tag])
    assert list(tags(database).values()) == ["Economy"]
    with database.read() as session:
        assert session.exec(select(Tag.same_as)).one() == [f"{MEDIATOPIC}04000000"]


def test_two_vocabularies_have_two_tags_until_an_editor_merges_them(database: Database) -> None:
    publish(database, tags=[topic("Rowing", scheme="http://a.example/sport/", code="1")])
    publish(database, headline="Two", tags=[topic("Rowing", scheme="http://b.example/sport/", code="1")])
    publish(database, headline="Three", tags=[topic("Rowing")])
    assert tags(database) == {"rowing": "Rowing", "rowing-2": "Rowing", "rowing-3": "Rowing"}


def test_an_article_names_a_thing_once_and_keeps_all_that_is_known_of_it(database: Database) -> None:
    publish(
        database,
        tags=[
            topic("rowing"),
            topic("Rowing", scheme=MEDIATOPIC, code="15000"),
            topic("Rowing", scheme="http://www.wikidata.org/entity/", code="Q159354"),
        ],
    )
    with database.read() as session:
        tag = session.exec(select(Tag)).one()
    assert tag.label == "rowing"
    assert tag.same_as == [f"{MEDIATOPIC}15000", "http://www.wikidata.org/entity/Q159354"]


def test_two_people_of_one_name_stay_two_where_their_source_says_so(database: Database) -> None:
    people = [DraftTag("John Smith", TagKind.PERSON, scheme="people", code=code) for code in ("7", "9")]
    publish(database, tags=people)
    assert len(tags(database)) == 2


def test_what_is_learnt_later_of_a_tag_is_added(database: Database) -> None:
    publish(database, tags=[topic("Crane")])
    publish(database, headline="Two", tags=[topic("Crane", same_as=("wd:Q178692", "not a uri"))])
    with database.read() as session:
        assert session.exec(select(Tag.same_as)).one() == ["http://www.wikidata.org/entity/Q178692"]


def test_a_code_of_a_source_names_one_author_and_that_of_another_source_another(database: Database) -> None:
    ana, tomas = DraftAuthor("Ana Brook", code="7"), DraftAuthor("Tomas Hale", code="7")
    publish(database, authors=[ana], source_name="A")
    publish(database, headline="Two", authors=[tomas], source_name="B")
    publish(database, headline="Three", authors=[DraftAuthor("Ana M. Brook", code="7")], source_name="A")
    with database.read() as session:
        assert session.exec(select(Author.name)).all() == ["Ana Brook", "Tomas Hale"]
        assert len(session.exec(select(ArticleAuthor)).all()) == 3


def test_without_a_source_a_code_says_nothing_of_an_author(database: Database) -> None:
    for name in ("Ana Brook", "Tomas Hale", "ANA BROOK"):
        publish(database, headline=name, authors=[DraftAuthor(name, code="7")])
    with database.read() as session:
        assert sorted(session.exec(select(Author.slug))) == ["ana-brook", "tomas-hale"]


def test_a_code_of_any_length_and_letters_is_taken_and_odd_uris_are_left_out(database: Database) -> None:
    odd = ("http://a.example/" + "x" * 2_000, "http://a.example/\x00", "ftp://a.example/1")
    tag = topic("Crane", scheme="s\x00c", code="7\x00" * 900, same_as=odd)
    publish(database, tags=[tag], authors=[DraftAuthor("Ana", code="\x007")], reference_source="A\x00")
    with database.read() as session:
        assert session.exec(select(Tag.same_as)).one() == []


def test_two_authors_with_one_slug_have_pages_of_their_own(database: Database) -> None:
    published = publish(database, authors=[DraftAuthor("Jörg Öl"), DraftAuthor("Jorg Ol")])
    assert published.outcome == "created"
    with database.read() as session:
        assert sorted(session.exec(select(Author.slug))) == ["jorg-ol", "jorg-ol-2"]


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("medtop:20000002", (MEDIATOPIC, "20000002")),
        ("http://cv.iptc.org/newscodes/mediatopic/20000002", (MEDIATOPIC, "20000002")),
        ("wd:Q42", ("http://www.wikidata.org/entity/", "Q42")),
        ("https://www.wikidata.org/wiki/Q42", ("http://www.wikidata.org/entity/", "Q42")),
        ("http://a.example/sport#1", ("http://a.example/sport#", "1")),
        ("7", None),
        ("sport:7", None),
        ("http://a.example/", None),
        ("", None),
    ],
)
def test_a_concept_has_a_scheme_and_a_code(text: str, concept: tuple[str, str] | None) -> None:
    assert concept_of(text) == concept
