"""The commands of the window, in one table for the menu, the header and the list of shortcuts."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from broadsheet_client.widgets.common import icons
from broadsheet_client.widgets.common.theme import Theme


class Group(StrEnum):
    """The submenus, in their order."""

    READ = "Read"
    ARTICLE = "Article"
    PAPERS = "Papers"
    VIEW = "View"
    WINDOW = "Window"


class Command(StrEnum):
    """The names of the actions."""

    READ_ON = "read_on"
    READ_BACK = "read_back"
    BACK = "back"
    FORWARD = "forward"
    NEXT = "next"
    PREVIOUS = "previous"
    REFRESH = "refresh"
    HOME = "home"
    SEARCH = "search"
    SHARE = "share"
    OUTBOX = "outbox"
    COPY_LINK = "copy_link"
    BROWSER = "browser"
    LINKS = "links"
    ADD_PAPER = "add_paper"
    PAPERS = "papers"
    KEY = "key"
    ZOOM_IN = "zoom_in"
    ZOOM_OUT = "zoom_out"
    ZOOM_RESET = "zoom_reset"
    SECTIONS = "sections"
    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"
    ENGLISH = "english"
    CHINESE = "chinese"
    SYSTEM_LANGUAGE = "system_language"
    NEXT_PANE = "next_pane"
    PREVIOUS_PANE = "previous_pane"
    SHORTCUTS = "shortcuts"
    ABOUT = "about"
    QUIT = "quit"


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action; its text is translated in the context “Actions”."""

    command: Command
    group: Group
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False


def _row(
    command: Command, group: Group, text: object, *keys: str, icon: str = "", checkable: bool = False
) -> ActionRow:
    return ActionRow(command, group, str(text), keys, icon, checkable)


ACTIONS: tuple[ActionRow, ...] = (
    _row(Command.READ_ON, Group.READ, QT_TRANSLATE_NOOP("Actions", "Read on"), "Space"),
    _row(Command.READ_BACK, Group.READ, QT_TRANSLATE_NOOP("Actions", "Read back"), "Shift+Space"),
    _row(Command.NEXT, Group.READ, QT_TRANSLATE_NOOP("Actions", "Next article"), "J"),
    _row(Command.PREVIOUS, Group.READ, QT_TRANSLATE_NOOP("Actions", "Previous article"), "K"),
    _row(Command.BACK, Group.READ, QT_TRANSLATE_NOOP("Actions", "Back"), "Alt+Left", icon="back"),
    _row(Command.FORWARD, Group.READ, QT_TRANSLATE_NOOP("Actions", "Forward"), "Alt+Right", icon="forward"),
    _row(Command.HOME, Group.READ, QT_TRANSLATE_NOOP("Actions", "All news"), "Alt+Home", icon="home"),
    _row(
        Command.REFRESH, Group.READ, QT_TRANSLATE_NOOP("Actions", "Refresh"), "F5", "Ctrl+R", icon="refresh"
    ),
    _row(
        Command.SEARCH,
        Group.READ,
        QT_TRANSLATE_NOOP("Actions", "Search"),
        "Ctrl+K",
        "Ctrl+F",
        "/",
        icon="search",
    ),
    _row(
        Command.SHARE,
        Group.ARTICLE,
        QT_TRANSLATE_NOOP("Actions", "Email this to your friend"),
        "Ctrl+E",
        icon="email",
    ),
    _row(Command.OUTBOX, Group.ARTICLE, QT_TRANSLATE_NOOP("Actions", "Outbox"), "Ctrl+Shift+E"),
    _row(Command.COPY_LINK, Group.ARTICLE, QT_TRANSLATE_NOOP("Actions", "Copy link"), "Ctrl+Shift+C"),
    _row(
        Command.BROWSER,
        Group.ARTICLE,
        QT_TRANSLATE_NOOP("Actions", "Open in browser"),
        "Ctrl+O",
        icon="open-external",
    ),
    _row(Command.LINKS, Group.ARTICLE, QT_TRANSLATE_NOOP("Actions", "Links of the article"), "Ctrl+L"),
    _row(Command.ADD_PAPER, Group.PAPERS, QT_TRANSLATE_NOOP("Actions", "Add a paper…")),
    _row(
        Command.PAPERS,
        Group.PAPERS,
        QT_TRANSLATE_NOOP("Actions", "Rename or remove papers…"),
        "Ctrl+Shift+P",
    ),
    _row(Command.KEY, Group.PAPERS, QT_TRANSLATE_NOOP("Actions", "Key for sharing…")),
    _row(
        Command.ZOOM_IN,
        Group.VIEW,
        QT_TRANSLATE_NOOP("Actions", "Larger text"),
        "Ctrl++",
        "Ctrl+=",
        icon="zoom-in",
    ),
    _row(
        Command.ZOOM_OUT, Group.VIEW, QT_TRANSLATE_NOOP("Actions", "Smaller text"), "Ctrl+-", icon="zoom-out"
    ),
    _row(Command.ZOOM_RESET, Group.VIEW, QT_TRANSLATE_NOOP("Actions", "Normal text size"), "Ctrl+0"),
    _row(
        Command.SECTIONS,
        Group.VIEW,
        QT_TRANSLATE_NOOP("Actions", "Sections"),
        "F9",
        icon="sections",
        checkable=True,
    ),
    _row(Command.SYSTEM, Group.VIEW, QT_TRANSLATE_NOOP("Actions", "Colours of the system"), checkable=True),
    _row(Command.LIGHT, Group.VIEW, QT_TRANSLATE_NOOP("Actions", "Light colours"), checkable=True),
    _row(Command.DARK, Group.VIEW, QT_TRANSLATE_NOOP("Actions", "Dark colours"), checkable=True),
    _row(
        Command.SYSTEM_LANGUAGE,
        Group.VIEW,
        QT_TRANSLATE_NOOP("Actions", "Language of the system"),
        checkable=True,
    ),
    # A language is listed under its own name in every language.
    _row(Command.ENGLISH, Group.VIEW, "English", checkable=True),
    _row(Command.CHINESE, Group.VIEW, "简体中文", checkable=True),
    _row(Command.NEXT_PANE, Group.WINDOW, QT_TRANSLATE_NOOP("Actions", "Next part of the window"), "F6"),
    _row(
        Command.PREVIOUS_PANE,
        Group.WINDOW,
        QT_TRANSLATE_NOOP("Actions", "Previous part of the window"),
        "Shift+F6",
    ),
    _row(Command.SHORTCUTS, Group.WINDOW, QT_TRANSLATE_NOOP("Actions", "Keyboard shortcuts"), "?", "F1"),
    _row(Command.ABOUT, Group.WINDOW, QT_TRANSLATE_NOOP("Actions", "About this reader…")),
    _row(Command.QUIT, Group.WINDOW, QT_TRANSLATE_NOOP("Actions", "Quit"), "Ctrl+Q"),
)


class Actions(QObject):
    """The table as QActions of a window; icons follow the palette."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._theme = theme
        self._actions = {row.command: self._create_action(row, window) for row in ACTIONS}
        theme.changed.connect(self._update_icons)
        self._update_icons()

    def __getitem__(self, command: Command) -> QAction:
        return self._actions[command]

    def in_group(self, group: Group) -> Iterator[QAction]:
        """The actions of a submenu."""
        return (self._actions[row.command] for row in ACTIONS if row.group is group)

    def _create_action(self, row: ActionRow, window: QWidget) -> QAction:
        action = QAction(translated(row.text), window)
        action.setObjectName(row.command)
        action.setShortcuts([QKeySequence(key) for key in row.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setCheckable(row.checkable)
        if keys := action.shortcut().toString(QKeySequence.SequenceFormat.NativeText):
            action.setToolTip(f"{action.text()} ({keys})")
        # A thin space between icon and text; style sheets cannot set it.
        action.setIconText(f"\u2009{action.text()}")
        window.addAction(action)
        return action

    def _update_icons(self) -> None:
        palette = self._theme.palette
        for row in ACTIONS:
            if row.icon:
                color = palette.button_text if row.command is Command.SHARE else palette.text
                self._actions[row.command].setIcon(icons.icon(row.icon, color, palette.outline))


def translated(text: str) -> str:
    """A text of the table, translated."""
    return QCoreApplication.translate("Actions", text)


def group_title(group: Group) -> str:
    """The title of a submenu."""
    titles = {
        Group.READ: QCoreApplication.translate("Actions", "Read"),
        Group.ARTICLE: QCoreApplication.translate("Actions", "Article"),
        Group.PAPERS: QCoreApplication.translate("Actions", "Papers"),
        Group.VIEW: QCoreApplication.translate("Actions", "View"),
        Group.WINDOW: QCoreApplication.translate("Actions", "Window"),
    }
    return titles[group]
