"""An article that an editor sends is read as Strawberry would read it, only sooner."""

from collections.abc import Mapping
from typing import Any

import pytest
from graphql import GraphQLInputObjectType
from graphql.utilities import coerce_input_value
from strawberry.types.arguments import convert_argument
from strawberry.types.base import get_object_definition

from broadsheet_server.schema import article_input
from broadsheet_server.schema.article_input import ArticleChangesInput, ArticleInput
from broadsheet_server.schema.schema import CORE, SCHEMA

_TAG = {"label": "Vallmere", "kind": "PLACE", "sameAs": ["https://www.wikidata.org/entity/Q1"]}
_IMAGE = {"url": "https://pictures.example/crane.jpg", "alt": "A crane", "focalPoint": {"x": 0.5, "y": 1}}
SENT: list[Mapping[str, Any]] = [
    {"headline": "Ferry returns", "bodyHtml": "<p>It sails.</p>", "section": "city"},
    {
        "headline": "Ferry returns",
        "bodyHtml": "<p>It sails.</p>",
        "section": "city",
        "language": None,
        "publishedAt": "2026-11-27T08:30:00Z",
        "version": 3,
        "authors": [{"name": "Ada Moor", "code": "staff-17"}, {"name": "Mei Tan"}],
        "contributors": [{"name": "Mei Tan", "role": "PHOTOGRAPHER"}],
        "tags": [_TAG, {"label": "Ferries", "sameAs": []}],
        "images": [_IMAGE, {"url": "https://pictures.example/quay.jpg", "alt": "", "focalPoint": None}],
        "translationOf": "QXJ0aWNsZTox",
    },
]
CHANGES: list[Mapping[str, Any]] = [
    {},
    {"headline": "Ferry is back", "summary": None, "tags": None},
    {"authors": [], "tags": [_TAG], "images": [_IMAGE]},
]


def coerced(kind: type[Any], sent: Mapping[str, Any]) -> Any:
    """What graphql-core makes of it."""
    graphql_type = CORE.type_map[kind.__name__]
    assert isinstance(graphql_type, GraphQLInputObjectType)
    return coerce_input_value(sent, graphql_type)


def converted(kind: type[Any], value: Any) -> Any:
    """What a resolver gets."""
    return convert_argument(value, kind, SCHEMA.schema_converter.scalar_registry, SCHEMA.config)


@pytest.mark.parametrize(
    ("kind", "sent"),
    [*((ArticleInput, each) for each in SENT), *((ArticleChangesInput, each) for each in CHANGES)],
)
def test_an_article_is_read_as_strawberry_reads_it(
    kind: type[Any], sent: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    value = coerced(kind, sent)
    compiled = converted(kind, value)
    for input_class in vars(article_input).values():
        if isinstance(input_class, type) and (definition := get_object_definition(input_class)):
            monkeypatch.setattr(definition, "from_input", None)

    assert compiled == converted(kind, value)


def test_two_articles_without_tags_do_not_share_their_list() -> None:
    value = coerced(ArticleInput, SENT[0])

    assert converted(ArticleInput, value).tags is not converted(ArticleInput, value).tags
