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

    outbox_wanted = Signal()

    def __init__(
        self,
        desk: Services,
        page: ArticlePage,
        publication: PublicationDetails | None,
        theme: Theme,
        parent: QWidget,
        draft: ShareDraft | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Email this to your friend"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._page = desk, page
        # What the outbox has of it already.
        self._kept = draft or desk.outbox.unfinished(page.id)
        name = desk.store.state.get(_NAME)
        self._draft = self._kept or ShareDraft.about(page, name if isinstance(name, str) else "")
        self._is_sending = False
        self.form = ShareForm(desk.store.recipients.matching)
        self.preview = MailPreview(page, publication, theme)
        self.outcome = ShareResult(theme)
        self.send_button = QPushButton()
        self.mail_program_button = QPushButton(self.tr("Use my mail program"))
        self._why = QLabel()
        self._share, self._delivery = desk.make_share(), desk.make_delivery()
        self._keeping = QTimer(self, singleShot=True, interval=SAVE_DELAY)
        self._lay_out()
        self._connect()
        self.form.show_draft(self._draft)
        self._set_sending(False)
        if publication is not None and not publication.can_share_by_email:
            self._offer_only_mail_program(
                self.tr("This newspaper's server does not send mail at the moment.")
            )
        self.preview.show_draft(self._draft)
        self.form.go_to_start()
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
        return self.form.written(self._draft)

    @property
    def why(self) -> str:
        """Why only the mail program is offered; empty otherwise."""
        return self._why.text()

    def send(self) -> None:
        """Send it, if nothing has to change before."""
        if self._is_sending or self.send_button.isHidden() or not self.form.commit():
            return
        self._keeping.stop()
        self._draft = self.draft
        self._desk.store.state.set(_NAME, self._draft.sender_name.strip())
        self._share.start(self._draft)

    def use_mail_program(self) -> None:
        """Hand it to the person's own mail program."""
        if not self.form.commit():
            return
        draft = self.draft
        try:
            link = draft.link or self._page.canonical_url
            address = share_mailto(headline=draft.headline, link=link, note=draft.note, to=draft.to)
        except MailtoError as fault:
            self.form.tell(error_message(fault.trouble, fault.value))
            return
        if self._desk.open_url(address):
            self._forget()
            self.outcome.show_handed_over()
            self._pages.setCurrentWidget(self.outcome)
        else:
            self.form.tell(
                self.tr("No mail program could be opened. The link can be copied with Ctrl+Shift+C.")
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(event.size())

    def done(self, result: int) -> None:
        """However it is closed, what is written is kept."""
        self._keep()
        self._delivery.cancel()
        super().done(result)

    def _lay_out(self) -> None:
        title = QLabel(self.windowTitle())
        title.setFont(fonts.font(fonts.serif(), 24, bold=True))
        title.setWordWrap(True)
        headline = ElidedLabel(self._page.headline)
        headline.setProperty("part", "hint")
        self._why.setWordWrap(True)
        self._why.hide()
        paper = QWidget()
        paper.setObjectName("letter")
        letter = QVBoxLayout(paper)
        letter.setContentsMargins(MARGIN, 24, MARGIN, 8)
        letter.setSpacing(12)
        for part in (title, headline, self._why):
            letter.addWidget(part)
        letter.addWidget(self.form, stretch=1)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self._make_area(paper), stretch=1)
        left.addLayout(self._make_buttons())
        writing = QWidget()
        writing.setObjectName("letter")
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight, writing)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        self._body.addLayout(left, stretch=5)
        self._body.addWidget(self.preview, stretch=4)
        self._pages = QStackedWidget()
        self._pages.addWidget(writing)
        self._pages.addWidget(self.outcome)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addWidget(self._pages)

    def _make_area(self, letter: QWidget) -> QScrollArea:
        """Where the window is too low for the form and its problems, it scrolls above the buttons."""
        self._area = QScrollArea()
        self._area.setObjectName("letterArea")
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidgetResizable(True)
        self._area.setWidget(letter)
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
        self.form.changed.connect(self._written)
        self._keeping.timeout.connect(self._keep)
        self._share.state_changed.connect(self._show_progress)
        self._delivery.state_changed.connect(self._show_receipt)
        self.outcome.done.connect(self.accept)
        self.outcome.outbox_wanted.connect(self._show_outbox)

    def _press_default(self) -> None:
        if self.send_button.isHidden():
            self.use_mail_program()
        else:
            self.send()

    def _written(self) -> None:
        self.preview.show_draft(self.draft)
        self._keeping.start()

    def _show_progress(self, progress: ShareProgress) -> None:
        self._set_sending(isinstance(progress, Sending))
        match progress:
            case Sent(receipt):
                self._show_receipt(receipt)
                self._delivery.start(receipt)
            case Queued():
                self.outcome.show_waiting(progress)
                self._pages.setCurrentWidget(self.outcome)
            case Rejected():
                self._show_refusal(progress)
            case _:
                self._kept = self._draft
                self.form.show_problems((), self._draft)

    def _show_receipt(self, receipt: ShareReceipt) -> None:
        self.outcome.show_receipt(receipt, self._draft.to)
        self._pages.setCurrentWidget(self.outcome)

    def _show_refusal(self, refused: Rejected) -> None:
        codes = {problem.code for problem in refused.problems}
        self.form.show_problems(refused.problems, self._draft)
        # Once the sentences have their room.
        QTimer.singleShot(0, self, self._reveal)
        if not refused.problems:
            self.form.tell(message_for(refused.error))
        if refused.needs_mail_program:
            self._offer_only_mail_program(reason_message(refused, self._draft))
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

    def _offer_only_mail_program(self, why: str) -> None:
        hint = self.tr("Your own mail program can send it instead.")
        self._why.setText(join_sentences(why, hint))
        self._why.show()
        self.form.tell("")
        self.form.ask_for_mail_program()
        self.send_button.hide()
        self.mail_program_button.setFlat(False)
        self.mail_program_button.setDefault(True)

    def _show_outbox(self) -> None:
        self.accept()
        self.outbox_wanted.emit()

    def _keep(self) -> None:
        """Save what is being written. What is on its way, or gone, is the outbox's."""
        self._keeping.stop()
        if self._is_sending or self._pages.currentWidget() is self.outcome:
            return
        self._draft = self.draft
        if self._draft == self._kept:
            return
        if self._draft.to or self._draft.note.strip():
            self._kept = self._draft
            self._desk.outbox.keep_draft(self._draft)
        else:
            self._forget()

    def _forget(self) -> None:
        self._keeping.stop()
        self._desk.outbox.cancel(self._draft.idempotency_key)
