"""Who sends a wrong variable reads what they sent as they wrote it: in JSON, and not all of it."""

from typing import Any

import pytest

from broadsheet_server.execution.variable_errors import VALUE_MAX, json_excerpt
from tests.server.schema.api import SLUG, Api

LISTED = """query ($where: ArticleWhere, $first: Int) {
    articles(where: $where, first: $first) { nodes { id } } }"""
FOUND = "query ($ids: [ID!]!, $yes: Boolean!) { nodes(ids: $ids) { id @include(if: $yes) } }"
PYTHON = ("None", "True", "False", "{'", "['", ": '")


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        (
            {"first": "ten"},
            """Variable '$first' has invalid value: Int cannot represent non-integer value: "ten\"""",
        ),
        (
            {"first": True},
            "Variable '$first' has invalid value: Int cannot represent non-integer value: true",
        ),
        (
            {"first": {"a": None}},
            """Variable '$first' has invalid value: Int cannot represent non-integer value: {"a": null}""",
        ),
        (
            {"where": {"nothing": [False, "it's"]}},
            "Variable '$where' has invalid value: Expected value of type 'ArticleWhere' not to include "
            """unknown field 'nothing', found: {"nothing": [false, "it's"]}.""",
        ),
        (
            {"where": "ArticleWhere"},
            "Variable '$where' has invalid value: Expected value of type 'ArticleWhere' to be an object, "
            'found: "ArticleWhere".',
        ),
        (
            {"where": {"and": [{"tag": "tea"}, {"not": {"tag": ["起重机"]}}]}},
            "Variable '$where' has invalid value at .and[1].not.tag: String cannot represent a non string "
            'value: ["起重机"]',
        ),
    ],
)
def test_the_value_is_shown_as_it_was_sent(api: Api, variables: Any, message: str) -> None:
    for _ in range(3):  # by the executor, and where the query has a plan
        assert api.refusal(LISTED, **variables) == {"code": "BAD_USER_INPUT", "message": message}
        api.ask(LISTED)


@pytest.mark.parametrize(
    ("by", "found"),
    [
        ({"slug": None}, '{"slug": null}'),
        ({}, "{}"),
        ({"id": "QQ", "slug": "ferry"}, '{"id": "QQ", "slug": "ferry"}'),
    ],
)
def test_who_names_an_article_in_no_way_or_in_two_is_told_of_which_variable(
    api: Api, by: Any, found: str
) -> None:
    [error] = api.post(SLUG, {"by": by}).json()["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert error["locations"] == [{"line": 1, "column": 8}]
    assert error["message"] == (
        "Variable '$by' has invalid value: Expected exactly one field of 'ArticleBy', and not null, "
        f"found: {found}."
    )


def test_a_choice_inside_of_an_input_is_named_by_its_path(api: Api) -> None:
    document = "mutation ($input: AddImageInput!) { addImage(input: $input) { article { revision } } }"
    message = api.refusal(
        document, input={"article": "QQ", "file": {"url": "https://a.example", "upload": None}}
    )
    assert message["message"].startswith("Variable '$input' has invalid value at .file: Expected exactly one")


def test_several_mistakes_are_each_told_and_none_as_python_writes_it(api: Api) -> None:
    wrong = {"ids": ["QQ", None, {"id": True}, [None], 1.5], "yes": "yes"}
    messages = [error["message"] for error in api.post(FOUND, wrong).json()["errors"]]
    assert len(messages) == 5
    assert [text for text in messages for word in PYTHON if word in text] == []
    assert messages[0].endswith("'ID!' not to be null.")
    assert messages[1].endswith('{"id": true}')
    assert messages[-1].endswith('"yes"')


@pytest.mark.parametrize(
    "where",
    [{"tag": ["x" * 50_000]}, {"x" * 50_000: 1}, {"tag": [["x"] * 500] * 500}, "x" * 50_000],
    ids=["a long text", "a long name", "a long list", "no object at all"],
)
def test_no_more_of_it_is_sent_back_than_helps(api: Api, where: Any) -> None:
    assert len(api.refusal(LISTED, where=where)["message"]) <= 1_000


def test_a_long_enum_value_is_cut_too(api: Api) -> None:
    document = "query ($order: ArticleOrder!) { articles(orderBy: $order) { nodes { id } } }"
    refusal = api.refusal(document, order="x" * 50_000)
    assert refusal["code"] == "BAD_USER_INPUT"
    assert len(refusal["message"]) <= 1_000


def test_a_subscription_says_it_alike(api: Api) -> None:
    document = "subscription ($after: Sequence) { articleChanged(after: $after) { sequence } }"
    headers = {"accept": "text/event-stream"}
    body = {"query": document, "variables": {"after": {"a": None}}}
    text = api.client.post("/graphql", json=body, headers=headers).text
    assert 'found: {\\"a\\": null}' in text
    assert "None" not in text


def test_an_excerpt_is_the_value_or_its_beginning() -> None:
    assert json_excerpt({"a": [None, True, "é\n"]}) == '{"a": [null, true, "é\\n"]}'
    assert json_excerpt("x" * VALUE_MAX) == f'"{"x" * (VALUE_MAX - 1)}…'
    assert json_excerpt(object()) == '"(a file)"'
