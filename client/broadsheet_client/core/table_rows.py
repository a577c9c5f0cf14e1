"""The rows of a table that is written from right to left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_COLUMNS_MAX: Final = 200
"""Tables with more columns stay as they are: filling their rows up could make a document enormous."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as HTML, and how many columns and rows it covers."""

    html: str
    columns: int = 1
    rows: int = 1


def mirrored_rows(rows: Sequence[Sequence[Cell]]) -> str:
    """The rows as HTML, with the last column first, and short rows filled up.

    QTextDocument begins with the first column at the left, whatever the direction of the table is.
    """
    counts = _column_counts(rows)
    width = max(counts, default=0)
    if width > _COLUMNS_MAX:
        return "".join(_row(cell.html for cell in row) for row in rows)
    return "".join(
        _row(["<td></td>"] * (width - count) + [cell.html for cell in reversed(row)])
        for row, count in zip(rows, counts, strict=True)
    )


def _column_counts(rows: Sequence[Sequence[Cell]]) -> list[int]:
    """The columns of each row, with those that cells of earlier rows cover."""
    counts = []
    spanning: list[tuple[int, int]] = []
    for row in rows:
        counts.append(sum(columns for columns, _ in spanning) + sum(cell.columns for cell in row))
        spanning = [(columns, left - 1) for columns, left in spanning if left > 1]
        spanning += [(cell.columns, cell.rows - 1) for cell in row if cell.rows > 1]
    return counts


def _row(cells: Iterable[str]) -> str:
    return f"<tr>{''.join(cells)}</tr>"
