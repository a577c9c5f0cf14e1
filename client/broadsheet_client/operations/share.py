"""Email this to your friend: from the dialog to the outbox, and what became of it back to the dialog."""

from PySide6.QtCore import QObject, Signal

from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.operations.outbox import Outbox


class ShareOperation(QObject):
    """`state_changed` brings ShareProgress: Sending, Sent, Waiting (it will go by itself) or Refused."""

    state_changed = Signal(object)

    def __init__(self, outbox: Outbox, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def start(self, draft: ShareDraft) -> None:
        """Send it. Problems of the draft come back as Refused, and nothing leaves."""
        raise NotImplementedError

    def cancel(self) -> bool:
        """Take it back; False if it is on its way or sent already."""
        raise NotImplementedError
