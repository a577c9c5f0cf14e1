"""A reason that names something can be taken apart again."""

import pytest

from broadsheet_shared.reason_words import opening_of, reasons_in
from broadsheet_shared.vocabulary import RelatedReasonKind


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant", "ar"])
@pytest.mark.parametrize("kind", [kind for kind in RelatedReasonKind if kind.startswith("shared")])
def test_the_name_is_found_again(language: str, kind: RelatedReasonKind) -> None:
    with_name, without_name = reasons_in(language)[kind]
    reason = with_name.format("Ilse Tarrant")

    assert reason.removeprefix(opening_of(reason)) == "Ilse Tarrant"
    assert opening_of(without_name) == ""


def test_a_topic_is_named_in_other_words_than_a_person() -> None:
    assert reasons_in("zh-Hans")[RelatedReasonKind.SHARED_TOPIC][0] == "同样关于{}"
    assert reasons_in("zh-Hans")[RelatedReasonKind.SHARED_PERSON][0] == "同样提及{}"
    assert reasons_in("zh-TW")[RelatedReasonKind.SHARED_TOPIC][0] == "同樣關於{}"
    assert reasons_in("zh-TW")[RelatedReasonKind.SHARED_PERSON][0] == "同樣提及{}"
