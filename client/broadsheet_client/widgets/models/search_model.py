"""What was found, for Qt's views."""

from PySide6.QtCore import Qt

from broadsheet_client.core.highlights import snippet
from broadsheet_client.operations.search_results import SearchResults
from broadsheet_client.widgets.models.article_list_model import READ, ArticleListModel, Index

HIT = READ + 1
"""The SearchHit of a row, or None."""


class SearchModel(ArticleListModel):
    """The list's model with the passages that say why a row is here."""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        found = self.rows
        is_hit = isinstance(found, SearchResults) and 0 <= index.row() < self.count
        if role == HIT:
            return found.hits[index.row()] if isinstance(found, SearchResults) and is_hit else None
        said = super().data(index, role)
        if role == Qt.ItemDataRole.AccessibleTextRole and isinstance(found, SearchResults) and is_hit:
            return f"{said}. {snippet(found.hits[index.row()]).text}"
        return said
