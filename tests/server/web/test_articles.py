"""The page that a friend's link opens."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from starlette.testclient import TestClient

from broadsheet_server.models.related import Related
from broadsheet_server.newsroom.drafts import (
    DraftAuthor,
    DraftContributor,
    DraftCorrection,
    DraftImage,
    DraftTag,
)
from broadsheet_server.newsroom.publish_result import PublishResult
from broadsheet_server.newsroom.withdraw import withdraw
from broadsheet_server.related.lists import Reason, RelatedEntry, pack_entries
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import ContributorRole, RelatedReasonKind, TagKind
from tests.builders import NOW, PUBLISHED_AT, publish
from tests.server.web.html_page import page

CRANE = "/articles/harbour-crane-lifts-its-last-load"


def _relate(database: Database, one: PublishResult, other: PublishResult, *reasons: Reason) -> None:
    with database.write() as session:
        packed = pack_entries([RelatedEntry(other.article_id, 0.9, reasons)])
        session.add(Related(article_id=one.article_id, version=1, **packed))


def test_a_friend_reads_the_article(visitor: TestClient, database: Database) -> None:
    publish(database)
    found = page(visitor.get(CRANE))
    assert found.one("h1").text == "Harbour crane lifts its last load"
    assert "The crane at Quay Nine retires." in found.text
    assert "By Tomas Hale" in found.text
    assert "It is 92 years old." in found.text
    times = {time["datetime"]: time.text for time in found.all("time")}
    assert times["2024-10-12T06:30:00Z"] == "12 October 2024, 06:30 UTC"


def test_the_breadcrumb_leads_home_through_the_sections(visitor: TestClient, database: Database) -> None:
    publish(database, section_path="world/asia", section_name="Asia")
    found = page(visitor.get(CRANE))
    way = [link for link in found.links if link in {"/", "/sections/world", "/sections/world/asia"}]
    assert way[-4:-1] == ["/", "/sections/world", "/sections/world/asia"]  # the imprint leads home, too


def test_every_article_bears_copyright_and_registration(visitor: TestClient, database: Database) -> None:
    publish(database)
    publish(database, headline="A bought-in story", copyright_notice="© 2024 A Wire")
    assert (
        "© 2026 The Courier Register No. 42" in page(visitor.get(CRANE)).one("footer", class_="imprint").text
    )
    assert (
        "© 2024 A Wire"
        in page(visitor.get("/articles/a-bought-in-story")).one("footer", class_="imprint").text
    )


def test_related_news_says_why_it_is_related(visitor: TestClient, database: Database) -> None:
    one, other = publish(database), publish(database, headline="Quay Nine to become a park")
    person = Reason(RelatedReasonKind.SHARED_PERSON, "Maud Ferreira", 0.5)
    _relate(database, one, other, Reason(RelatedReasonKind.FOLLOW_UP, None, 1), person)
    aside = page(visitor.get(CRANE)).one("section", class_="related")
    assert "Related News" in aside.text
    assert "Quay Nine to become a park" in aside.text
    assert "Later in this story · Also about Maud Ferreira" in aside.text


def test_a_page_asks_little_of_the_store(
    visitor: TestClient, database: Database, statements: list[str]
) -> None:
    one = publish(database, tags=tuple(DraftTag(f"Tag {number}", TagKind.TOPIC) for number in range(5)))
    others = [publish(database, headline=f"Story {number}") for number in range(12)]
    with database.write() as session:
        packed = pack_entries([RelatedEntry(other.article_id, 0.5) for other in others])
        session.add(Related(article_id=one.article_id, version=1, **packed))
    for address, allowed in ((CRANE, 3), ("/", 2), ("/sections/city", 2)):
        statements.clear()
        page(visitor.get(address))
        assert len(statements) == allowed, statements


def test_related_news_leaves_out_what_was_withdrawn(visitor: TestClient, database: Database) -> None:
    one, other = publish(database), publish(database, headline="Quay Nine to become a park")
    _relate(database, one, other)
    with database.write() as session:
        withdraw(session, other.article_id, now=NOW)
    assert "Nothing else in the newspaper" in page(visitor.get(CRANE)).one("section", class_="related").text


def test_the_picture_comes_with_its_words(visitor: TestClient, database: Database, tmp_path: Path) -> None:
    picture = DraftImage(
        alt="A crane", caption="The crane in May.", credit="Courier graphics", media_type="image/png",
        width=1200, height=675, url="https://pictures.example/crane.png",
    )  # fmt: skip
    publish(database, images=(picture,))
    found = page(visitor.get(CRANE))
    image = found.one("img")
    assert (image["alt"], image["width"], image["height"]) == ("A crane", "1200", "675")
    assert found.one("figcaption").text == "The crane in May. Courier graphics"
    assert found.meta("og:image") == "https://pictures.example/crane.png"


def test_the_dateline_stands_before_the_first_paragraph(visitor: TestClient, database: Database) -> None:
    publish(database, dateline="PORT ANSEL")
    text = page(visitor.get(CRANE)).one("article").text
    assert text.index("min read") < text.index("PORT ANSEL") < text.index("The old crane")
    publish(database, slug="elsewhere", headline="Elsewhere")
    assert "dateline" not in visitor.get("/articles/elsewhere").text


def test_corrections_and_tags_are_shown(visitor: TestClient, database: Database) -> None:
    note = DraftCorrection("An earlier version gave the crane’s age as 29.", PUBLISHED_AT + timedelta(days=1))
    publish(database, corrections=(note,), tags=(DraftTag("Cranes", TagKind.TOPIC),))
    found = page(visitor.get(CRANE))
    assert "13 October 2024 An earlier version gave" in found.one("section", class_="corrections").text
    assert "Cranes" in found.one("div", class_="tags").text


def test_a_chinese_article_is_set_in_chinese(visitor: TestClient, database: Database) -> None:
    publish(
        database, headline="港口起重机退役", slug="qizhongji", language="zh-Hans", byline="本报记者 沈若岚"
    )
    found = page(visitor.get("/articles/qizhongji"))
    assert found.one("html")["lang"] == "zh-Hans"
    assert found.one("article")["lang"] == "zh-Hans"
    assert "相关新闻" in found.text
    assert "用电子邮件发给朋友" in found.text
    assert "2024年10月12日 06:30 UTC" in found.text
    assert found.one("div", class_="ears").text.startswith(f"{datetime.now(UTC):%Y}年")
    assert "星期" in found.one("div", class_="ears").text


def test_an_arabic_article_runs_from_right_to_left(visitor: TestClient, database: Database) -> None:
    publish(database, headline="رافعة الميناء", slug="rafia", language="ar")
    found = page(visitor.get("/articles/rafia"))
    assert found.one("article")["dir"] == "rtl"
    assert found.one("span", class_="motto")["dir"] == "auto"
    assert '<p dir="auto">Register No. 42</p>' in visitor.get("/articles/rafia").text


def test_a_hebrew_article_has_the_words_of_an_english_page_in_their_direction(
    visitor: TestClient, database: Database
) -> None:
    correction = DraftCorrection("תוקן.", NOW)
    one = publish(
        database,
        headline="המנוף",
        slug="menof",
        language="he",
        authors=(DraftAuthor("דנה כהן"),),
        byline="דנה כהן",
        contributors=(DraftContributor(DraftAuthor("Ilse Tarrant"), ContributorRole.EDITOR),),
        corrections=(correction,),
    )
    _relate(database, one, publish(database, headline="הגשר", language="he"))
    found = page(visitor.get("/articles/menof"))
    corrected = next(each for each in found.all("time") if each["lang"])
    words = [found.one("p", class_="dates"), found.one("p", class_="meta"), corrected]
    assert [(each["lang"], each["dir"]) for each in words] == [("en", "ltr")] * 3
    assert found.one("a", rel="author")["dir"] == "auto"
    assert found.one("bdi").text == "Ilse Tarrant"
    [step] = [link for link in found.all("a", href="/sections/city") if link["dir"] == "auto"]
    assert step["lang"] == "en"


def test_emphasised_words_without_italics_are_marked_and_nothing_else_is(
    visitor: TestClient, database: Database
) -> None:
    body = '<p><em title="שלום &gt; שלום">He said שלום עולם &amp; left</em>, שלום <em>never</em>.</p>'
    publish(database, body_html=body)
    found = page(visitor.get(CRANE))
    assert [each.text for each in found.all("span", class_="upright")] == ["שלום עולם"]
    assert "He said שלום עולם & left, שלום never." in found.text


def test_programs_read_the_article_as_linked_data(visitor: TestClient, database: Database) -> None:
    publish(database, authors=(DraftAuthor("Tomas Hale"),), section_path="world/asia")
    found = page(visitor.get(CRANE))
    news, breadcrumb = found.linked_data
    assert news["@type"] == "NewsArticle"
    assert news["headline"] == "Harbour crane lifts its last load"
    assert news["author"] == [{"@type": "Person", "name": "Tomas Hale"}]
    assert news["datePublished"] == "2024-10-12T06:30:00Z"
    assert [step["item"] for step in breadcrumb["itemListElement"]] == [
        "https://news.example/",
        "https://news.example/sections/world",
        "https://news.example/sections/world/asia",
    ]
    assert found.one("link", rel="canonical")["href"] == f"https://news.example{CRANE}"
    assert found.meta("og:url") == f"https://news.example{CRANE}"
    assert found.meta("description") == "The crane at Quay Nine retires."


def test_a_copy_names_its_original_as_canonical(visitor: TestClient, database: Database) -> None:
    publish(database, canonical_url="https://wire.example/crane")
    assert page(visitor.get(CRANE)).one("link", rel="canonical")["href"] == "https://wire.example/crane"


def test_a_story_from_two_sources_names_both(visitor: TestClient, database: Database) -> None:
    url = "https://wire.example/crane"
    publish(database, canonical_url=url, source_name="A Wire", source_url=url)
    publish(database, canonical_url=f"{url}/", source_name="The Herald")
    html = visitor.get("/articles/harbour-crane-lifts-its-last-load").text
    assert re.search(r">A Wire</a><span[^>]*>, </span><a [^>]*>The Herald</a>", html)


def test_programs_learn_what_a_tag_is_elsewhere(visitor: TestClient, database: Database) -> None:
    publish(database, tags=(DraftTag("Crane", TagKind.TOPIC, scheme="wd", code="Q178692"),))
    html = visitor.get("/articles/harbour-crane-lifts-its-last-load").text
    assert '"sameAs":["http://www.wikidata.org/entity/Q178692"]' in html.replace(" ", "")


def test_a_browser_that_has_the_page_gets_nothing_again(visitor: TestClient, database: Database) -> None:
    publish(database)
    first = visitor.get(CRANE)
    again = visitor.get(CRANE, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]
    assert first.headers["last-modified"] == "Sat, 12 Oct 2024 06:30:00 GMT"
    for since in (first.headers["last-modified"], "yesterday"):
        assert visitor.get(CRANE, headers={"If-Modified-Since": since}).status_code == 200, (
            "the date does not move when a translation goes"
        )


def test_a_client_that_has_any_version_gets_nothing_again(visitor: TestClient, database: Database) -> None:
    publish(database)

    assert visitor.get(CRANE, headers={"If-None-Match": "*"}).status_code == 304
    assert visitor.get(CRANE, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_changed_article_is_sent_again(visitor: TestClient, database: Database) -> None:
    publish(database, external_reference="crane")
    first = visitor.get(CRANE)
    later = PUBLISHED_AT + timedelta(hours=2)
    publish(database, external_reference="crane", summary="It retired.", updated_at=later, now=later)
    again = visitor.get(CRANE, headers={"If-None-Match": first.headers["etag"]})
    assert "It retired." in page(again).text


HOSTILE = """</script><script>alert(1)</script>"'><img src=x onerror=alert(1)>&lt;b&gt; {{ 7*7 }} \u2028"""


def test_hostile_words_stay_words(visitor: TestClient, database: Database) -> None:
    words = {"alt": HOSTILE, "caption": HOSTILE, "credit": HOSTILE}
    image = DraftImage(
        media_type="image/png", width=1, height=1, url="https://pictures.example/x.png", **words
    )
    published = publish(
        database, slug="hostile", headline=HOSTILE, summary=HOSTILE, byline=HOSTILE, images=(image,),
        authors=(DraftAuthor(HOSTILE),), tags=(DraftTag(HOSTILE, TagKind.PERSON),), source_name=HOSTILE,
        corrections=(DraftCorrection(HOSTILE, NOW),), copyright_notice=HOSTILE, section_name=HOSTILE,
    )  # fmt: skip
    _relate(
        database,
        published,
        publish(database, headline=HOSTILE),
        Reason(RelatedReasonKind.SHARED_TOPIC, HOSTILE, 1),
    )
    for address in ("/articles/hostile", "/", "/sections/city"):
        found = page(visitor.get(address))
        assert len(found.all("script")) == (0 if address == "/" else 1)
        assert all(image["src"] == "https://pictures.example/x.png" for image in found.all("img"))
        assert not any(name.startswith("on") for element in found.elements for name in element.attributes)
        assert "49" not in found.text.replace("{{ 7*7 }}", "")
        assert "\"'><img src=x onerror=alert(1)>&lt;b&gt; {{ 7*7 }}" in found.text


def test_a_hostile_body_arrives_harmless(visitor: TestClient, database: Database) -> None:
    publish(
        database,
        body_html='<p onclick="x()">Hello<script>alert(1)</script><a href="javascript:x()">there</a></p>',
    )
    found = page(visitor.get(CRANE))
    assert len(found.all("script")) == 1
    assert "Hello" in found.text
    assert not any("javascript" in link for link in found.links)
    assert not any(name.startswith("on") for element in found.elements for name in element.attributes)


def test_a_date_without_a_time_is_printed_as_a_date_to_readers_and_machines(
    visitor: TestClient, database: Database
) -> None:
    publish(database, published_on=PUBLISHED_AT.date())
    for address in (CRANE, "/"):
        times = {time["datetime"]: time.text for time in page(visitor.get(address)).all("time")}
        assert times["2024-10-12"] == "12 October 2024"
    assert '"datePublished":"2024-10-12"' in visitor.get(CRANE).text


def test_who_worked_on_it_is_named_below_the_byline_and_told_to_search_engines(
    visitor: TestClient, database: Database
) -> None:
    roles = ContributorRole.PHOTOGRAPHER, ContributorRole.TRANSLATOR, ContributorRole.PHOTOGRAPHER
    given = zip(("Bo <i>Li</i>", "Mei Tan", "Kim Oh"), roles, strict=True)
    people = tuple(DraftContributor(DraftAuthor(name), role) for name, role in given)
    publish(database, authors=(DraftAuthor("Tomas Hale"),), contributors=people)
    found = page(visitor.get(CRANE))
    named = found.one("p", class_="contributors").text
    assert named == "Photographs: Bo <i>Li</i>, Kim Oh · Translated by: Mei Tan"
    article = found.linked_data[0]
    assert {name: [each["name"] for each in article[name]] for name in ("author", "translator")} == {
        "author": ["Tomas Hale"],
        "translator": ["Mei Tan"],
    }
    assert [each["name"] for each in article["contributor"]] == ["Bo <i>Li</i>", "Kim Oh"]


def test_an_article_of_its_authors_alone_has_no_line_of_contributors(
    visitor: TestClient, database: Database
) -> None:
    publish(database)
    assert page(visitor.get(CRANE)).all("p", class_="contributors") == []
