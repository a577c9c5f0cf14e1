"""Shows the state of one pane: loading, ready, empty, failed or offline. It never guesses one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from broadsheet_client.core.errors import ErrorKind, ReaderError
from broadsheet_client.core.states import Empty, Failed, Loading, Offline, PaneState, Ready
from broadsheet_client.widgets.common.banner import Banner
from broadsheet_client.widgets.common.error_messages import message_for
from broadsheet_client.widgets.common.message_page import MessagePage
from broadsheet_client.widgets.common.theme import Theme

LOADING_DELAY = 150
"""Milliseconds. An answer that comes sooner shows no loading page, so nothing flickers."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StateMessages:
    """What a pane says in the states that have words."""

    empty_title: str
    empty_text: str
    empty_button: str
    failed_title: str
    offline_title: str
    offline_text: str
    offline_banner: str = ""
    """Empty: another pane of the window tells it already."""
    gone_button: str = ""
    """Where to go from what is there no more; empty: `empty_button`."""
    is_aside: bool = False
    """A pane at the side says it quietly: without drawing and button, which a greater pane has."""


class StatePane(QWidget, Generic[T]):
    """Wraps the widget that shows the content; `render` gives that widget its value."""

    retry_wanted = Signal()
    empty_pressed = Signal()
    turned = Signal()
    """What is to be seen may be another page: the content, a message, or that it is loading."""

    def __init__(
        self,
        content: QWidget,
        render: Callable[[T], None],
        words: StateMessages,
        theme: Theme,
        skeleton: QWidget,
        *,
        patience: int = LOADING_DELAY,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._content, self._render, self._words, self._skeleton = content, render, words, skeleton
        self._state: PaneState[T] | None = None
        self._tells_offline = True
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
        self._patience = QTimer(self, singleShot=True, interval=patience)
        self._patience.timeout.connect(lambda: self._turn_to(self._skeleton))
        self.banner.retry_wanted.connect(self.retry_wanted)
        self.message.pressed.connect(self._press)

    @property
    def state(self) -> PaneState[T] | None:
        """The state shown."""
        return self._state

    @property
    def is_loading(self) -> bool:
        """Whether the loading page is to be seen."""
        return self._pages.currentWidget() is self._skeleton

    @property
    def shows_content(self) -> bool:
        """Whether the content is to be seen."""
        return self._pages.currentWidget() is self._content

    def show_state(self, state: PaneState[T]) -> None:
        """Show it."""
        self._state = state
        self._patience.stop()
        self.banner.hide()
        match state:
            case Loading():
                self._patience.start()
            case Ready(value):
                self._show(value)
            case Empty():
                words = self._words
                self._tell(words.empty_title, words.empty_text, words.empty_button)
            case Failed(error, cached):
                self._show_failed(error, cached)
            case Offline(cached):
                self._show_offline(cached)

    def show_blank(self) -> None:
        """Show nothing at all: another pane says why."""
        self._state = None
        self._patience.stop()
        self.banner.hide()
        self._turn_to(self._blank)

    def tell_offline(self, wanted: bool) -> None:
        """Whether the banner says that one is offline: not where another pane to be seen says it."""
        self._tells_offline = wanted
        match self._state:
            case Offline(cached) if cached is not None:
                self._show_offline_banner()

    def say(self, words: StateMessages) -> None:
        """Say it in these words from the next state on."""
        self._words = words

    def _show(self, value: T) -> None:
        self._render(value)
        self._turn_to(self._content)

    def _show_failed(self, error: ReaderError, cached: T | None) -> None:
        if cached is not None:
            self._show(cached)
            self.banner.tell(message_for(error))
            return
        gone = error.kind is ErrorKind.NOT_FOUND
        words = self._words
        button = (words.gone_button or words.empty_button) if gone else self.tr("Try again")
        self._tell(words.failed_title, message_for(error), button, "warning")

    def _show_offline(self, cached: T | None) -> None:
        if cached is None:
            self._tell(self._words.offline_title, self._words.offline_text, self.tr("Try again"), "offline")
            return
        self._show(cached)
        self._show_offline_banner()

    def _show_offline_banner(self) -> None:
        if self._words.offline_banner:
            self.banner.tell(self._words.offline_banner, symbol="offline")
            self.banner.setVisible(self._tells_offline)

    def _tell(self, title: str, text: str, button: str, symbol: str = "") -> None:
        if self._words.is_aside:
            symbol = button = ""
        self.message.tell(title, text, symbol=symbol, button=button)
        self._turn_to(self.message)

    def take_focus(self) -> None:
        """Put the focus on what is shown: the content, or what there is to press."""
        if self.shows_content:
            self._content.setFocus()
        elif self._pages.currentWidget() is self.message and not self.message.button.isHidden():
            self.message.button.setFocus()

    def _turn_to(self, page: QWidget) -> None:
        """The focus goes along, if it was on the page before."""
        focused, before = QApplication.focusWidget(), self._pages.currentWidget()
        was_here = (
            before is not None and focused is not None and (before is focused or before.isAncestorOf(focused))
        )
        self._pages.setCurrentWidget(page)
        if was_here:
            self.take_focus()
        self.turned.emit()

    def _press(self) -> None:
        """The button of the message: another place to go where trying again would change nothing."""
        match self._state:
            case Failed(error, None) if error.kind is not ErrorKind.NOT_FOUND:
                self.retry_wanted.emit()
            case Offline():
                self.retry_wanted.emit()
            case _:
                self.empty_pressed.emit()
