"""Articles with tables that are wider than the column."""

from typing import Any

from broadsheet_client.widgets.article.article_scroll_area import ArticleScrollArea
from broadsheet_client.widgets.article.wide_box import WideBox
from tests.client.responses import article_page

TEXT = "<p>The council closed the bridge in September when cracks were found in the girder.</p>"


def wide_table(*, word: str = "Fare", last: str = "") -> str:
    """A table with twenty columns."""
    heads = "".join(f"<th>{word} {number}</th>" for number in range(20))
    return f"<table><tr>{heads}</tr><tr>{'<td>1,234,567.5</td>' * 19}{last}</tr></table>"


def show(scroll_area: ArticleScrollArea, body: str, **changes: Any) -> list[WideBox]:
    """Show an article with this body; returns its boxes."""
    scroll_area.show_article(article_page(1, bodyHtml=body, **changes), None)
    return scroll_area.view.wide_boxes.boxes


def top_of(scroll_area: ArticleScrollArea, words: str) -> int:
    """The scroll value at which these words are at the top."""
    view = scroll_area.view
    return view.y() + view.cursorRect(view.document().find(words)).top()
