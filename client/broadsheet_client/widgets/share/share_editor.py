"""The page of the share dialog on which the mail is written: form, buttons and preview."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from broadsheet_client.api.generated import ArticlePage, PublicationDetails
from broadsheet_client.store.recents import RecentRecipients
from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.common.elided_text import ElidedLabel
from broadsheet_client.widgets.common.form_field import set_style_property
from broadsheet_client.widgets.common.list_format import join_sentences
from broadsheet_client.widgets.common.plain_text import PlainLabel
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.share.mail_preview import MailPreview
from broadsheet_client.widgets.share.share_form import ShareForm

SIDE_BY_SIDE_WIDTH, STACKED_HEIGHT = 720, 700
"""Pixels: least width with the preview beside the form, and least height with the preview below it."""
MARGIN = 28


class ShareEditor(QWidget):
    """Adapts its layout to the size of the dialog by `fit`."""

    def __init__(
        self,
        page: ArticlePage,
        publication: PublicationDetails | None,
        recipients: RecentRecipients,
        theme: Theme,
        title: str,
    ) -> None:
        super().__init__()
        self.setObjectName("dialogPage")
        # Unlike a plain QWidget, a subclass paints the style sheet's background only with this attribute.
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.form = ShareForm(recipients.matching)
        self.preview = MailPreview(page, publication, theme)
        self.send_button = QPushButton()
        self.cancel_button = QPushButton()
        self.mail_program_button = QPushButton(self.tr("Use my mail program"))
        self._reason = PlainLabel()
        self._create_layout(title, ElidedLabel(page.headline, page.language))
        self.set_sending(False)

    @property
    def reason(self) -> str:
        """Why only the mail program is offered; "" while the server can send."""
        return self._reason.text()

    def fit(self, size: QSize) -> None:
        """Put the preview beside or below the form, or hide it; put the buttons on one line or on two."""
        is_wide = size.width() >= SIDE_BY_SIDE_WIDTH
        horizontal, vertical = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._body.setDirection(horizontal if is_wide else vertical)
        self._body.setStretch(1, 4 if is_wide else 2)
        self.preview.setVisible(is_wide or size.height() >= STACKED_HEIGHT)
        buttons = (self.mail_program_button, self.cancel_button, self.send_button)
        for button in buttons:
            button.ensurePolished()
        needed_width = sum(button.sizeHint().width() for button in buttons) + 2 * self._buttons.spacing()
        form_width = size.width() * 5 // 9 if is_wide else size.width()
        self._buttons.setDirection(horizontal if needed_width <= form_width - 2 * MARGIN else vertical)

    def activate_layout(self) -> None:
        """Apply the layout now instead of from the event loop."""
        self._body.activate()

    def set_sending(self, is_sending: bool) -> None:
        """Disable the form while the share is being sent."""
        self.form.setEnabled(not is_sending)
        self.send_button.setEnabled(not is_sending)
        self.send_button.setText(self.tr("Sending…") if is_sending else self.tr("Send"))
        self.cancel_button.setText(self.tr("Close") if is_sending else self.tr("Cancel"))

    def offer_only_mail_program(self, reason: str) -> None:
        """Replace the Send button by the mail program, and say why."""
        hint = self.tr("Your own mail program can send it instead.")
        self._reason.setText(join_sentences(reason, hint))
        self._reason.show()
        self.form.set_problem("")
        self.form.hide_name()
        self.send_button.hide()
        self.mail_program_button.setFlat(False)
        set_style_property(self.mail_program_button, "primary", True)

    def reveal_focused_field(self) -> None:
        """Scroll to the field that has the focus, with its problem."""
        field = self.form.focusWidget()
        if field is not None:
            self._area.ensureWidgetVisible(field.parentWidget() or field)

    def _create_layout(self, title: str, headline: ElidedLabel) -> None:
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self._create_scroll_area(self._create_form_page(title, headline)), stretch=1)
        left.addLayout(self._create_buttons())
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        self._body.addLayout(left, stretch=5)
        self._body.addWidget(self.preview, stretch=4)

    def _create_form_page(self, title: str, headline: ElidedLabel) -> QWidget:
        title_label = PlainLabel(title)
        title_label.setFont(fonts.font(fonts.serif(), 24, bold=True))
        title_label.setWordWrap(True)
        headline.setProperty("part", "hint")
        self._reason.setWordWrap(True)
        self._reason.hide()
        page = QWidget()
        page.setObjectName("dialogPage")
        layout = QVBoxLayout(page)
        layout.setContentsMargins(MARGIN, 24, MARGIN, 8)
        layout.setSpacing(12)
        for label in (title_label, headline, self._reason):
            layout.addWidget(label)
        layout.addWidget(self.form, stretch=1)
        return page

    def _create_scroll_area(self, page: QWidget) -> QScrollArea:
        """In a low dialog the form scrolls, and the buttons below it stay visible."""
        self._area = QScrollArea()
        self._area.setObjectName("dialogArea")
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidgetResizable(True)
        self._area.setWidget(page)
        return self._area

    def _create_buttons(self) -> QBoxLayout:
        self.mail_program_button.setFlat(True)
        self.send_button.setToolTip(self.tr("Ctrl+Enter"))
        self.send_button.setProperty("primary", True)
        right_buttons = QHBoxLayout()
        right_buttons.addStretch()
        right_buttons.addWidget(self.cancel_button)
        right_buttons.addWidget(self.send_button)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.setContentsMargins(MARGIN, 10, MARGIN, 20)
        self._buttons.setSpacing(8)
        self._buttons.addWidget(self.mail_program_button, alignment=Qt.AlignmentFlag.AlignLeft)
        self._buttons.addLayout(right_buttons)
        return self._buttons
