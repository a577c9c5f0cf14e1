"""The page where nothing was found: what was searched, and what could be tried instead."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from broadsheet_client.core.search_query import Facet, SearchQuery
from broadsheet_client.operations.search_results import SearchResults
from broadsheet_client.widgets.common.list_format import join_commas, join_sentences
from broadsheet_client.widgets.common.message_page import MessagePage
from broadsheet_client.widgets.common.plain_text_button import PlainTextButton
from broadsheet_client.widgets.common.theme import Theme


class NoResultsPage(QWidget):
    """`text_wanted` brings another text to search for."""

    text_wanted = Signal(str)
    widen_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.message = MessagePage(theme)
        self.meant, self.widen, self.shorter = PlainTextButton(), PlainTextButton(), PlainTextButton()
        self._meant = self._shorter = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 0, 14, 24)
        layout.setSpacing(8)
        layout.addStretch(2)
        layout.addWidget(self.message)
        for button in (self.meant, self.widen, self.shorter):
            layout.addWidget(button, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(4)
        self.meant.clicked.connect(lambda: self.text_wanted.emit(self._meant))
        self.shorter.clicked.connect(lambda: self.text_wanted.emit(self._shorter))
        self.widen.clicked.connect(self.widen_wanted)

    def show_found(self, found: SearchResults) -> None:
        """Say what was searched in vain."""
        question = found.question
        self._meant, self._shorter = found.did_you_mean or "", question.shorter()
        text = join_sentences(self._said(question), self._advice(question))
        self.message.tell(self.tr("Nothing found"), text, symbol="search")
        self.meant.tell(self.tr("Did you mean “%1”?").replace("%1", abbreviated(self._meant)))
        self.widen.tell(self.tr("Search without filters"))
        self.shorter.tell(self.tr("Search for “%1”").replace("%1", abbreviated(self._shorter)))
        self.meant.setVisible(bool(self._meant))
        self.widen.setVisible(bool(question.filters))
        self.shorter.setVisible(bool(self._shorter))

    def take_focus(self) -> bool:
        """Go to the first thing to try; False if there is none."""
        for button in (self.meant, self.widen, self.shorter):
            if not button.isHidden():
                button.setFocus()
                return True
        return False

    def _said(self, question: SearchQuery) -> str:
        filters = join_commas(
            [self._filter(facet).replace("%1", one.label) for facet, one in question.filters]
        )
        sentence = self.tr("No article %2 says “%1”.") if filters else self.tr("No article says “%1”.")
        return sentence.replace("%2", filters).replace("%1", abbreviated(question.text))

    def _filter(self, facet: Facet) -> str:
        words = {
            Facet.SECTION: self.tr("in %1"),
            Facet.TAG: self.tr("about %1"),
            Facet.AUTHOR: self.tr("by %1"),
            Facet.YEAR: self.tr("from %1"),
        }
        return words[facet]

    def _advice(self, question: SearchQuery) -> str:
        if " " in question.text:
            return self.tr("Fewer words find more.")
        return self.tr("Another word, or the beginning of one, may find it.")


def abbreviated(text: str, most: int = 40) -> str:
    """A text short enough for a sentence or a button."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
