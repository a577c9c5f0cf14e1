"""The main window: a header above three panes, wired to the operations."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QMainWindow, QVBoxLayout, QWidget

from broadsheet_client.api.generated import ArticlePage
from broadsheet_client.core.share_progress import OutboxState
from broadsheet_client.core.states import Loading
from broadsheet_client.services import Services
from broadsheet_client.widgets.article.article_pane import ArticlePane
from broadsheet_client.widgets.article_list.article_list_pane import ArticleListPane
from broadsheet_client.widgets.common.banner import Banner
from broadsheet_client.widgets.common.dialog import Dialog
from broadsheet_client.widgets.common.error_messages import error_message
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.models.article_list_model import ArticleListModel
from broadsheet_client.widgets.window.actions import Actions, Command, Group
from broadsheet_client.widgets.window.commands import ArticleCommands, DialogCommands, ReadingCommands
from broadsheet_client.widgets.window.header import Header
from broadsheet_client.widgets.window.key_notice import KeyNotice
from broadsheet_client.widgets.window.navigation import Navigation
from broadsheet_client.widgets.window.outbox_notice import OutboxNotice
from broadsheet_client.widgets.window.panes import Pane, PaneFocus, Panes, panes_fitting
from broadsheet_client.widgets.window.papers_menu import PapersMenu
from broadsheet_client.widgets.window.preferences import Preferences
from broadsheet_client.widgets.window.search_controller import SearchController
from broadsheet_client.widgets.window.section_tree import SectionTree
from broadsheet_client.widgets.window.share_target import ShareTarget
from broadsheet_client.widgets.window.toast import Toast
from broadsheet_client.widgets.window.view_menu import AppearanceMenu, LanguageMenu

SAVE_DELAY = 1_000
"""Milliseconds after the last move or resize until the geometry is saved: a killed process loses no more."""
_ARTICLE_COMMANDS = (Command.SHARE, Command.COPY_LINK, Command.BROWSER, Command.LINKS)
"""Enabled only while an article is shown."""


class MainWindow(QMainWindow):
    """Emits `closed` when the window closes."""

    closed = Signal()
    paper_chosen = Signal(str)
    """The address of another paper to read."""
    paper_removed = Signal(str)
    """The address of a paper that is remembered no more."""

    def __init__(self, services: Services, theme: Theme, preferences: Preferences) -> None:
        super().__init__()
        self._services, self._preferences = services, preferences
        self._pane_before_search = Pane.ARTICLES
        self.actions_ = Actions(self, theme)
        self._appearance_menu = AppearanceMenu(self.actions_, theme, preferences)
        self._language_menu = LanguageMenu(self.actions_, preferences, self)
        self.header = Header(self.actions_, theme)
        self.papers_menu = PapersMenu(self.header.submenus[Group.PAPERS], preferences, services.server)
        self.section_tree = SectionTree(theme)
        self.model = ArticleListModel(services.store.articles.opened_ids, self)
        self.article_list = ArticleListPane(self.model, theme)
        self.article_pane = ArticlePane(theme, services.images, services.server, preferences.zoom)
        self.navigation = Navigation(services, self.section_tree, self.article_list, self.article_pane, self)
        self.search = SearchController(
            services, self.header.search_field, self.article_list, self.navigation, theme
        )
        handle_names = ("", self.tr("Width of the sections"), self.tr("Width of the list"))
        self.panes = Panes(self.section_tree, self.search.stack, self.article_pane, handle_names)
        share_target = ShareTarget(
            self, self.header.share_button, self.panes, self.search, self.article_list, self.article_pane
        )
        self._dialogs = DialogCommands(
            self, services, preferences, self.article_pane, share_target.article, self.navigation, theme
        )
        self._pane_focus = PaneFocus(self.panes, self._focus_target)
        self._reading = ReadingCommands(
            self.panes, self._pane_focus, self.article_list, self.article_pane, self.search, self.navigation
        )
        self._article_commands = ArticleCommands(self.article_pane, preferences, services.open_url, self)
        self.toast, self.notice = Toast(self), Banner(theme)
        self.key_notice = KeyNotice(services.access_key, theme)
        self.outbox_notice = OutboxNotice(services.outbox, self._shows_share, theme)
        self._create_layout()
        self._connect_list()
        self._connect_commands()
        self._connect_panes()
        self._connect_article()
        self._connect_papers()
        self._update_actions()

    def restore(self) -> None:
        """Restore size and position of the last session; call it before the window is shown."""
        if not self.restoreGeometry(self._preferences.geometry):
            self.resize(1240, 800)
        self.panes.sections_visible = self._preferences.sections
        self.panes.restoreState(self._preferences.splitter)
        # Without this, Qt gives the initial focus to the first button.
        self.setFocus()

    def start(self) -> None:
        """Load the newspaper. Call it after the window is shown, so that everything is laid out once."""
        self.navigation.opens_first_article = panes_fitting(self.width()) > 1
        self.navigation.start()
        self._update_waiting_count()
        if self._services.store.warning:
            self.notice.show_message(error_message(*self._services.store.warning), retry=False)

    def trigger(self, command: Command) -> None:
        """Trigger the action of a command."""
        self.actions_[command].trigger()

    def closeEvent(self, event: QCloseEvent) -> None:
        for dialog in self.findChildren(QDialog):
            dialog.close()
        self.save()
        self._save_timer.stop()
        self.closed.emit()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._services.news_poller.window_activated()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._save_later()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._save_later()

    def event(self, event: QEvent) -> bool:
        """Leave Space to a focused button; elsewhere in the window it is the shortcut of READ_ON."""
        if isinstance(event, QKeyEvent) and _is_plain_space(event) and self._focused_button:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter clicks the focused button, as in a dialog; Escape goes from the article to the list."""
        button = self._focused_button
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and button:
            button.click()
        elif event.key() == Qt.Key.Key_Escape and (self.panes.fitting_count == 1 or self.search.is_active):
            self._pane_focus.focus_pane(Pane.ARTICLES)
        else:
            super().keyPressEvent(event)

    @property
    def _focused_button(self) -> QAbstractButton | None:
        focused = self.focusWidget()
        return focused if isinstance(focused, QAbstractButton) else None

    def _create_layout(self) -> None:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        for notice in (self.notice, self.key_notice, self.outbox_notice):
            layout.addWidget(notice)
        layout.addWidget(self.panes, stretch=1)
        self.setCentralWidget(content)
        self.setMinimumSize(360, 320)
        self._save_timer = QTimer(self, singleShot=True, interval=SAVE_DELAY)
        self._save_timer.timeout.connect(self.save)

    def _connect_list(self) -> None:
        operation = self._services.article_list
        operation.rows_reset.connect(lambda: self.article_list.reset(operation.rows))
        operation.rows_appended.connect(self.model.append)
        operation.rows_changed.connect(self.model.change)
        operation.row_removed.connect(self.model.remove)
        operation.paging_changed.connect(self.model.set_paging_state)
        operation.state_changed.connect(self.article_list.show_state)
        operation.state_changed.connect(self._focus_list_once_loaded)
        operation.newer_found.connect(self.article_list.show_newer)
        self.model.more_requested.connect(operation.load_more)
        self.article_list.retry_requested.connect(operation.retry)
        self.article_list.newer_requested.connect(operation.show_newer)
        self.article_list.article_activated.connect(self._reading.open_article)

    def _connect_commands(self) -> None:
        handlers: dict[Command, Callable[[], object]] = {
            Command.READ_ON: self._reading.page_down,
            Command.READ_BACK: self._reading.page_up,
            Command.NEXT: partial(self.search.step, 1),
            Command.PREVIOUS: partial(self.search.step, -1),
            Command.BACK: self._reading.go_back,
            Command.FORWARD: self._reading.go_forward,
            Command.HOME: self.navigation.go_home,
            Command.SEARCH: self.search.activate,
            Command.REFRESH: self.navigation.refresh,
            Command.SHARE: self._dialogs.share,
            Command.OUTBOX: self._dialogs.outbox,
            Command.COPY_LINK: self._article_commands.copy_link,
            Command.BROWSER: self._article_commands.open_in_browser,
            Command.LINKS: self._dialogs.links,
            Command.ADD_PAPER: self._dialogs.add_paper,
            Command.PAPERS: self._dialogs.papers,
            Command.KEY: self._dialogs.key,
            Command.ZOOM_IN: partial(self._article_commands.zoom_by, 1),
            Command.ZOOM_OUT: partial(self._article_commands.zoom_by, -1),
            Command.ZOOM_RESET: self._article_commands.reset_zoom,
            Command.SECTIONS: self._pane_focus.toggle_sections,
            Command.NEXT_PANE: partial(self._pane_focus.focus_next, 1),
            Command.PREVIOUS_PANE: partial(self._pane_focus.focus_next, -1),
            Command.SHORTCUTS: self._dialogs.shortcuts,
            Command.ABOUT: self._dialogs.about,
            Command.QUIT: self.close,
        }
        for command, handler in handlers.items():
            self.actions_[command].triggered.connect(lambda checked=False, handler=handler: handler())

    def _connect_panes(self) -> None:
        self.search.active_changed.connect(self._search_active_changed)
        self.search.closed.connect(lambda: self.panes.show_pane(self._pane_before_search))
        self.search.article_activated.connect(self._reading.focus_article)
        self.section_tree.section_chosen.connect(self._focus_list_after_section)
        self.section_tree.tree.clicked.connect(lambda: self.search.close(keep_focus=True))
        self.section_tree.outbox_requested.connect(self._dialogs.outbox)
        self._services.outbox.changed.connect(self._update_waiting_count)
        self.outbox_notice.retry_requested.connect(self._dialogs.outbox)
        self.panes.layout_changed.connect(self._pane_layout_changed)
        self.panes.splitterMoved.connect(self._save_later)

    def _connect_article(self) -> None:
        for source in (self._language_menu, self._article_commands, self._dialogs, self.navigation):
            source.notified.connect(self.toast.show_message)
        self.navigation.entry_changed.connect(self._update_actions)
        self._services.open_article.state_changed.connect(self._update_actions)
        self.article_pane.state_pane.page_changed.connect(self._update_actions)
        self.article_pane.article_shown.connect(self._mark_read)
        self.article_pane.home_requested.connect(self._focus_list_after_article)
        self.article_pane.scroll_area.share_requested.connect(self._dialogs.share)
        self.article_pane.scroll_area.zoom_requested.connect(self._article_commands.zoom_by)

    def _connect_papers(self) -> None:
        for source in (self._dialogs, self.papers_menu):
            source.paper_chosen.connect(self.paper_chosen)
        self._dialogs.paper_removed.connect(self.paper_removed)
        self.article_list.address_requested.connect(self._dialogs.change_address)
        self.key_notice.retry_requested.connect(self._dialogs.key)

    def _focus_list_once_loaded(self, state: object) -> None:
        """Give the initial focus to the list when its first state comes, unless something has it."""
        if not isinstance(state, Loading):
            self._services.article_list.state_changed.disconnect(self._focus_list_once_loaded)
            if QApplication.focusWidget() in {None, self}:
                self.article_list.state_pane.focus_content()

    def _update_actions(self) -> None:
        """Enable the actions that apply to what is shown, and set the titles."""
        history, publication = self.navigation.history, self.navigation.publication
        page = self.article_pane.shown_article
        self.actions_[Command.BACK].setEnabled(self._reading.can_go_back)
        self.actions_[Command.FORWARD].setEnabled(history.can_go_forward)
        for command in _ARTICLE_COMMANDS:
            self.actions_[command].setEnabled(page is not None)
        name = publication.name if publication else "Broadsheet"
        self.header.set_publication_name(publication.name if publication else "")
        self.setWindowTitle(f"{page.headline} – {name}" if page else name)

    def _pane_layout_changed(self) -> None:
        self.actions_[Command.SECTIONS].setChecked(self.panes.shows(Pane.SECTIONS))
        self.actions_[Command.BACK].setEnabled(self._reading.can_go_back)
        self.navigation.opens_first_article = self.panes.fitting_count > 1
        self.article_pane.state_pane.set_offline_banner_enabled(self.panes.fitting_count == 1)

    def _update_waiting_count(self) -> None:
        states = [entry.state for entry in self._services.outbox.entries()]
        waiting = sum(state in {OutboxState.QUEUED, OutboxState.FAILED} for state in states)
        self.section_tree.set_waiting_count(waiting)

    def _shows_share(self, key: str) -> bool:
        return any(dialog.isVisible() and dialog.shows_share(key) for dialog in self.findChildren(Dialog))

    def _mark_read(self, page: ArticlePage) -> None:
        self.model.mark_read(page.id)
        self.search.mark_read(page.id)

    def _search_active_changed(self, is_active: bool) -> None:
        self.header.set_searching(is_active)
        if is_active:
            self._pane_before_search = self.panes.front
            self.panes.show_pane(Pane.ARTICLES)

    def _focus_list_after_section(self) -> None:
        if self.panes.fitting_count < 3:
            self._pane_focus.focus_pane(Pane.ARTICLES)

    def _focus_list_after_article(self) -> None:
        if self.panes.fitting_count == 1:
            self._pane_focus.focus_pane(Pane.ARTICLES)

    def _focus_target(self, pane: Pane) -> QWidget:
        return (self.section_tree.tree, self.search.focus_target, self.article_pane.scroll_area.view)[pane]

    def _save_later(self) -> None:
        if self.isVisible():
            self._save_timer.start()

    def save(self) -> None:
        """Save size and position, and what is read."""
        self._preferences.geometry = self.saveGeometry()
        self._preferences.splitter = self.panes.saveState()
        self._preferences.sections = self.panes.sections_visible
        self._preferences.save()
        self.navigation.save_position()


def _is_plain_space(event: QKeyEvent) -> bool:
    """Whether this ShortcutOverride, which precedes the window's shortcuts, is Space without modifiers."""
    is_space = event.key() == Qt.Key.Key_Space and not event.modifiers()
    return is_space and event.type() == QEvent.Type.ShortcutOverride
