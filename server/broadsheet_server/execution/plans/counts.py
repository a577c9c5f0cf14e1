"""How many operations plans have answered: the metric that says whether they cover what is asked."""

from dataclasses import dataclass
from typing import Final


@dataclass(slots=True)
class PlanCounts:
    """How many operations this process has answered, and how, since it started.

    `planned` by a plan; `declined` by the executor, because the plan could not (mostly there is an error in
    the request); `unplanned` by the executor, because there is no plan, or not yet.
    """

    planned: int = 0
    declined: int = 0
    unplanned: int = 0

    @property
    def share(self) -> float | None:
        """The share that plans have answered; None before the first operation."""
        total = self.planned + self.declined + self.unplanned
        return self.planned / total if total else None


COUNTS: Final = PlanCounts()
"""Of this process."""
