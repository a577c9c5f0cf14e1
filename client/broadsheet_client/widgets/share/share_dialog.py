"""Email this to your friend: write it, see it, send it, and hear what became of it."""

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from broadsheet_client.api.generated import (
    ArticlePage,
    PublicationDetails,
    ShareArticleErrorCode,
    ShareReceipt,
)
from broadsheet_client.core.mailto import MailtoError, share_mailto
from broadsheet_client.core.share_draft import ShareDraft, new_idempotency_key
from broadsheet_client.core.share_progress import (
    Queued,
    Rejected,
    Sending,
    Sent,
    ShareProgress,
)
from broadsheet_client.services import Services
from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.common.elided_text import ElidedLabel
from broadsheet_client.widgets.common.error_messages import error_message, message_for
from broadsheet_client.widgets.common.list_format import join_sentences
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.share.mail_preview import MailPreview
from broadsheet_client.widgets.share.share_form import ShareForm
from broadsheet_client.widgets.share.share_messages import reason_message
from broadsheet_client.widgets.share.share_result import ShareResult

SAVE_DELAY = 500
"""Milliseconds after the last key, when the draft is written to the disk."""
BESIDE, BELOW = 720, 700
"""Narrowest dialog with the preview beside the form, and lowest with the preview below it."""
MARGIN = 28
_NAME = "sender_name"


class ShareDialog(QDialog):
    """One share of one article. What is written survives every failure, and closing the dialog.

    It begins with `draft`, else with what was written about this article before and has not gone.
    """

    outbox_requested = Signal()

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
        # What the outbox has of it already.
        self._saved_draft = draft or services.outbox.unfinished_draft(page.id)
        name = services.store.key_values.get(_NAME)
        self._draft = self._saved_draft or ShareDraft.for_article(page, name if isinstance(name, str) else "")
        self._is_sending = False
        self.form = ShareForm(services.store.recipients.matching)
        self.preview = MailPreview(page, publication, theme)
        self.result_page = ShareResult(theme)
        self.send_button = QPushButton()
        self.mail_program_button = QPushButton(self.tr("Use my mail program"))
        self._reason = QLabel()
        self._share, self._delivery = services.create_share(), services.create_delivery()
        self._save_timer = QTimer(self, singleShot=True, interval=SAVE_DELAY)
        self._create_layout()
        self._connect()
        self.form.show_draft(self._draft)
        self._set_sending(False)
        if publication is not None and not publication.can_share_by_email:
            self._offer_only_mail_program(
                self.tr("This newspaper's server does not send mail at the moment.")
            )
        self.preview.show_draft(self._draft)
        self.form.focus_first_empty()
        wide = parent.width() - 24 >= BESIDE
        size = QSize(min(900, parent.width() - 24), min(600 if wide else 760, parent.height() - 24))
        # Before it has that size: what stands side by side at first would make it wider than the window.
        self._fit(size)
        self._body.activate()
        self._whole.activate()
        self.resize(size)

    @property
    def draft(self) -> ShareDraft:
        """What is written now."""
        return self.form.draft_from(self._draft)

    @property
    def reason(self) -> str:
        """Why only the mail program is offered; empty otherwise."""
        return self._reason.text()

    def send(self) -> None:
        """Send it, if nothing has to change before."""
        if self._is_sending or self.send_button.isHidden() or not self.form.commit():
            return
        self._save_timer.stop()
        self._draft = self.draft
        self._services.store.key_values.set(_NAME, self._draft.sender_name.strip())
        self._share.start(self._draft)

    def use_mail_program(self) -> None:
        """Hand it to the person's own mail program."""
        if not self.form.commit():
            return
        draft = self.draft
        try:
            link = draft.link or self._page.canonical_url
            address = share_mailto(headline=draft.headline, link=link, note=draft.note, to=draft.to)
        except MailtoError as exception:
            self.form.set_problem(error_message(exception.code, exception.value))
            return
        if self._services.open_url(address):
            self._discard_draft()
            self.result_page.show_mail_program_opened()
            self._pages.setCurrentWidget(self.result_page)
        else:
            self.form.set_problem(
                self.tr("No mail program could be opened. The link can be copied with Ctrl+Shift+C.")
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(event.size())

    def done(self, result: int) -> None:
        """However it is closed, what is written is kept."""
        self._save_draft()
        self._delivery.cancel()
        super().done(result)

    def _create_layout(self) -> None:
        title = QLabel(self.windowTitle())
        title.setFont(fonts.font(fonts.serif(), 24, bold=True))
        title.setWordWrap(True)
        headline = ElidedLabel(self._page.headline)
        headline.setProperty("part", "hint")
        self._reason.setWordWrap(True)
        self._reason.hide()
        form_page = QWidget()
        form_page.setObjectName("dialogPage")
        form_layout = QVBoxLayout(form_page)
        form_layout.setContentsMargins(MARGIN, 24, MARGIN, 8)
        form_layout.setSpacing(12)
        for part in (title, headline, self._reason):
            form_layout.addWidget(part)
        form_layout.addWidget(self.form, stretch=1)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self._make_area(form_page), stretch=1)
        left.addLayout(self._make_buttons())
        writing = QWidget()
        writing.setObjectName("dialogPage")
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight, writing)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        self._body.addLayout(left, stretch=5)
        self._body.addWidget(self.preview, stretch=4)
        self._pages = QStackedWidget()
        self._pages.addWidget(writing)
        self._pages.addWidget(self.result_page)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addWidget(self._pages)

    def _make_area(self, form_layout: QWidget) -> QScrollArea:
        """Where the window is too low for the form and its problems, it scrolls above the buttons."""
        self._area = QScrollArea()
        self._area.setObjectName("dialogArea")
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidgetResizable(True)
        self._area.setWidget(form_layout)
        return self._area

    def _make_buttons(self) -> QBoxLayout:
        self.mail_program_button.setFlat(True)
        self.mail_program_button.setAutoDefault(False)
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.cancel_button.setAutoDefault(False)
        self.send_button.setToolTip(self.tr("Ctrl+Enter"))
        self.send_button.setDefault(True)
        ends = QHBoxLayout()
        ends.addStretch()
        ends.addWidget(self.cancel_button)
        ends.addWidget(self.send_button)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.setContentsMargins(MARGIN, 10, MARGIN, 20)
        self._buttons.setSpacing(8)
        self._buttons.addWidget(self.mail_program_button, alignment=Qt.AlignmentFlag.AlignLeft)
        self._buttons.addLayout(ends)
        return self._buttons

    def _fit(self, size: QSize) -> None:
        """The preview stands beside the form, or below it, or nowhere; the buttons on one line or on two."""
        beside = size.width() >= BESIDE
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._body.setDirection(across if beside else down)
        self._body.setStretch(1, 4 if beside else 2)
        self.preview.setVisible(beside or size.height() >= BELOW)
        buttons = (self.mail_program_button, self.cancel_button, self.send_button)
        for button in buttons:
            button.ensurePolished()
        wanted = sum(button.sizeHint().width() for button in buttons) + 2 * self._buttons.spacing()
        fits = wanted <= (size.width() * 5 // 9 if beside else size.width()) - 2 * MARGIN
        self._buttons.setDirection(across if fits else down)

    def _connect(self) -> None:
        self.send_button.clicked.connect(self.send)
        self.cancel_button.clicked.connect(self.reject)
        self.mail_program_button.clicked.connect(self.use_mail_program)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._press_default)
        self.form.changed.connect(self._draft_changed)
        self._save_timer.timeout.connect(self._save_draft)
        self._share.state_changed.connect(self._show_progress)
        self._delivery.state_changed.connect(self._show_receipt)
        self.result_page.done.connect(self.accept)
        self.result_page.outbox_requested.connect(self._show_outbox)

    def _press_default(self) -> None:
        if self.send_button.isHidden():
            self.use_mail_program()
        else:
            self.send()

    def _draft_changed(self) -> None:
        self.preview.show_draft(self.draft)
        self._save_timer.start()

    def _show_progress(self, progress: ShareProgress) -> None:
        self._set_sending(isinstance(progress, Sending))
        match progress:
            case Sent(receipt):
                self._show_receipt(receipt)
                self._delivery.start(receipt)
            case Queued():
                self.result_page.set_waiting_count(progress)
                self._pages.setCurrentWidget(self.result_page)
            case Rejected():
                self._show_rejection(progress)
            case _:
                self._saved_draft = self._draft
                self.form.show_problems((), self._draft)

    def _show_receipt(self, receipt: ShareReceipt) -> None:
        self.result_page.show_receipt(receipt, self._draft.to)
        self._pages.setCurrentWidget(self.result_page)

    def _show_rejection(self, rejected: Rejected) -> None:
        codes = {problem.code for problem in rejected.problems}
        self.form.show_problems(rejected.problems, self._draft)
        # Once the sentences have their room.
        QTimer.singleShot(0, self, self._reveal)
        if not rejected.problems:
            self.form.set_problem(message_for(rejected.error))
        if rejected.needs_mail_program:
            self._offer_only_mail_program(reason_message(rejected, self._draft))
        if ShareArticleErrorCode.IDEMPOTENCY_CONFLICT in codes:
            self._draft = replace(self._draft, idempotency_key=new_idempotency_key())

    def _reveal(self) -> None:
        field = self.form.focusWidget()
        if field is not None:
            self._area.ensureWidgetVisible(field.parentWidget() or field)

    def _set_sending(self, sending: bool) -> None:
        self._is_sending = sending
        self.form.setEnabled(not sending)
        self.send_button.setEnabled(not sending)
        self.send_button.setText(self.tr("Sending…") if sending else self.tr("Send"))
        self.cancel_button.setText(self.tr("Close") if sending else self.tr("Cancel"))

    def _offer_only_mail_program(self, reason: str) -> None:
        hint = self.tr("Your own mail program can send it instead.")
        self._reason.setText(join_sentences(reason, hint))
        self._reason.show()
        self.form.set_problem("")
        self.form.hide_name()
        self.send_button.hide()
        self.mail_program_button.setFlat(False)
        self.mail_program_button.setDefault(True)

    def _show_outbox(self) -> None:
        self.accept()
        self.outbox_requested.emit()

    def _save_draft(self) -> None:
        """Save what is being written. What is on its way, or gone, is the outbox's."""
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
        self._services.outbox.cancel(self._draft.idempotency_key)
