"""The window: three panes under a header, and what its actions do."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QMainWindow, QVBoxLayout, QWidget

from broadsheet_client.api.generated import ArticlePage
from broadsheet_client.core.share_progress import OutboxState
from broadsheet_client.core.states import Loading
from broadsheet_client.services import Services
from broadsheet_client.widgets.article.article_pane import ArticlePane
from broadsheet_client.widgets.article_list.article_list_pane import ArticleListPane
from broadsheet_client.widgets.common.banner import Banner
from broadsheet_client.widgets.common.error_messages import error_message
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.models.article_list_model import ArticleListModel
from broadsheet_client.widgets.window.actions import Actions, Command
from broadsheet_client.widgets.window.dialogs import Dialogs
from broadsheet_client.widgets.window.header import Header
from broadsheet_client.widgets.window.navigation import Navigation
from broadsheet_client.widgets.window.panes import Pane, PaneFocus, Panes, panes_fitting
from broadsheet_client.widgets.window.preferences import ZOOM_DEFAULT, ZOOM_MAX, ZOOM_MIN, Preferences
from broadsheet_client.widgets.window.search_controller import SearchController
from broadsheet_client.widgets.window.section_tree import SectionTree
from broadsheet_client.widgets.window.toast import Toast
from broadsheet_client.widgets.window.view_menu import AppearanceMenu, LanguageMenu

ZOOM_STEP = 10
SAVE_DELAY = 1_000
"""Milliseconds after the last change of the window; so a kill loses no more."""
_NEED_AN_ARTICLE = (Command.SHARE, Command.COPY_LINK, Command.BROWSER, Command.LINKS)


class MainWindow(QMainWindow):
    """`closed` comes when the person closes it."""

    closed = Signal()

    def __init__(self, desk: Services, theme: Theme, preferences: Preferences) -> None:
        super().__init__()
        self._desk, self._preferences = desk, preferences
        self._zoom = preferences.zoom
        self._before_search = Pane.ARTICLES
        self.actions_ = Actions(self, theme)
        self._appearances = AppearanceMenu(self.actions_, theme, preferences)
        self._languages = LanguageMenu(self.actions_, preferences, self)
        self.header = Header(self.actions_, theme)
        self.sections = SectionTree(theme)
        self.model = ArticleListModel(desk.store.articles.opened, self)
        self.articles = ArticleListPane(self.model, theme)
        self.article = ArticlePane(theme, desk.pictures, desk.server, self._zoom)
        self.navigation = Navigation(desk, self.sections, self.articles, self.article, self)
        self._dialogs = Dialogs(self, desk, self.article, self.navigation, theme)
        self.search = SearchController(desk, self.header.search, self.articles, self.navigation, theme)
        self.panes = Panes(
            self.sections,
            self.search.middle,
            self.article,
            ("", self.tr("Width of the sections"), self.tr("Width of the list")),
        )
        self._steps = PaneFocus(self.panes, self._home)
        self.toast, self.notice = Toast(self), Banner(theme)
        self._lay_out()
        self._connect_list()
        self._connect_commands()
        self._connect_rest()

    def restore(self) -> None:
        """Take the size and the place that it had before; call it before the window is shown."""
        if not self.restoreGeometry(self._preferences.geometry):
            self.resize(1240, 800)
        self.panes.sections_wanted = self._preferences.sections
        self.panes.restoreState(self._preferences.splitter)
        # Else Qt would begin at the first button.
        self.setFocus()

    def start(self) -> None:
        """Show the paper where it was left. The window is shown before, so that all is laid out once."""
        self.navigation.opens_first = panes_fitting(self.width()) > 1
        self.navigation.start()
        self._count_waiting()
        if self._desk.store.note:
            self.notice.tell(error_message(*self._desk.store.note), retry=False)

    def command(self, command: Command) -> None:
        """Do what an action of the table does."""
        self.actions_[command].trigger()

    def closeEvent(self, event: QCloseEvent) -> None:
        for dialog in self.findChildren(QDialog):
            dialog.close()
        self._save()
        self._saving.stop()
        self.closed.emit()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._desk.news_watch.come_back()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._save_later()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._save_later()

    def event(self, event: QEvent) -> bool:
        """Space presses the button that has the focus; everywhere else in the window it reads on."""
        if isinstance(event, QKeyEvent) and _is_plain_space(event) and self._focused_button:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses a button, as in a dialog; Escape leads from the article back to its list."""
        button = self._focused_button
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and button:
            button.click()
        elif event.key() == Qt.Key.Key_Escape and (self.panes.fitting == 1 or self.search.is_on):
            self._steps.bring(Pane.ARTICLES)
        else:
            super().keyPressEvent(event)

    @property
    def _focused_button(self) -> QAbstractButton | None:
        focused = self.focusWidget()
        return focused if isinstance(focused, QAbstractButton) else None

    def _lay_out(self) -> None:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.notice)
        layout.addWidget(self.panes, stretch=1)
        self.setCentralWidget(content)
        self.setMinimumSize(360, 320)
        self._saving = QTimer(self, singleShot=True, interval=SAVE_DELAY)
        self._saving.timeout.connect(self._save)

    def _connect_list(self) -> None:
        listing = self._desk.article_list
        listing.rows_reset.connect(lambda: self.articles.reset(listing.rows))
        listing.rows_appended.connect(self.model.append)
        listing.rows_changed.connect(self.model.change)
        listing.row_removed.connect(self.model.remove)
        listing.more_changed.connect(self.model.set_more)
        listing.state_changed.connect(self.articles.show_state)
        listing.state_changed.connect(self._begin_in_the_list)
        listing.newer_found.connect(self.articles.show_newer)
        self.model.more_wanted.connect(listing.load_more)
        self.articles.retry_wanted.connect(listing.retry)
        self.articles.newer_wanted.connect(listing.show_newer)
        self.articles.article_entered.connect(self._enter)

    def _connect_commands(self) -> None:
        deeds: dict[Command, Callable[[], object]] = {
            Command.READ_ON: self._read_on,
            Command.READ_BACK: self._read_back,
            Command.NEXT: partial(self.search.step, 1),
            Command.PREVIOUS: partial(self.search.step, -1),
            Command.BACK: self._go_back,
            Command.FORWARD: self.navigation.go_forward,
            Command.HOME: self.navigation.go_home,
            Command.SEARCH: self.search.begin,
            Command.REFRESH: self.navigation.refresh,
            Command.SHARE: self._dialogs.share,
            Command.OUTBOX: self._dialogs.outbox,
            Command.COPY_LINK: self._copy_link,
            Command.BROWSER: self._open_in_browser,
            Command.LINKS: self._dialogs.links,
            Command.ZOOM_IN: partial(self._zoom_by, ZOOM_STEP),
            Command.ZOOM_OUT: partial(self._zoom_by, -ZOOM_STEP),
            Command.ZOOM_RESET: partial(self._zoom_to, ZOOM_DEFAULT),
            Command.SECTIONS: self._steps.toggle_sections,
            Command.NEXT_PANE: partial(self._steps.step, 1),
            Command.PREVIOUS_PANE: partial(self._steps.step, -1),
            Command.SHORTCUTS: self._dialogs.shortcuts,
            Command.QUIT: self.close,
        }
        for command, deed in deeds.items():
            self.actions_[command].triggered.connect(lambda checked=False, deed=deed: deed())

    def _connect_rest(self) -> None:
        self._languages.told.connect(self.toast.tell)
        self.navigation.moved.connect(self._tell_place)
        self.navigation.trouble.connect(self.toast.tell)
        self.article.home_wanted.connect(self._leave_article)
        self.article.sheet.share_wanted.connect(self._dialogs.share)
        self.article.sheet.zoom_wanted.connect(lambda step: self._zoom_by(step * ZOOM_STEP))
        self.search.changed.connect(self._make_way_for_search)
        self.search.returned.connect(lambda: self.panes.bring(self._before_search))
        self.search.article_entered.connect(self._read_found)
        self.sections.section_chosen.connect(self._leave_sections)
        self.sections.tree.clicked.connect(lambda: self.search.leave(keep_focus=True))
        self.sections.outbox_wanted.connect(self._dialogs.outbox)
        self._desk.outbox.changed.connect(self._count_waiting)
        self._desk.open_article.state_changed.connect(self._tell_place)
        self.article.pane.turned.connect(self._tell_place)
        self.panes.rearranged.connect(self._tell_panes)
        self.panes.splitterMoved.connect(self._save_later)
        self.article.article_shown.connect(self._mark_read)
        self._tell_place()

    def _begin_in_the_list(self, state: object) -> None:
        """The keyboard begins in the list, once there is one or a reason for none; unless it is elsewhere."""
        if not isinstance(state, Loading):
            self._desk.article_list.state_changed.disconnect(self._begin_in_the_list)
            if QApplication.focusWidget() in {None, self}:
                self.articles.pane.take_focus()

    def _tell_place(self) -> None:
        history, page, paper = self.navigation.history, self.article.shown, self.navigation.publication
        self.actions_[Command.BACK].setEnabled(history.can_go_back or self.panes.fitting == 1)
        self.actions_[Command.FORWARD].setEnabled(history.can_go_forward)
        for command in _NEED_AN_ARTICLE:
            self.actions_[command].setEnabled(page is not None)
        name = paper.name if paper else "Broadsheet"
        self.header.show_name(paper.name if paper else "")
        self.setWindowTitle(f"{page.headline} – {name}" if page else name)

    def _tell_panes(self) -> None:
        self.actions_[Command.SECTIONS].setChecked(self.panes.shows(Pane.SECTIONS))
        self.navigation.opens_first = self.panes.fitting > 1
        self.article.pane.tell_offline(self.panes.fitting == 1)

    def _count_waiting(self) -> None:
        states = [entry.state for entry in self._desk.outbox.entries()]
        self.sections.show_waiting(sum(state in {OutboxState.QUEUED, OutboxState.FAILED} for state in states))

    def _enter(self, article_id: str, by_key: bool) -> None:
        if self.panes.fitting == 1 or by_key:
            self._steps.bring(Pane.ARTICLE)
        if article_id != self.navigation.history.here.article_id:
            self.navigation.open_listed(article_id)

    def _mark_read(self, page: ArticlePage) -> None:
        self.model.mark_read(page.id)
        self.search.mark_read(page.id)

    def _make_way_for_search(self, is_on: bool) -> None:
        self.header.show_search(is_on)
        if is_on:
            self._before_search = self.panes.front
            self.panes.bring(Pane.ARTICLES)

    def _read_found(self, by_key: bool) -> None:
        if self.panes.fitting == 1 or by_key:
            self._steps.bring(Pane.ARTICLE)

    def _leave_sections(self) -> None:
        if self.panes.fitting < 3:
            self._steps.bring(Pane.ARTICLES)

    def _leave_article(self) -> None:
        if self.panes.fitting == 1:
            self._steps.bring(Pane.ARTICLES)

    def _home(self, pane: Pane) -> QWidget:
        return (self.sections.tree, self.search.home, self.article.sheet.view)[pane]

    def _go_back(self) -> None:
        if self.panes.fitting == 1 and self.panes.front is not Pane.ARTICLES:
            self._steps.bring(Pane.ARTICLES)
        else:
            self.navigation.go_back()

    def _read_on(self) -> None:
        if self.panes.fitting == 1 and self.panes.front is not Pane.ARTICLE:
            self._read()
        elif not self.article.sheet.read_on():
            self.search.step(+1)

    def _read(self) -> None:
        """Show the article that is chosen in the list; else the one that is open."""
        current, is_chosen = self.articles.current_id, self.articles.table.selectionModel().hasSelection()
        is_wanted = self.article.article is None or (is_chosen and not self.search.is_on)
        if current is not None and is_wanted:
            self._enter(current, True)
        else:
            self._steps.bring(Pane.ARTICLE)

    def _read_back(self) -> None:
        if not self.article.sheet.read_on(-1):
            self.search.step(-1)

    def _copy_link(self) -> None:
        page = self.article.shown
        if page is not None:
            QGuiApplication.clipboard().setText(page.canonical_url)
            self.toast.tell(self.tr("Link copied"))

    def _open_in_browser(self) -> None:
        page = self.article.shown
        if page is not None and not self._desk.open_url(page.canonical_url):
            self.toast.tell(self.tr("No browser could be opened. The link can be copied with Ctrl+Shift+C."))

    def _zoom_by(self, step: int) -> None:
        self._zoom_to(self._zoom + step)

    def _zoom_to(self, zoom: int) -> None:
        self._zoom = self._preferences.zoom = min(ZOOM_MAX, max(ZOOM_MIN, zoom))
        self.article.sheet.set_zoom(self._zoom)
        self.toast.tell(self.tr("Text size %1 %").replace("%1", str(self._zoom)))

    def _save_later(self) -> None:
        if self.isVisible():
            self._saving.start()

    def _save(self) -> None:
        self._preferences.geometry = self.saveGeometry()
        self._preferences.splitter = self.panes.saveState()
        self._preferences.sections = self.panes.sections_wanted
        self._preferences.save()
        self.navigation.remember()


def _is_plain_space(event: QKeyEvent) -> bool:
    """Asked before the shortcuts of the window get it."""
    is_space = event.key() == Qt.Key.Key_Space and not event.modifiers()
    return is_space and event.type() == QEvent.Type.ShortcutOverride
