"""The table model of the search results."""

from PySide6.QtCore import Qt

from broadsheet_client.core.highlights import snippet
from broadsheet_client.operations.search_results import SearchResults
from broadsheet_client.widgets.models.article_list_model import READ_ROLE, ArticleListModel, Index

HIT_ROLE = READ_ROLE + 1
"""The SearchHit of a row, or None."""


class SearchModel(ArticleListModel):
    """Adds the highlighted passages to the list's model."""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        results = self.rows
        is_hit = isinstance(results, SearchResults) and 0 <= index.row() < self.count
        if role == HIT_ROLE:
            return results.hits[index.row()] if isinstance(results, SearchResults) and is_hit else None
        text = super().data(index, role)
        if role == Qt.ItemDataRole.AccessibleTextRole and isinstance(results, SearchResults) and is_hit:
            return f"{text}. {snippet(results.hits[index.row()]).text}"
        return text
