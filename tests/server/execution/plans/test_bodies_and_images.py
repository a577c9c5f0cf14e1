"""What is long, and what may be withheld, is answered by plans as by the executor, on both databases."""

import pytest

from broadsheet_server.storage import text_budget
from tests.server.execution.plans.store_asked import StoreAsked
from tests.server.execution.plans.test_planned_answer import EVERYTHING


def test_images_that_are_withheld_are_withheld_by_plans_too(asked: StoreAsked) -> None:
    for shows_remote in (True, False):
        asked.settings = asked.settings.model_copy(update={"remote_images": shows_remote})
        executed, answer, is_planned = asked.both(EVERYTHING)
        assert is_planned
        assert answer == executed
        assert (b"pictures.example" in answer[0]) is shows_remote


def test_bodies_in_lists_are_planned_up_to_their_bound(
    asked: StoreAsked, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = "{ articles { nodes { bodyHtml bodyText } } }"
    executed, answer, is_planned = asked.both(bodies)
    assert (answer, is_planned) == (executed, True)
    monkeypatch.setattr(text_budget, "RESPONSE_BYTES_MAX", 2_000)
    executed, answer, is_planned = asked.both(bodies)
    assert (answer, is_planned) == (executed, False)
