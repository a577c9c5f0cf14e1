"""Reasons as readers hear them."""

import pytest

from broadsheet_server.reading.related_articles import reason_text
from broadsheet_server.related.lists import Reason
from broadsheet_shared.vocabulary import RelatedReasonKind


@pytest.mark.parametrize(
    ("kind", "value", "english", "chinese"),
    [
        (RelatedReasonKind.SHARED_PERSON, "Ilse Tarrant", "Also about Ilse Tarrant", "同样提及Ilse Tarrant"),
        (RelatedReasonKind.SAME_SECTION, "Harbour", "Also in Harbour", "同属“Harbour”栏目"),
        (RelatedReasonKind.SAME_STORY, None, "Same story", "同一事件"),
        (RelatedReasonKind.SHARED_TOPIC, None, "On the same subject", "同一话题"),
        (RelatedReasonKind.SHARED_TOPIC, "{0}", "Also about {0}", "同样关于{0}"),
    ],
)
def test_a_reason_is_a_few_words_in_the_readers_language(
    kind: RelatedReasonKind, value: str | None, english: str, chinese: str
) -> None:
    reason = Reason(kind, value, 0.5)

    assert [reason_text(reason, language) for language in ("en", "fr", "")] == [english] * 3
    assert [reason_text(reason, language) for language in ("zh", "zh-Hans", "ZH-CN")] == [chinese] * 3


@pytest.mark.parametrize("kind", RelatedReasonKind)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_of_reason_has_words_with_and_without_a_value(
    kind: RelatedReasonKind, language: str
) -> None:
    assert "{" not in reason_text(Reason(kind, "X", 1.0), language)
    assert "{" not in reason_text(Reason(kind, None, 1.0), language)
