"""The dialog that asks for the address of a paper, and asks the paper whether it is there."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from broadsheet_client.core.papers import Paper
from broadsheet_client.core.server_address import InvalidAddressError, ServerAddress, parse_server_address
from broadsheet_client.errors import ErrorCode, ReaderError
from broadsheet_client.operations.paper_check import PaperCheck
from broadsheet_client.widgets.common.dialog import Dialog
from broadsheet_client.widgets.common.form_field import FormField
from broadsheet_client.widgets.common.plain_text import PlainLabel
from broadsheet_client.widgets.papers.address_messages import check_message, fault_message
from broadsheet_client.widgets.papers.dialog_page import DialogPage

WIDTH, HEIGHT = 520, 320


class AddressDialog(Dialog):
    """Ask for an address, show which paper is there, and emit `paper_chosen` when the person takes it.

    `address` is what the field holds at first. Escape ends a check that runs, then closes the dialog.
    """

    paper_chosen = Signal(object)
    """The Paper."""

    def __init__(
        self,
        create_check: Callable[[], PaperCheck],
        parent: QWidget | None = None,
        *,
        address: str = "",
        is_first: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._check = create_check()
        self._check.setParent(self)
        self._asked: ServerAddress | None = None
        self.paper: Paper | None = None
        """The paper that was found."""
        self.field = QLineEdit(address)
        self.entry = self._create_entry(address, is_first)
        self.question = self._create_question()
        self.result_page = self._create_result()
        self._pages = QStackedWidget()
        for page in (self.entry, self.question, self.result_page):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        self.setWindowTitle(self.entry.title.text())
        self._check.found.connect(self._show_paper)
        self._check.failed.connect(self._show_failure)
        available = parent.size() if parent else self.screen().availableSize()
        self.setMinimumWidth(min(320, available.width()))
        self.resize(min(WIDTH, available.width() - 24), min(HEIGHT, available.height() - 24))
        self.field.selectAll()
        self.field.setFocus()

    @property
    def problem(self) -> str:
        """What is wrong with the address, or ""."""
        return self._form.problem

    @property
    def is_checking(self) -> bool:
        """Whether an answer is pending."""
        return self._check.is_running

    def check(self) -> None:
        """Ask the server at the address in the field; if that is not protected, ask the person first."""
        try:
            address = parse_server_address(self.field.text())
        except InvalidAddressError as error:
            self._show_problem(fault_message(error))
            return
        self._asked = address
        if address.is_unprotected:
            self._ask_about(address)
        else:
            self._start(address)

    def line_entered(self, line: QLineEdit) -> None:
        del line
        if not self.is_checking:
            self.check()

    def step_back(self) -> None:
        """Escape or Cancel: end the check, go back to the address, or close."""
        if self.is_checking:
            self._check.cancel()
            self._show_entry()
        elif self._pages.currentWidget() is not self.entry:
            self._show_entry()
        else:
            self.reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.step_back()
        else:
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        self._check.cancel()
        super().done(result)

    def _create_entry(self, address: str, is_first: bool) -> DialogPage:
        title = self.tr("Change the address") if address else self.tr("Add a paper")
        page = DialogPage(
            self.tr("Which paper would you like to read?") if is_first else title,
            self.tr("Type or paste its address, such as news.example. The address of an article works too."),
        )
        self.field.setPlaceholderText("news.example")
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhUrlCharactersOnly)
        self.field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._form = FormField(self.tr("&Address of the paper"), self.field)
        self.field.textEdited.connect(lambda: self._form.set_problem(""))
        self._progress = self._create_progress()
        self.cancel_button = QPushButton(self.tr("Quit") if is_first else self.tr("Cancel"))
        self.continue_button = QPushButton(self.tr("Continue"))
        self.cancel_button.clicked.connect(self.step_back)
        self.continue_button.clicked.connect(self.check)
        page.add(self._form)
        page.add(self._progress)
        page.add_buttons(self.cancel_button, self.continue_button)
        self._cancel_text = self.cancel_button.text()
        return page

    def _create_progress(self) -> QWidget:
        self._asking = PlainLabel()
        self._asking.setProperty("part", "hint")
        self._asking.setWordWrap(True)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedSize(90, 8)
        bar.setAccessibleName(self.tr("Waiting for an answer"))
        progress = QWidget()
        row = QHBoxLayout(progress)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(bar)
        row.addWidget(self._asking, stretch=1)
        progress.hide()
        return progress

    def _create_question(self) -> DialogPage:
        page = DialogPage(self.tr("Read without protection?"))
        protected, plain = QPushButton(self.tr("Use https")), QPushButton(self.tr("Read without protection"))
        back = QPushButton(self.tr("Back"))
        back.clicked.connect(self.step_back)
        protected.clicked.connect(self._start_protected)
        plain.clicked.connect(self._start_unprotected)
        self.protected_button, self.plain_button = protected, plain
        page.add_buttons(plain, protected, left=back)
        return page

    def _create_result(self) -> DialogPage:
        page = DialogPage()
        self._found_hint = PlainLabel(self.tr("The reader remembers it and opens it the next time."))
        page.add_label(self._found_hint)
        back, self.read_button = (
            QPushButton(self.tr("Another address")),
            QPushButton(self.tr("Read this paper")),
        )
        back.clicked.connect(self.step_back)
        self.read_button.clicked.connect(self._choose)
        page.add_buttons(back, self.read_button)
        return page

    def _ask_about(self, address: ServerAddress) -> None:
        text = self.tr(
            "http:// does not protect the connection to %1: others on the network can see what you "
            "read there, and change it. https:// does."
        )
        self.question.text.setText(text.replace("%1", address.host))
        self._turn_to(self.question, self.protected_button)

    def _start_protected(self) -> None:
        if self._asked:
            self.field.setText(self._asked.protected.candidates[0])
            self._start(self._asked.protected)

    def _start_unprotected(self) -> None:
        if self._asked:
            self._start(self._asked)

    def _start(self, address: ServerAddress) -> None:
        self._asked = address
        self._form.set_problem("")
        self._pages.setCurrentWidget(self.entry)
        self._asking.setText(self.tr("Asking %1 …").replace("%1", address.host))
        self._set_checking(True)
        self.cancel_button.setFocus()
        _announce(self, self._asking.text())
        self._check.start(address.candidates)

    def _set_checking(self, is_checking: bool) -> None:
        self._progress.setVisible(is_checking)
        self.field.setReadOnly(is_checking)
        self.continue_button.setEnabled(not is_checking)
        self.cancel_button.setText(self.tr("Stop") if is_checking else self._cancel_text)

    def _show_entry(self) -> None:
        self._set_checking(False)
        self._pages.setCurrentWidget(self.entry)
        self.field.setFocus()

    def _show_problem(self, text: str) -> None:
        self._show_entry()
        self._form.set_problem(text)
        self.entry.make_room()
        self.field.selectAll()
        _announce(self.field, text)

    def _show_failure(self, error: ReaderError) -> None:
        host = self._asked.host if self._asked else ""
        if error.code is ErrorCode.REDIRECTED and (target := _address_of(error.value)):
            self.field.setText(target)
        self._show_problem(check_message(error, host))

    def _show_paper(self, paper: Paper) -> None:
        self._set_checking(False)
        self.paper = paper
        self.result_page.title.setText(paper.label)
        self.result_page.text.setText(paper.home_url or paper.address)
        self._turn_to(self.result_page, self.read_button)

    def _turn_to(self, page: DialogPage, button: QPushButton) -> None:
        self._pages.setCurrentWidget(page)
        button.setFocus()
        _announce(page, f"{page.title.text()} {page.text.text()}")

    def _choose(self) -> None:
        # In this order: with its last window, the program would end.
        self.paper_chosen.emit(self.paper)
        self.accept()


def _address_of(url: str) -> str:
    """The address of the server that a redirect leads to, or ""."""
    try:
        return parse_server_address(url).candidates[0]
    except InvalidAddressError:
        return ""


def _announce(widget: QWidget, text: str) -> None:
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
