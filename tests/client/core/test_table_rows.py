"""The first column of a table in Arabic is its right one."""

import re

import pytest

from broadsheet_client.core.body_html import BodyHtml
from broadsheet_client.core.table_rows import Cell, mirrored_rows


def texts(html: str) -> list[list[str]]:
    """The texts of the cells of each row."""
    rows = re.findall("<tr>(.*?)</tr>", html)
    return [[re.sub("<[^>]+>", "", cell) for cell in row.split("</td>")[:-1]] for row in rows]


def cell(text: str, columns: int = 1, rows: int = 1) -> Cell:
    """A cell with a text."""
    return Cell(f"<td>{text}</td>", columns, rows)


def test_the_last_column_comes_first() -> None:
    assert texts(mirrored_rows([[cell("a"), cell("b")], [cell("c"), cell("d")]])) == [["b", "a"], ["d", "c"]]


def test_a_short_row_is_filled_up_at_its_end() -> None:
    rows = [[cell("a"), cell("b"), cell("c")], [cell("d")]]
    assert texts(mirrored_rows(rows)) == [["c", "b", "a"], ["", "", "d"]]


def test_a_cell_over_several_rows_or_columns_counts_in_each() -> None:
    rows = [[cell("a", rows=2), cell("b", columns=2)], [cell("c"), cell("d")], [cell("e", columns=3)]]
    assert texts(mirrored_rows(rows)) == [["b", "a"], ["d", "c"], ["e"]]


def test_an_enormous_table_is_left_as_it_is() -> None:
    rows = [[cell("a", columns=100)] * 3, [cell("b")]]
    assert texts(mirrored_rows(rows)) == [["a", "a", "a"], ["b"]]
    assert mirrored_rows([]) == ""


@pytest.mark.parametrize(("word", "mirrored"), [("السعر", True), ("Fare", False)])
def test_a_table_runs_like_its_words(word: str, mirrored: bool) -> None:
    html = BodyHtml(f"<table><tr><td>{word}<td>1</tr></table>").html
    assert (html.index(word) > html.index(">1<")) == mirrored
    assert ('align="right"' in html) == mirrored
