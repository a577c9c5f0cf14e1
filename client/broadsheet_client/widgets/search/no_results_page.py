"""The page for a search without results: the query, and suggestions."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from broadsheet_client.core.search_query import Facet, SearchQuery
from broadsheet_client.operations.search_results import SearchResults
from broadsheet_client.widgets.common.list_format import join_commas, join_sentences
from broadsheet_client.widgets.common.message_page import MessagePage
from broadsheet_client.widgets.common.plain_text_button import PlainTextButton
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_shared.truncation import truncate

TEXT_MAX = 40
"""Characters of a search text in a sentence or on a button."""


class NoResultsPage(QWidget):
    """`text_requested` carries a suggested text."""

    text_requested = Signal(str)
    clear_filters_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.message = MessagePage(theme)
        self.suggestion_button, self.clear_filters_button, self.shorter_button = (
            PlainTextButton(),
            PlainTextButton(),
            PlainTextButton(),
        )
        self._suggestion = self._shorter_query = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 0, 14, 24)
        layout.setSpacing(8)
        layout.addStretch(2)
        layout.addWidget(self.message)
        for button in (self.suggestion_button, self.clear_filters_button, self.shorter_button):
            layout.addWidget(button, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(4)
        self.suggestion_button.clicked.connect(lambda: self.text_requested.emit(self._suggestion))
        self.shorter_button.clicked.connect(lambda: self.text_requested.emit(self._shorter_query))
        self.clear_filters_button.clicked.connect(self.clear_filters_requested)

    def show_results(self, results: SearchResults) -> None:
        """Show the query and the suggestions."""
        query = results.query
        self._suggestion, self._shorter_query = results.did_you_mean or "", query.without_last_word()
        text = join_sentences(self._summary(query), self._advice(query))
        self.message.show_message(self.tr("Nothing found"), text, icon="search")
        self.suggestion_button.set_text(
            self.tr("Did you mean “%1”?").replace("%1", truncate(self._suggestion, TEXT_MAX))
        )
        self.clear_filters_button.set_text(self.tr("Search without filters"))
        self.shorter_button.set_text(
            self.tr("Search for “%1”").replace("%1", truncate(self._shorter_query, TEXT_MAX))
        )
        self.suggestion_button.setVisible(bool(self._suggestion))
        self.clear_filters_button.setVisible(bool(query.filters))
        self.shorter_button.setVisible(bool(self._shorter_query))

    def focus_content(self) -> bool:
        """Focus the first suggestion; False if there is none."""
        for button in (self.suggestion_button, self.clear_filters_button, self.shorter_button):
            if not button.isHidden():
                button.setFocus()
                return True
        return False

    def _summary(self, query: SearchQuery) -> str:
        filters = join_commas(
            [self._filter_phrase(facet).replace("%1", item.label) for facet, item in query.filters]
        )
        sentence = self.tr("No article %2 says “%1”.") if filters else self.tr("No article says “%1”.")
        return sentence.replace("%2", filters).replace("%1", truncate(query.text, TEXT_MAX))

    def _filter_phrase(self, facet: Facet) -> str:
        words = {
            Facet.SECTION: self.tr("in %1"),
            Facet.TAG: self.tr("about %1"),
            Facet.AUTHOR: self.tr("by %1"),
            Facet.YEAR: self.tr("from %1"),
        }
        return words[facet]

    def _advice(self, query: SearchQuery) -> str:
        if " " in query.text:
            return self.tr("Fewer words find more.")
        return self.tr("Another word, or the beginning of one, may find it.")
