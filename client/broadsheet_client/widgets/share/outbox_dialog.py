"""The dialog of the outbox: queued, failed and recently sent shares."""

from collections.abc import Iterator
from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.core.share_progress import UNSENT_STATES, OutboxEntry, OutboxState
from broadsheet_client.core.text_direction import base_direction, begin_in_direction
from broadsheet_client.services import Services
from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.common.banner import Banner
from broadsheet_client.widgets.common.dialog import Dialog
from broadsheet_client.widgets.common.list_format import breakable, join_sentences
from broadsheet_client.widgets.common.message_page import MessagePage
from broadsheet_client.widgets.common.plain_text import PlainLabel
from broadsheet_client.widgets.common.relative_time import relative_time
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.share.share_messages import delivery_lines, failure_message, reason_message


class OutboxDialog(Dialog):
    """Follows the outbox while it is open. `edit_requested` carries a draft, after the dialog has closed."""

    edit_requested = Signal(object)

    def __init__(self, services: Services, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Outbox"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._outbox, self._articles = services.outbox, services.store.articles
        self._shown_entries: list[OutboxEntry] | None = None
        self.notice = Banner(theme)
        self._empty_page = MessagePage(theme)
        self._empty_page.show_message(
            self.tr("Nothing waits"), self.tr("Mail that cannot go at once is kept here."), icon="email"
        )
        self.list = QScrollArea()
        self.list.setObjectName("dialogArea")
        self.list.setAccessibleName(self.tr("Mail"))
        self.list.setWidgetResizable(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._close = buttons.button(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 14)
        layout.addWidget(self.notice)
        layout.addWidget(self.list, stretch=1)
        layout.addWidget(self._empty_page, stretch=1)
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 0, 20, 0)
        foot.addWidget(buttons)
        layout.addLayout(foot)
        self.resize(min(560, parent.width() - 24), min(440, parent.height() - 24))
        self._outbox.changed.connect(self._update_rows)
        self._update_rows()

    def shows_share(self, key: str) -> bool:
        del key
        return True

    def _update_rows(self) -> None:
        entries = [entry for entry in self._outbox.entries() if entry.state is not OutboxState.DRAFT]
        if entries == self._shown_entries:
            return
        index, self._shown_entries = self._focused_row(), entries
        self.list.setVisible(bool(entries))
        self._empty_page.setVisible(not entries)
        content = QWidget()
        content.setObjectName("dialogPage")
        layout = QVBoxLayout(content)
        layout.setContentsMargins(20, 16, 20, 16)
        for entry in reversed(entries):
            layout.addWidget(self._row(entry))
        layout.addStretch()
        self.list.setWidget(content)
        if index is not None:
            self._focus(index)

    def _row(self, entry: OutboxEntry) -> "OutboxRow":
        """A share can be edited if its article is stored."""
        can_edit = bool(self._articles.readable_offline([entry.draft.article_id]))
        row = OutboxRow(entry, can_edit=can_edit)
        row.retry_requested.connect(lambda: self._outbox.retry(entry.key))
        row.edit_requested.connect(lambda: self._edit(entry))
        row.remove_requested.connect(lambda: self._remove(entry))
        return row

    def _edit(self, entry: OutboxEntry) -> None:
        """A queued share must not go out while it is edited."""
        if entry.state is OutboxState.QUEUED and not self._outbox.take_back(entry.key):
            self._show_notice(self.tr("“%1” is on its way and cannot be taken back."), entry)
            return
        self.accept()
        self.edit_requested.emit(entry.next_draft)

    def _remove(self, entry: OutboxEntry) -> None:
        if entry.state not in UNSENT_STATES:
            self._outbox.remove(entry.key)
        elif not self._outbox.cancel(entry.key):
            self._show_notice(self.tr("“%1” is on its way and cannot be taken back."), entry)
        elif entry.state is OutboxState.QUEUED and entry.attempts:
            self._show_notice(self.tr("“%1” is removed. It was tried before and may have gone out."), entry)

    def _show_notice(self, text: str, entry: OutboxEntry) -> None:
        self.notice.show_message(text.replace("%1", entry.draft.headline), retry=False)

    def _focused_row(self) -> int | None:
        """The index of the row whose button has the focus."""
        rows = self._rows()
        return next((index for index, row in enumerate(rows) if row.isAncestorOf(self.focusWidget())), None)

    def _focus(self, index: int) -> None:
        """Focus the row that replaced the focused one."""
        rows = self._rows()
        buttons = rows[min(index, len(rows) - 1)].buttons if rows else []
        (buttons[-1] if buttons else self._close).setFocus()

    def _rows(self) -> list["OutboxRow"]:
        content = self.list.widget()
        return content.findChildren(OutboxRow) if content else []


class OutboxRow(QFrame):
    """One share and its commands."""

    retry_requested = Signal()
    edit_requested = Signal()
    remove_requested = Signal()

    def __init__(self, entry: OutboxEntry, *, can_edit: bool) -> None:
        super().__init__()
        headline = _headline(entry.draft)
        text = f"{', '.join(entry.draft.to)}\n{self._status_text(entry)}"
        details = PlainLabel(breakable(text))
        details.setProperty("part", _style(entry))
        details.setWordWrap(True)
        self.text = f"{entry.draft.headline}\n{text}"
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 10)
        layout.setSpacing(4)
        layout.addWidget(headline)
        layout.addWidget(details)
        self.buttons = list(self._create_buttons(entry, can_edit=can_edit))
        line = QHBoxLayout()
        for button in self.buttons:
            line.addWidget(button)
        line.addStretch()
        layout.addLayout(line)

    def _create_buttons(self, entry: OutboxEntry, *, can_edit: bool) -> Iterator[QPushButton]:
        """None while the server has the share and its deliveries have not ended."""
        if entry.state in UNSENT_STATES:
            is_new = entry.receipt is not None
            text = self.tr("Send again") if is_new else self.tr("Send now")
            name = self.tr("Send again: %1") if is_new else self.tr("Send now: %1")
            yield _button(text, name, entry, self.retry_requested)
        if entry.state in UNSENT_STATES and can_edit:
            yield _button(self.tr("Edit"), self.tr("Edit: %1"), entry, self.edit_requested)
        if entry.state is not OutboxState.ACCEPTED:
            yield _button(self.tr("Remove"), self.tr("Remove: %1"), entry, self.remove_requested)

    def _status_text(self, entry: OutboxEntry) -> str:
        when = relative_time(datetime.fromtimestamp(entry.changed_at, UTC))
        reason = reason_message(entry.reason, entry.draft) if entry.reason else ""
        match entry.state:
            case OutboxState.SENT if entry.receipt:
                return self.tr("Sent %1: the mail server has it.").replace("%1", when)
            case OutboxState.SENT:
                return self.tr("Taken by the newspaper %1").replace("%1", when)
            case OutboxState.ACCEPTED:
                text = self.tr("The newspaper has taken it and is handing it to the mail server.")
                return _with_lines(text, entry)
            case OutboxState.UNTRACKED:
                return self.tr("Taken by the newspaper, which does not say what became of it.")
            case OutboxState.FAILED if entry.receipt:
                text = join_sentences(self.tr("It could not be delivered."), failure_message(entry.receipt))
                return _with_lines(text, entry)
            case OutboxState.FAILED:
                return reason or self.tr("It could not be sent.")
            case _:
                waiting = self.tr("Waiting; it goes out by itself.")
                return join_sentences(waiting, reason)


def _headline(draft: ShareDraft) -> PlainLabel:
    direction = base_direction(draft.headline, draft.language)
    label = PlainLabel(begin_in_direction(draft.headline, direction))
    label.setFont(fonts.font(fonts.serif(draft.language), 16, bold=True))
    label.setWordWrap(True)
    return label


def _style(entry: OutboxEntry) -> str:
    """How the style sheet shows the state. Without a receipt it is unknown whether the mail was sent."""
    if entry.state is OutboxState.FAILED:
        return "problem"
    return "success" if entry.state is OutboxState.SENT and entry.receipt else "hint"


def _with_lines(text: str, entry: OutboxEntry) -> str:
    """The text and, where the deliveries differ, a line for each."""
    receipt = entry.receipt
    if receipt is None or len({delivery.state for delivery in receipt.deliveries}) < 2:
        return text
    return f"{text}\n{delivery_lines(receipt, entry.draft.to)}"


def _button(text: str, accessible_name: str, entry: OutboxEntry, pressed: SignalInstance) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName("link")
    button.setFlat(True)
    button.setAutoDefault(False)
    button.setAccessibleName(accessible_name.replace("%1", entry.draft.headline))
    button.clicked.connect(pressed)
    return button
