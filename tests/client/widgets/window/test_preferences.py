"""What a person chose holds for the next window, in the same program and after a start."""

from pathlib import Path

import pytest

from broadsheet_client.core.papers import Paper
from broadsheet_client.widgets.window.preferences import Preferences

POST, COURIER = Paper("https://post.example", "The Harbour Post"), Paper("https://courier.example", "晨报")


@pytest.mark.parametrize("visible", [True, False])
def test_sections_stay_as_they_were_for_the_window_of_another_paper(tmp_path: Path, visible: bool) -> None:
    preferences = Preferences(tmp_path / "settings.ini")
    preferences.sections = visible
    assert preferences.sections is visible
    preferences.save()
    assert Preferences(tmp_path / "settings.ini").sections is visible


def test_the_paper_that_was_read_last_is_known_and_another_one_if_it_is_gone(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path / "settings.ini")
    assert preferences.last_paper == ""
    preferences.remember_paper(POST)
    preferences.remember_paper(COURIER)
    preferences.remember_paper(POST)
    assert preferences.papers == (POST, COURIER)
    assert preferences.last_paper == POST.address
    preferences.papers = (COURIER,)
    assert preferences.last_paper == COURIER.address


def test_a_paper_that_another_window_added_is_kept_by_one_that_does_not_know_it(
    tmp_path: Path,
) -> None:
    first, second = (Preferences(tmp_path / "settings.ini") for _ in range(2))
    first.remember_paper(POST)
    assert second.papers == (POST,)
    first.remember_paper(COURIER)
    second.remember_paper(POST)
    assert Preferences(tmp_path / "settings.ini").papers == (POST, COURIER)
