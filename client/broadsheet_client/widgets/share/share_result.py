"""The page of the share dialog after sending. It promises no more than is known."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from broadsheet_client.api.generated import DeliveryState, ShareReceipt
from broadsheet_client.core.share_progress import Queued, is_final
from broadsheet_client.errors import ErrorKind
from broadsheet_client.widgets.common import fonts, icons
from broadsheet_client.widgets.common.list_format import BREAK_CHANCE, breakable, join_names, join_sentences
from broadsheet_client.widgets.common.plain_text import PlainLabel
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.share.share_messages import delivery_lines, failure_message, queued_message


class ShareResult(QWidget):
    """An icon, a sentence, a line for each recipient where they differ, and a button."""

    done = Signal()
    undo_requested = Signal()
    edit_requested = Signal()
    outbox_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dialogPage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme, self.icon_name = theme, "check"
        self._icon = PlainLabel()
        self._title = PlainLabel()
        self._title.setFont(fonts.font(fonts.serif(), 24, bold=True))
        self._text = PlainLabel()
        self._text.setProperty("part", "hint")
        self._deliveries = PlainLabel()
        for label in (self._icon, self._title, self._text, self._deliveries):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(label is not self._icon)
        self.close_button = QPushButton(self.tr("Done"))
        self.close_button.setProperty("primary", True)
        self.undo_button = QPushButton(self.tr("Undo"))
        self._outbox_button = QPushButton(self.tr("Show the outbox"))
        self.edit_button = QPushButton(self.tr("Edit"))
        self.undo_button.hide()
        self.edit_button.hide()
        self._outbox_button.hide()
        self._create_layout()
        self.close_button.clicked.connect(self.done)
        self.undo_button.clicked.connect(self.undo_requested)
        self.edit_button.clicked.connect(self.edit_requested)
        self._outbox_button.clicked.connect(self.outbox_requested)
        theme.changed.connect(self._update_icon)

    def _create_layout(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.undo_button)
        buttons.addWidget(self.edit_button)
        buttons.addWidget(self._outbox_button)
        buttons.addWidget(self.close_button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 30, 28, 30)
        layout.setSpacing(12)
        layout.addStretch(2)
        for label in (self._icon, self._title, self._text, self._deliveries):
            layout.addWidget(label)
        layout.addSpacing(14)
        layout.addLayout(buttons)
        layout.addStretch(3)

    @property
    def text(self) -> str:
        """The whole text."""
        texts = (label.text() for label in (self._title, self._text, self._deliveries))
        return "\n".join(text.replace(BREAK_CHANCE, "") for text in texts if text)

    def show_held(self, seconds: int, to: Sequence[str]) -> None:
        """The share goes out in so many seconds, unless it is taken back."""
        title = self.tr("Goes out in %n second(s)", "", seconds)
        text = self.tr("To %1. Undo or Escape takes it back.").replace("%1", join_names(to))
        self._show_result("email", title, text, undo=True)

    def show_sending(self, to: Sequence[str]) -> None:
        """The request is in flight."""
        self._show_result("email", self.tr("Sending…"), self.tr("To %1.").replace("%1", join_names(to)))

    def show_receipt(self, receipt: ShareReceipt, to: Sequence[str]) -> None:
        """Show how far each delivery has come."""
        recipients = join_names(to)
        states = {delivery.state for delivery in receipt.deliveries}
        if states == {DeliveryState.SENT}:
            self._show_result("check", self.tr("Sent to %1").replace("%1", recipients), self._sent_text())
        elif DeliveryState.NOT_DELIVERED not in states:
            title = self.tr("On its way to %1").replace("%1", recipients)
            self._show_result("email", title, self._queued_text())
        else:
            self._show_failure(receipt, to, is_total=len(states) == 1)

    def _show_failure(self, receipt: ShareReceipt, to: Sequence[str], *, is_total: bool) -> None:
        """It can be edited when the last delivery has ended: only then it is known whom it did not reach."""
        title, lines = self.tr("It could not be delivered"), ""
        if not is_total:
            title, lines = self.tr("Not every mail could be delivered"), delivery_lines(receipt, to)
        text = join_sentences(failure_message(receipt), self._failure_advice())
        self._show_result("warning", title, text, lines, edit=is_final(receipt))

    def show_queued(self, queued: Queued) -> None:
        """The share is queued in the outbox."""
        if queued.error.kind is ErrorKind.OFFLINE:
            icon = "offline"
            assurance = self.tr(
                "It is kept there, even if you close the reader, and goes out by itself when there is "
                "a connection again."
            )
        else:
            icon = "email"
            assurance = self.tr("It is kept there and tried again by itself, even if you close the reader.")
        self._show_result(
            icon,
            self.tr("Waiting in your outbox"),
            join_sentences(queued_message(queued), assurance),
            outbox=True,
        )

    def show_mail_program_opened(self) -> None:
        """The mail program was opened; whether it sends the mail is unknown."""
        text = self.tr("Whether it is sent is decided there.")
        self._show_result("open-external", self.tr("Your mail program has been opened"), text)

    def _sent_text(self) -> str:
        return self.tr("The mail server has it. It should arrive within minutes.")

    def _failure_advice(self) -> str:
        return self.tr("It is kept in your outbox, where it can be edited and sent again.")

    def _queued_text(self) -> str:
        return self.tr("The newspaper has taken it and is handing it to the mail server.")

    def _show_result(
        self,
        icon: str,
        title: str,
        text: str,
        deliveries: str = "",
        *,
        outbox: bool = False,
        undo: bool = False,
        edit: bool = False,
    ) -> None:
        self.icon_name = icon
        self._title.setText(breakable(title))
        self._text.setText(breakable(text))
        self._deliveries.setText(breakable(deliveries))
        self._deliveries.setVisible(bool(deliveries))
        self._outbox_button.setVisible(outbox)
        self.undo_button.setVisible(undo)
        self.edit_button.setVisible(edit)
        self.setAccessibleName(f"{title} {text}")
        self._update_icon()
        # `focusWidget` would also name a button that had the focus before the page was left.
        if not any(button.hasFocus() for button in (self.undo_button, self.edit_button, self._outbox_button)):
            self.close_button.setFocus()

    def _update_icon(self) -> None:
        palette, ratio = self._theme.palette, self.devicePixelRatioF()
        colour = {"check": palette.success, "warning": palette.error}.get(self.icon_name, palette.muted_text)
        self._icon.setPixmap(icons.pixmap(self.icon_name, colour, 54, ratio))
