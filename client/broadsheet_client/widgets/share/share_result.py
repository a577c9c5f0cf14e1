"""The page of the share dialog after sending. It promises no more than is known."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from broadsheet_client.api.generated import DeliveryReceipt, DeliveryState, ShareReceipt
from broadsheet_client.core.share_progress import Queued
from broadsheet_client.errors import ErrorKind
from broadsheet_client.widgets.common import fonts, icons
from broadsheet_client.widgets.common.error_messages import message_for
from broadsheet_client.widgets.common.list_format import BREAK_CHANCE, breakable, join_names, join_sentences
from broadsheet_client.widgets.common.theme import Theme


class ShareResult(QWidget):
    """An icon, a sentence, a line for each recipient where they differ, and a button."""

    done = Signal()
    undo_requested = Signal()
    outbox_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dialogPage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme, self._icon_name = theme, "check"
        self._icon = QLabel()
        self._title = QLabel()
        self._title.setFont(fonts.font(fonts.serif(), 24, bold=True))
        self._text = QLabel()
        self._text.setProperty("part", "hint")
        self._deliveries = QLabel()
        for label in (self._icon, self._title, self._text, self._deliveries):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(label is not self._icon)
        self.close_button = QPushButton(self.tr("Done"))
        self.close_button.setProperty("primary", True)
        self.undo_button = QPushButton(self.tr("Undo"))
        self._outbox_button = QPushButton(self.tr("Show the outbox"))
        self.undo_button.hide()
        self._outbox_button.hide()
        self._create_layout()
        self.close_button.clicked.connect(self.done)
        self.undo_button.clicked.connect(self.undo_requested)
        self._outbox_button.clicked.connect(self.outbox_requested)
        theme.changed.connect(self._update_icon)

    def _create_layout(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.undo_button)
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
        elif states == {DeliveryState.NOT_DELIVERED}:
            self._show_result("warning", self.tr("It could not be delivered"), self._not_delivered_text())
        elif DeliveryState.NOT_DELIVERED in states:
            self._show_result(
                "warning", self.tr("Not every mail could be delivered"), "", self._delivery_lines(receipt, to)
            )
        else:
            self._show_result(
                "email", self.tr("On its way to %1").replace("%1", recipients), self._queued_text()
            )

    def show_queued(self, queued: Queued) -> None:
        """The share is queued in the outbox."""
        if queued.error.kind is ErrorKind.OFFLINE:
            assurance = self.tr("It is kept there, even if you close the reader.")
        else:
            assurance = self.tr("It is kept there and tried again by itself, even if you close the reader.")
        self._show_result(
            "offline",
            self.tr("Waiting in your outbox"),
            join_sentences(message_for(queued.error), assurance),
            outbox=True,
        )

    def show_mail_program_opened(self) -> None:
        """The mail program was opened; whether it sends the mail is unknown."""
        text = self.tr("Whether it is sent is decided there.")
        self._show_result("open-external", self.tr("Your mail program has been opened"), text)

    def _sent_text(self) -> str:
        return self.tr("The mail server has it. It should arrive within minutes.")

    def _not_delivered_text(self) -> str:
        return self.tr("The mail server did not take it. Please check the address, or use your mail program.")

    def _queued_text(self) -> str:
        return self.tr("The newspaper has taken it and is handing it to the mail server.")

    def _delivery_lines(self, receipt: ShareReceipt, to: Sequence[str]) -> str:
        names = (
            to
            if len(to) == len(receipt.deliveries)
            else [delivery.recipient for delivery in receipt.deliveries]
        )
        pairs = zip(names, receipt.deliveries, strict=True)
        return "\n".join(f"{name}: {_state(delivery)}" for name, delivery in pairs)

    def _show_result(
        self,
        icon: str,
        title: str,
        text: str,
        deliveries: str = "",
        *,
        outbox: bool = False,
        undo: bool = False,
    ) -> None:
        self._icon_name = icon
        self._title.setText(breakable(title))
        self._text.setText(breakable(text))
        self._deliveries.setText(breakable(deliveries))
        self._deliveries.setVisible(bool(deliveries))
        self._outbox_button.setVisible(outbox)
        self.undo_button.setVisible(undo)
        self.setAccessibleName(f"{title} {text}")
        self._update_icon()
        if self.focusWidget() not in {self.undo_button, self._outbox_button}:
            self.close_button.setFocus()

    def _update_icon(self) -> None:
        colour, ratio = self._theme.palette.accent, self.devicePixelRatioF()
        self._icon.setPixmap(icons.pixmap(self._icon_name, colour, 54, ratio))


def _state(delivery: DeliveryReceipt) -> str:
    texts = {
        DeliveryState.SENT: QCoreApplication.translate("ShareResult", "the mail server has it"),
        DeliveryState.NOT_DELIVERED: QCoreApplication.translate("ShareResult", "could not be delivered"),
    }
    under_way = QCoreApplication.translate("ShareResult", "on its way")
    return next((text for state, text in texts.items() if state == delivery.state), under_way)
