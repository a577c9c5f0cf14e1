"""Shows the state of a pane: loading, ready, empty, failed or offline."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from broadsheet_client.core.states import Empty, Failed, Loading, Offline, PaneState, Ready
from broadsheet_client.errors import ErrorKind, ReaderError
from broadsheet_client.widgets.common.banner import Banner
from broadsheet_client.widgets.common.error_messages import message_for
from broadsheet_client.widgets.common.message_page import MessagePage
from broadsheet_client.widgets.common.theme import Theme

LOADING_DELAY = 150
"""Milliseconds until the loading page: a faster response causes no flicker."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StateMessages:
    """The messages of the states."""

    empty_title: str
    empty_text: str
    empty_button: str
    failed_title: str
    offline_title: str
    offline_text: str
    failed_text: str = ""
    """In place of the sentence of the error, where the main pane says that."""
    offline_banner: str = ""
    """"" if another pane shows it."""
    gone_button: str = ""
    """The button for a missing article; "" uses `empty_button`."""
    second_button: str = ""
    """Beside “Try again” where there is nothing to show: another way out of the error."""
    is_secondary: bool = False
    """A secondary pane shows messages without icon and button, because the main pane has them."""


class StatePane(QWidget, Generic[T]):
    """Wraps the content widget; `render` shows a value in it."""

    retry_requested = Signal()
    empty_action_triggered = Signal()
    second_action_triggered = Signal()
    page_changed = Signal()
    """Emitted when another page may be shown: content, message, loading or blank."""

    def __init__(
        self,
        content: QWidget,
        render: Callable[[T], None],
        messages: StateMessages,
        theme: Theme,
        skeleton: QWidget,
        *,
        loading_delay: int = LOADING_DELAY,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._content, self._render, self._messages, self._skeleton = content, render, messages, skeleton
        self._state: PaneState[T] | None = None
        self._is_offline_banner_enabled = True
        self.banner = Banner(theme)
        self.message = MessagePage(theme)
        self._blank = QWidget()
        self._pages = QStackedWidget()
        for page in (self._blank, content, self.message, skeleton):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self._pages, stretch=1)
        self._loading_timer = QTimer(self, singleShot=True, interval=loading_delay)
        self._loading_timer.timeout.connect(lambda: self._show_page(self._skeleton))
        self.banner.retry_requested.connect(self.retry_requested)
        self.message.pressed.connect(self._button_pressed)
        self.message.second_pressed.connect(self.second_action_triggered)

    @property
    def state(self) -> PaneState[T] | None:
        """The current state."""
        return self._state

    @property
    def is_loading(self) -> bool:
        """Whether the loading page is shown."""
        return self._pages.currentWidget() is self._skeleton

    @property
    def shows_content(self) -> bool:
        """Whether the content is shown."""
        return self._pages.currentWidget() is self._content

    def show_state(self, state: PaneState[T]) -> None:
        """Show a state."""
        self._state = state
        self._loading_timer.stop()
        self.banner.hide()
        match state:
            case Loading():
                self._loading_timer.start()
            case Ready(value):
                self._show(value)
            case Empty():
                messages = self._messages
                self._show_message(messages.empty_title, messages.empty_text, messages.empty_button)
            case Failed(error, cached):
                self._show_failed(error, cached)
            case Offline(cached):
                self._show_offline(cached)

    def show_blank(self) -> None:
        """Show a blank page: another pane shows the reason."""
        self._state = None
        self._loading_timer.stop()
        self.banner.hide()
        self._show_page(self._blank)

    def set_offline_banner_enabled(self, enabled: bool) -> None:
        """Whether to show the offline banner: not while another visible pane shows it."""
        self._is_offline_banner_enabled = enabled
        match self._state:
            case Offline(cached) if cached is not None:
                self._show_offline_banner()

    def set_messages(self, messages: StateMessages) -> None:
        """Change the messages, from the next state on."""
        self._messages = messages

    def _show(self, value: T) -> None:
        self._render(value)
        self._show_page(self._content)

    def _show_failed(self, error: ReaderError, cached: T | None) -> None:
        if cached is not None:
            self._show(cached)
            self.banner.show_message(message_for(error))
            return
        is_missing = error.kind is ErrorKind.NOT_FOUND
        messages = self._messages
        button = (messages.gone_button or messages.empty_button) if is_missing else self.tr("Try again")
        second_button = "" if is_missing else messages.second_button
        text = messages.failed_text or message_for(error)
        self._show_message(messages.failed_title, text, button, "warning", second_button)

    def _show_offline(self, cached: T | None) -> None:
        if cached is None:
            title, text = self._messages.offline_title, self._messages.offline_text
            self._show_message(title, text, self.tr("Try again"), "offline", self._messages.second_button)
            return
        self._show(cached)
        self._show_offline_banner()

    def _show_offline_banner(self) -> None:
        if self._messages.offline_banner:
            self.banner.show_message(self._messages.offline_banner, icon="offline")
            self.banner.setVisible(self._is_offline_banner_enabled)

    def _show_message(
        self, title: str, text: str, button: str, symbol: str = "", second_button: str = ""
    ) -> None:
        if self._messages.is_secondary:
            symbol = button = second_button = ""
        self.message.show_message(title, text, icon=symbol, button=button, second_button=second_button)
        self._show_page(self.message)

    def focus_content(self) -> None:
        """Focus the content, or the button of the message."""
        if self.shows_content:
            self._content.setFocus()
        elif self._pages.currentWidget() is self.message and not self.message.button.isHidden():
            self.message.button.setFocus()

    def _show_page(self, page: QWidget) -> None:
        """Show a page; it gets the focus if the previous page had it."""
        focused, previous = QApplication.focusWidget(), self._pages.currentWidget()
        had_focus = (
            previous is not None
            and focused is not None
            and (previous is focused or previous.isAncestorOf(focused))
        )
        self._pages.setCurrentWidget(page)
        if had_focus:
            self.focus_content()
        self.page_changed.emit()

    def _button_pressed(self) -> None:
        """Retry where that may help; else emit `empty_action_triggered`."""
        match self._state:
            case Failed(error, None) if error.kind is not ErrorKind.NOT_FOUND:
                self.retry_requested.emit()
            case Offline():
                self.retry_requested.emit()
            case _:
                self.empty_action_triggered.emit()
