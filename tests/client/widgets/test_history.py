"""Back and forward lead where the reader has been."""

from broadsheet_client.widgets.article_sheet import ReadingPlace
from broadsheet_client.widgets.history import LONGEST, History, Stop


def test_back_and_forward_lead_along_the_line() -> None:
    history = History(Stop("", "a"))
    assert (history.can_go_back, history.can_go_forward) == (False, False)
    history.leave(ReadingPlace(120, 4))
    history.visit(Stop("", "b"))
    assert history.back() == Stop("", "a", ReadingPlace(120, 4))
    assert history.forward() == Stop("", "b")
    assert history.forward() == Stop("", "b")


def test_a_new_way_forgets_the_old_one() -> None:
    history = History(Stop("", "a"))
    history.visit(Stop("", "b"))
    history.back()
    history.visit(Stop("", "c"))
    assert not history.can_go_forward
    assert history.back().article_id == "a"


def test_what_was_passed_by_is_no_stop() -> None:
    history = History(Stop("", "a"))
    history.visit(Stop("", "b"))
    history.visit(Stop("", "c"), instead=True)
    assert history.back().article_id == "a"


def test_a_long_day_of_reading_stays_small() -> None:
    history = History()
    for number in range(1_000):
        history.visit(Stop("", str(number)))
    steps = 0
    while history.can_go_back:
        history.back()
        steps += 1
    assert steps == LONGEST - 1
