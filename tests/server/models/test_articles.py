"""A scalar field of an article is described once; what is derived from it has it too."""

from dataclasses import fields

import pytest

from broadsheet_server.models.articles import Article, ArticleFields
from broadsheet_server.newsroom.drafts import ArticleDraft
from broadsheet_server.reading.article_fields import ARTICLE_FIELDS
from broadsheet_server.reading.read_models import Article as ArticleReadModel


@pytest.mark.parametrize("name", ArticleFields.model_fields)
def test_a_field_can_be_delivered_stored_and_read(name: str) -> None:
    assert name in {field.name for field in fields(ArticleDraft)}
    assert name in Article.metadata.tables["article"].columns
    assert name in ARTICLE_FIELDS


def test_a_field_that_was_not_selected_is_no_none() -> None:
    article = ArticleReadModel({"headline": "Crane lifts off"})
    assert article.headline == "Crane lifts off"
    with pytest.raises(AttributeError):
        _ = article.summary
