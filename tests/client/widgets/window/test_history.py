"""Back and forward lead where the reader has been."""

from broadsheet_client.widgets.article.article_scroll_area import ReadingPosition
from broadsheet_client.widgets.window.history import ENTRIES_MAX, History, HistoryEntry


def test_back_and_forward_lead_along_the_line() -> None:
    history = History(HistoryEntry("", "a"))
    assert (history.can_go_back, history.can_go_forward) == (False, False)
    history.set_reading_position(ReadingPosition(120, 4))
    history.push(HistoryEntry("", "b"))
    assert history.back() == HistoryEntry("", "a", ReadingPosition(120, 4))
    assert history.forward() == HistoryEntry("", "b")
    assert history.forward() == HistoryEntry("", "b")


def test_a_new_way_forgets_the_old_one() -> None:
    history = History(HistoryEntry("", "a"))
    history.push(HistoryEntry("", "b"))
    history.back()
    history.push(HistoryEntry("", "c"))
    assert not history.can_go_forward
    assert history.back().article_id == "a"


def test_what_was_passed_by_is_no_stop() -> None:
    history = History(HistoryEntry("", "a"))
    history.push(HistoryEntry("", "b"))
    history.push(HistoryEntry("", "c"), replace_current=True)
    assert history.back().article_id == "a"


def test_a_long_day_of_reading_stays_small() -> None:
    history = History()
    for number in range(1_000):
        history.push(HistoryEntry("", str(number)))
    steps = 0
    while history.can_go_back:
        history.back()
        steps += 1
    assert steps == ENTRIES_MAX - 1
