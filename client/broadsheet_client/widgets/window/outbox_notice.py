"""Says above the panes that a mail did not arrive, whatever the person is doing then."""

from collections.abc import Callable

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from broadsheet_client.core.share_progress import OutboxState
from broadsheet_client.operations.outbox import Outbox
from broadsheet_client.widgets.common.banner import Banner
from broadsheet_client.widgets.common.theme import Theme


class OutboxNotice(Banner):
    """Hidden until a share fails that no dialog shows, as `is_shown` tells by its idempotency key.

    Its button, `retry_requested`, leads to the outbox.
    """

    def __init__(self, outbox: Outbox, is_shown: Callable[[str], bool], theme: Theme) -> None:
        super().__init__(theme)
        self._outbox, self._is_shown, self._key = outbox, is_shown, ""
        outbox.failed.connect(self._share_failed)
        outbox.changed.connect(self._hide_when_solved)
        self.retry_requested.connect(self.hide)

    def _share_failed(self, key: str) -> None:
        entry = next((entry for entry in self._outbox.entries() if entry.key == key), None)
        if entry is None or self._is_shown(key):
            return
        self._key = key
        text = self.tr("“%1” could not be sent to your friend.").replace("%1", entry.draft.headline)
        self.show_message(text, action=self.tr("Show the outbox"))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _hide_when_solved(self) -> None:
        if self.isVisible() and not any(
            entry.key == self._key and entry.state == OutboxState.FAILED for entry in self._outbox.entries()
        ):
            self.hide()
