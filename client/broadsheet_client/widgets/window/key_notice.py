"""Says above the panes that the key for sharing is not valid any more, while reading goes on."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from broadsheet_client.operations.access_key import AccessKey
from broadsheet_client.widgets.common.banner import Banner
from broadsheet_client.widgets.common.theme import Theme


class KeyNotice(Banner):
    """Hidden until the server refuses the key. Its button, `retry_requested`, leads to another key."""

    def __init__(self, access_key: AccessKey, theme: Theme) -> None:
        super().__init__(theme)
        access_key.refused.connect(self._say_refused)
        access_key.accepted.connect(self.hide)
        self.retry_requested.connect(self.hide)

    def _say_refused(self) -> None:
        text = self.tr("Your key for sharing is not valid any more. You can go on reading without it.")
        self.show_message(text, action=self.tr("Enter a key"))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
