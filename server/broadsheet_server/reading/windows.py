"""Which part of a list is asked for: `first after last before`, judged before anything is read."""

from dataclasses import dataclass

from broadsheet_server.reading.questions import QuestionError
from broadsheet_shared.limits import PAGE_DEFAULT, PAGE_MAX


@dataclass(frozen=True, slots=True)
class Window:
    """`size` articles from the start of the list or, `backwards`, from its end, between two cursors."""

    size: int = PAGE_DEFAULT
    backwards: bool = False
    after: str | None = None
    before: str | None = None


def window(first: int | None, after: str | None, last: int | None, before: str | None) -> Window:
    """Read the four arguments of a connection. Raises QuestionError with a sentence that names the cap.

    Neither `first` nor `last` means a page of the default size: the last one where only `before` is given.
    """
    if first is not None and last is not None:
        raise QuestionError("Give `first` or `last`, not both: one page has one end to count from.")
    if first is not None:
        return Window(_counted("first", first), False, after, before)
    if last is not None:
        return Window(_counted("last", last), True, after, before)
    return Window(PAGE_DEFAULT, before is not None and after is None, after, before)


def _counted(argument: str, number: int) -> int:
    if not 1 <= number <= PAGE_MAX:
        raise QuestionError(f"`{argument}` is {number}; a page has 1 to {PAGE_MAX} entries.")
    return number
