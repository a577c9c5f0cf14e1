"""The dialog “Email this to your friend”: write the mail, send it, and follow its delivery."""

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from broadsheet_client.api.generated import (
    ArticlePage,
    PublicationDetails,
    ShareArticleErrorCode,
)
from broadsheet_client.core.mailto import MailtoError, share_mailto
from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.core.share_progress import (
    Accepted,
    Held,
    Queued,
    Rejected,
    Saving,
    Sending,
    ShareProgress,
)
from broadsheet_client.errors import ErrorCode
from broadsheet_client.services import Services
from broadsheet_client.widgets.common.dialog import Dialog
from broadsheet_client.widgets.common.error_messages import error_message, message_for
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.share.share_editor import SIDE_BY_SIDE_WIDTH, ShareEditor
from broadsheet_client.widgets.share.share_messages import reason_message
from broadsheet_client.widgets.share.share_result import ShareResult

SAVE_DELAY = 500
"""Milliseconds after the last key press until the draft is saved."""
COUNTDOWN_INTERVAL = 200
"""Milliseconds between two looks at the time that is left to take a share back."""
_SENDER_NAME = "sender_name"


class ShareDialog(Dialog):
    """Shares one article. The draft survives every failure, and closing the dialog.

    Starts with `draft`, else with the last unfinished draft about this article, else with an empty one.
    """

    outbox_requested = Signal()
    key_requested = Signal()
    """The server needs a key to send mail; call `send` when there is one."""

    def __init__(
        self,
        services: Services,
        page: ArticlePage,
        publication: PublicationDetails | None,
        theme: Theme,
        parent: QWidget,
        draft: ShareDraft | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Email this to your friend"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._services, self._page = services, page
        self._saved_draft = draft or services.outbox.unfinished_draft(page.id)
        name = services.store.key_values.get(_SENDER_NAME)
        self._draft = self._saved_draft or ShareDraft.for_article(page, name if isinstance(name, str) else "")
        self._is_sending = self._awaits_key = False
        self._held_until = 0.0
        """Unix time when the share is sent; 0 if it cannot be taken back."""
        self.editor = ShareEditor(page, publication, services.store.recipients, theme, self.windowTitle())
        self.form = self.editor.form
        self.result_page = ShareResult(theme)
        self._share = services.create_share()
        self._save_timer = QTimer(self, singleShot=True, interval=SAVE_DELAY)
        self._countdown = QTimer(self, interval=COUNTDOWN_INTERVAL)
        self._create_layout()
        self._connect()
        self.form.show_draft(self._draft)
        if publication is not None and not publication.can_share_by_email:
            reason = self.tr("This newspaper's server does not send mail at the moment.")
            self.editor.offer_only_mail_program(reason)
        self.editor.preview.show_draft(self._draft)
        self.form.focus_first_empty()
        self._resize_to(parent)

    @property
    def draft(self) -> ShareDraft:
        """The draft with what the form holds now."""
        return self.form.draft_from(self._draft)

    def shows_share(self, key: str) -> bool:
        return key == self._share.key

    def send(self) -> None:
        """Send the draft, unless it is being sent already or an address is left over."""
        if self._is_sending or self.editor.send_button.isHidden():
            return
        if not self._services.access_key.is_restored:
            self._send_once_restored()
            return
        if not self.form.commit():
            self.form.recipients.setFocus()
            self.editor.reveal_focused_field()
            return
        if not self._services.access_key.is_known:
            self.key_requested.emit()
            return
        self._save_timer.stop()
        self._draft = self.draft
        self._services.store.key_values.set(_SENDER_NAME, self._draft.sender_name.strip())
        self._share.start(self._draft)

    def _send_once_restored(self) -> None:
        """Send when it is known whether there is a key; the keyring may ask the person to unlock it."""
        if not self._awaits_key:
            self._awaits_key = True
            restored = self._services.access_key.restored
            restored.connect(self.send, Qt.ConnectionType.SingleShotConnection)
            self._services.access_key.restore()

    def undo(self) -> None:
        """Take the share back and edit its draft again, unless it is on its way."""
        if not self._held_until or not self._share.take_back():
            return
        self._stop_countdown()
        self._edit(self._draft)

    def edit_again(self) -> None:
        """Edit the share that did not arrive, as a new one to those whom it did not reach."""
        entry = self._services.store.outbox.entry(self._draft.idempotency_key)
        if entry is not None:
            draft = entry.next_draft
            self.form.show_draft(draft)
            self._edit(draft)

    def _edit(self, draft: ShareDraft) -> None:
        """Return from the result to the editor; the outbox holds this draft already."""
        self._draft = self._saved_draft = draft
        self._is_sending = False
        self.editor.set_sending(False)
        self._pages.setCurrentWidget(self.editor)
        self.editor.preview.show_draft(draft)
        self.form.focus_first_empty()

    def use_mail_program(self) -> None:
        """Open the draft in the person's own mail program by a `mailto:` address."""
        if not self.form.commit():
            return
        draft = self.draft
        try:
            link = draft.link or self._page.canonical_url
            address = share_mailto(headline=draft.headline, link=link, note=draft.note, to=draft.to)
        except MailtoError as error:
            self.form.set_problem(error_message(error.code, error.value))
            return
        if self._services.open_url(address):
            self._discard_draft()
            self._show_result(self.result_page.show_mail_program_opened)
        else:
            self.form.set_problem(
                self.tr("No mail program could be opened. The link can be copied with Ctrl+Shift+C.")
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes a held share back."""
        if event.key() == Qt.Key.Key_Escape and self._held_until:
            self.undo()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.editor.fit(event.size())

    def done(self, result: int) -> None:
        """Save the draft, however the dialog is closed. A held share is sent without the dialog."""
        self._save_draft()
        self._stop_countdown()
        super().done(result)

    def _create_layout(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self.editor)
        self._pages.addWidget(self.result_page)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._pages)

    def _resize_to(self, parent: QWidget) -> None:
        is_wide = parent.width() - 24 >= SIDE_BY_SIDE_WIDTH
        size = QSize(min(900, parent.width() - 24), min(600 if is_wide else 760, parent.height() - 24))
        # The initial side-by-side layout has a minimum width that may exceed the window's: adapt it first.
        self.editor.fit(size)
        self.editor.activate_layout()
        self._layout.activate()
        self.resize(size)

    def _connect(self) -> None:
        self.editor.send_button.clicked.connect(self.send)
        self.editor.cancel_button.clicked.connect(self.reject)
        self.editor.mail_program_button.clicked.connect(self.use_mail_program)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._click_default)
        self.form.changed.connect(self._draft_changed)
        self._save_timer.timeout.connect(self._save_draft)
        self._share.state_changed.connect(self._show_progress)
        self._countdown.timeout.connect(self._show_countdown)
        self.result_page.done.connect(self.accept)
        self.result_page.undo_requested.connect(self.undo)
        self.result_page.edit_requested.connect(self.edit_again)
        self.result_page.outbox_requested.connect(self._show_outbox)

    def _click_default(self) -> None:
        if self.editor.send_button.isHidden():
            self.use_mail_program()
        else:
            self.send()

    def _draft_changed(self) -> None:
        self.editor.preview.show_draft(self.draft)
        self._save_timer.start()

    def _show_progress(self, progress: ShareProgress) -> None:
        self._is_sending = isinstance(progress, Saving | Held | Sending)
        self.editor.set_sending(self._is_sending)
        self._stop_countdown()
        match progress:
            case Held(until):
                self._held_until = until
                self._show_countdown()
                self._countdown.start()
            case Sending() if self._pages.currentWidget() is self.result_page:
                self.result_page.show_sending(self._draft.to)
            case Accepted(receipt):
                self._show_result(lambda: self.result_page.show_receipt(receipt, self._draft.to))
            case Queued():
                self._show_result(lambda: self.result_page.show_queued(progress))
            case Rejected():
                self._show_rejection(progress)
            case _:
                self._saved_draft = self._draft
                self.form.show_problems((), self._draft)

    def _show_result(self, show: Callable[[], None]) -> None:
        """Turn to the result page before it is filled: only a visible page can give the focus to a button."""
        self._pages.setCurrentWidget(self.result_page)
        show()

    def _show_countdown(self) -> None:
        seconds = max(1, math.ceil(self._held_until - time.time()))
        self._show_result(lambda: self.result_page.show_held(seconds, self._draft.to))

    def _stop_countdown(self) -> None:
        self._countdown.stop()
        self._held_until = 0.0

    def _show_rejection(self, rejected: Rejected) -> None:
        self._pages.setCurrentWidget(self.editor)
        self.form.show_problems(rejected.problems, self._draft)
        # The problem labels get their height from the event loop.
        QTimer.singleShot(0, self, self.editor.reveal_focused_field)
        if not rejected.problems:
            self.form.set_problem(message_for(rejected.error))
        if rejected.error.code in {ErrorCode.KEY_NEEDED, ErrorCode.KEY_REFUSED}:
            self.key_requested.emit()
        elif rejected.needs_mail_program:
            self.editor.offer_only_mail_program(reason_message(rejected, self._draft))
        if rejected.has(ShareArticleErrorCode.IDEMPOTENCY_CONFLICT):
            self._draft = self._draft.as_new_share()

    def _show_outbox(self) -> None:
        self.accept()
        self.outbox_requested.emit()

    def _save_draft(self) -> None:
        """Save the draft if it changed. A share that is being sent, or was sent, belongs to the outbox."""
        self._save_timer.stop()
        if self._is_sending or self._pages.currentWidget() is self.result_page:
            return
        self._draft = self.draft
        if self._draft == self._saved_draft:
            return
        if self._draft.to or self._draft.note.strip():
            self._saved_draft = self._draft
            self._services.outbox.save_draft(self._draft)
        else:
            self._discard_draft()

    def _discard_draft(self) -> None:
        self._save_timer.stop()
        for key in (self._draft.idempotency_key, self._draft.replaces):
            self._services.outbox.cancel(key)
