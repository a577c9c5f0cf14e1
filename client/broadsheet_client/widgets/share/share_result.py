"""What became of a share, in words that promise no more than is known."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from broadsheet_client.api.generated import DeliveryReceipt, DeliveryState, ShareReceipt
from broadsheet_client.core.errors import ErrorKind
from broadsheet_client.core.share_progress import Queued
from broadsheet_client.widgets.common import fonts, icons
from broadsheet_client.widgets.common.error_messages import message_for
from broadsheet_client.widgets.common.list_format import join_names, join_sentences
from broadsheet_client.widgets.common.theme import Theme


class ShareResult(QWidget):
    """A drawing, a sentence, a line for each friend where they differ, and a way out."""

    done = Signal()
    outbox_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("letter")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme, self._symbol = theme, "check"
        self._drawing = QLabel()
        self._title = QLabel()
        self._title.setFont(fonts.font(fonts.serif(), 24, bold=True))
        self._text = QLabel()
        self._text.setProperty("part", "hint")
        self._each = QLabel()
        for label in (self._drawing, self._title, self._text, self._each):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(label is not self._drawing)
        self.close_button = QPushButton(self.tr("Done"))
        self.close_button.setDefault(True)
        self._outbox = QPushButton(self.tr("Show the outbox"))
        self._lay_out()
        self.close_button.clicked.connect(self.done)
        self._outbox.clicked.connect(self.outbox_wanted)
        theme.changed.connect(self._draw)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self._outbox)
        buttons.addWidget(self.close_button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 30, 28, 30)
        layout.setSpacing(12)
        layout.addStretch(2)
        for label in (self._drawing, self._title, self._text, self._each):
            layout.addWidget(label)
        layout.addSpacing(14)
        layout.addLayout(buttons)
        layout.addStretch(3)

    @property
    def words(self) -> str:
        """What it says, in one string."""
        return "\n".join(label.text() for label in (self._title, self._text, self._each) if label.text())

    def show_receipt(self, receipt: ShareReceipt, to: Sequence[str]) -> None:
        """The server has it; say how far each mail has come."""
        friends = join_names(to)
        states = {delivery.state for delivery in receipt.deliveries}
        if states == {DeliveryState.SENT}:
            self._tell("check", self.tr("Sent to %1").replace("%1", friends), self._taken())
        elif states == {DeliveryState.NOT_DELIVERED}:
            self._tell("warning", self.tr("It could not be delivered"), self._not_taken())
        elif DeliveryState.NOT_DELIVERED in states:
            self._tell("warning", self.tr("Not every mail could be delivered"), "", self._list(receipt, to))
        else:
            self._tell("email", self.tr("On its way to %1").replace("%1", friends), self._handing())

    def show_waiting(self, waiting: Queued) -> None:
        """It is in the outbox."""
        if waiting.error.kind is ErrorKind.OFFLINE:
            promise = self.tr("It is kept there, even if you close the reader.")
        else:
            promise = self.tr("It is kept there and tried again by itself, even if you close the reader.")
        self._tell(
            "offline",
            self.tr("Waiting in your outbox"),
            join_sentences(message_for(waiting.error), promise),
            outbox=True,
        )

    def show_handed_over(self) -> None:
        """The mail program was opened; what it does, nobody tells us."""
        text = self.tr("Whether it is sent is decided there.")
        self._tell("open-external", self.tr("Your mail program has been opened"), text)

    def _taken(self) -> str:
        return self.tr("The mail server has it. It should arrive within minutes.")

    def _not_taken(self) -> str:
        return self.tr("The mail server did not take it. Please check the address, or use your mail program.")

    def _handing(self) -> str:
        return self.tr("The newspaper has taken it and is handing it to the mail server.")

    def _list(self, receipt: ShareReceipt, to: Sequence[str]) -> str:
        names = to if len(to) == len(receipt.deliveries) else [one.recipient for one in receipt.deliveries]
        pairs = zip(names, receipt.deliveries, strict=True)
        return "\n".join(f"{name}: {_state(delivery)}" for name, delivery in pairs)

    def _tell(self, symbol: str, title: str, text: str, each: str = "", *, outbox: bool = False) -> None:
        self._symbol = symbol
        self._title.setText(title)
        self._text.setText(text)
        self._each.setText(each)
        self._each.setVisible(bool(each))
        self._outbox.setVisible(outbox)
        self.setAccessibleName(f"{title} {text}")
        self._draw()
        self.close_button.setFocus()

    def _draw(self) -> None:
        colour, ratio = self._theme.palette.accent, self.devicePixelRatioF()
        self._drawing.setPixmap(icons.pixmap(self._symbol, colour, 54, ratio))


def _state(delivery: DeliveryReceipt) -> str:
    words = {
        DeliveryState.SENT: QCoreApplication.translate("ShareResult", "the mail server has it"),
        DeliveryState.NOT_DELIVERED: QCoreApplication.translate("ShareResult", "could not be delivered"),
    }
    under_way = QCoreApplication.translate("ShareResult", "on its way")
    return next((text for state, text in words.items() if state == delivery.state), under_way)
