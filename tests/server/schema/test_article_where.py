"""Which articles a reader gets by the conditions of a list or a search."""

from datetime import timedelta

import pytest

from broadsheet_server.storage.database import Database
from tests.builders import PUBLISHED_AT, publish
from tests.server.schema.api import Api, slugs
from tests.server.schema.sample_articles import publish_articles


def test_lists_are_narrowed_by_every_condition(api: Api, database: Database) -> None:
    publish_articles(database, 10)
    publish(
        database,
        slug="older",
        section_path="sport",
        language="zh",
        published_at=PUBLISHED_AT - timedelta(days=1),
    )

    assert slugs(api, '(where: {section: "world"})') == ["story-8", "story-7", "story-3", "story-2"]
    assert slugs(api, '(where: {section: "world", includeDescendants: false})') == ["story-7", "story-2"]
    assert slugs(api, '(where: {section: "nowhere"})') == []
    assert slugs(api, '(where: {section: "worl"})') == []
    assert len(slugs(api, '(where: {tag: "bridges"})')) == 10
    assert slugs(api, '(where: {author: "bo-li-3"})') == ["story-3"]
    assert slugs(api, '(where: {author: "bo-li-3", section: "city"})') == []
    assert slugs(api, '(where: {language: "zh"})') == ["older"]
    assert slugs(api, '(where: {language: "ZH"})') == ["older"]
    assert slugs(api, '(where: {publishedAfter: "2024-10-12T06:38:00Z"})') == ["story-9", "story-8"]
    assert slugs(api, '(where: {publishedBefore: "2024-10-12T08:31:00+02:00"})') == ["story-0", "older"]
    assert slugs(api, "(orderBy: OLDEST, first: 2)") == ["older", "story-0"]


def test_conditions_are_joined(api: Api, database: Database) -> None:
    for name, section, language in (("a", "city", "en"), ("b", "sport", "en"), ("c", "city", "zh-Hans")):
        publish(database, slug=name, section_path=section, language=language)

    assert slugs(api, '(where: {or: [{section: "sport"}, {language: "zh"}]})') == ["c", "b"]
    assert slugs(api, '(where: {or: [{section: "city"}, {language: "en"}]})') == ["c", "b", "a"], "each once"
    assert slugs(api, '(where: {section: "city", not: {language: "zh"}})') == ["a"]
    assert slugs(api, '(where: {and: [{section: "city"}, {or: {language: "zh"}}]})') == ["c"]
    assert slugs(api, '(where: {or: [{tag: "none"}, {section: "nowhere"}]})') == []
    assert slugs(api, "(where: {and: null, or: null, not: null})") == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("where", "message"),
    [
        (
            "{or: []}",
            "`where.or` is an empty list, so nothing would be found. Leave it out, or give it a member.",
        ),
        ("{and: []}", "`where.and` is an empty list"),
        ('{or: [{tag: "a"}, {}]}', "`where.or.1` has no condition. Leave it out, or say what has to hold."),
        ("{not: {section: null, includeDescendants: false}}", "`where.not` has no condition."),
        ("{not: {or: [{not: {and: []}}]}}", "`where.not.or.0.not.and` is an empty list"),
    ],
)
def test_conditions_that_say_nothing_are_refused(api: Api, where: str, message: str) -> None:
    for field in ("articles(", 'search(query: "x", '):
        document = f"{{ {field}where: {where}) {{ nodes {{ slug }} }} }}"
        for _ in range(3):  # by the executor, then by whatever answers what is asked again
            refusal = api.refusal(document)
            assert refusal["message"].startswith(message)
            assert refusal["code"] == "BAD_USER_INPUT"


def test_conditions_nested_without_end_are_refused_with_a_sentence(api: Api) -> None:
    where: dict[str, object] = {"tag": "a"}
    for _ in range(900):
        where = {"not": where}
    document = "query ($w: ArticleWhere) { articles(where: $w) { nodes { slug } } }"

    assert "nest" in api.refusal(document, w=where)["message"]
