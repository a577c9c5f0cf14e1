"""A reason that names something can be taken apart again."""

import pytest

from broadsheet_shared.reason_words import CHINESE, ENGLISH, opening_of
from broadsheet_shared.vocabulary import RelatedReasonKind


@pytest.mark.parametrize("words", [ENGLISH, CHINESE])
@pytest.mark.parametrize("kind", [kind for kind in RelatedReasonKind if kind.startswith("shared")])
def test_the_name_is_found_again(
    words: dict[RelatedReasonKind, tuple[str, str]], kind: RelatedReasonKind
) -> None:
    with_name, without = words[kind]
    said = with_name.format("Ilse Tarrant")
    assert said.removeprefix(opening_of(said)) == "Ilse Tarrant"
    assert opening_of(without) == ""
