"""The form of the share dialog: recipients, sender's name and note."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from broadsheet_client.api.generated import ShareProblem
from broadsheet_client.core.share_draft import ShareDraft, problem_field
from broadsheet_client.widgets.common.form_field import FormField
from broadsheet_client.widgets.common.list_format import join_sentences
from broadsheet_client.widgets.common.plain_text import PlainLabel
from broadsheet_client.widgets.share.recipient_field import RecipientField
from broadsheet_client.widgets.share.share_messages import problem_message
from broadsheet_shared.limits import NOTE_MAX, SENDER_NAME_MAX

NOTE_HEIGHT = 72


class NoteEdit(QPlainTextEdit):
    """Has a small size hint and takes the remaining space."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), NOTE_HEIGHT)


class ShareForm(QWidget):
    """`changed` is emitted for every edit."""

    changed = Signal()

    def __init__(self, complete: Callable[[str], Sequence[str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.recipients = RecipientField(complete, address_problems)
        self.sender_name = QLineEdit()
        self.sender_name.setMaxLength(SENDER_NAME_MAX)
        self.note = NoteEdit()
        self.note.setTabChangesFocus(True)
        self.note.setMinimumHeight(NOTE_HEIGHT)
        self._recipients_field = FormField(
            self.tr("&To"),
            self.recipients,
            focus=self.recipients.edit,
            hint=self.tr("up to 5; ↓ recent ones"),
        )
        self._name_field = FormField(self.tr("&Your name"), self.sender_name)
        self._note_field = FormField(self.tr("&Note"), self.note)
        self._problem = PlainLabel()
        self._problem.setProperty("part", "problem")
        self._problem.setWordWrap(True)
        self._problem.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addWidget(self._problem)
        for field in (self._recipients_field, self._name_field):
            layout.addWidget(field)
        layout.addWidget(self._note_field, stretch=1)
        self.recipients.changed.connect(self._recipients_changed)
        self.recipients.rejected.connect(self._recipients_field.set_problem)
        self.sender_name.textEdited.connect(self._name_changed)
        self.note.textChanged.connect(self._note_changed)
        self._update_count()

    def show_draft(self, draft: ShareDraft) -> None:
        """Fill the fields."""
        self.sender_name.setText(draft.sender_name)
        self.note.setPlainText(draft.note)
        self.note.moveCursor(QTextCursor.MoveOperation.End)
        self.recipients.set_addresses(draft.to)

    def draft_from(self, draft: ShareDraft) -> ShareDraft:
        """The draft with the content of the fields."""
        return replace(
            draft,
            to=self.recipients.addresses,
            sender_name=self.sender_name.text(),
            note=self.note.toPlainText(),
        )

    def commit(self) -> bool:
        """Turn the typed address into a chip; False if there are too many."""
        return self.recipients.commit()

    def show_problems(self, problems: Sequence[ShareProblem], draft: ShareDraft) -> None:
        """Show each problem at its field, and focus the first one."""
        located_problems = [
            (*problem_field(problem), problem_message(problem, draft)) for problem in problems
        ]
        self.recipients.set_problems(
            {index: text for name, index, text in located_problems if name == "to" and index is not None}
        )
        fields = {"to": self._recipients_field, "senderName": self._name_field, "note": self._note_field}
        for name, field in fields.items():
            field.set_problem(
                join_sentences(*(text for field_name, _, text in located_problems if field_name == name))
            )
        self.set_problem(
            join_sentences(*(text for field_name, _, text in located_problems if field_name not in fields))
        )
        invalid_fields = [fields[field_name] for field_name, _, _ in located_problems if field_name in fields]
        if invalid_fields:
            invalid_fields[0].set_focus()

    @property
    def problem(self) -> str:
        """The problem of the whole form, or ""."""
        return self._problem.text()

    def set_problem(self, problem: str) -> None:
        """Show a problem of the whole form; "" removes it."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def hide_name(self) -> None:
        """Hide the sender's name, which the mail program knows."""
        self._name_field.hide()

    def focus_first_empty(self) -> None:
        """Focus the recipients if empty, else the name if empty, else the note."""
        if not self.recipients.addresses:
            self.recipients.setFocus()
        elif not self.sender_name.text() and not self._name_field.isHidden():
            self.sender_name.setFocus()
        else:
            self.note.setFocus()

    def _recipients_changed(self) -> None:
        self._recipients_field.set_problem(self.recipients.problem)
        self.changed.emit()

    def _name_changed(self) -> None:
        self._name_field.set_problem("")
        self.changed.emit()

    def _note_changed(self) -> None:
        self._note_field.set_problem("")
        self._update_count()
        self.changed.emit()

    def _update_count(self) -> None:
        """Count characters as the server does; beyond the limit, show the excess."""
        used = len(self.note.toPlainText().strip())
        text = f"{used} / {NOTE_MAX}"
        self._note_field.hint.setText(
            text if used else self.tr("optional, up to %1").replace("%1", str(NOTE_MAX))
        )
        if used > NOTE_MAX:
            excess = str(used - NOTE_MAX)
            self._note_field.set_problem(self.tr("Too long by %1; please shorten it.").replace("%1", excess))


def address_problems(addresses: Sequence[str]) -> dict[int, str]:
    """The problems of addresses, by index."""
    draft = ShareDraft(article_id="", headline="", to=tuple(addresses), sender_name="-")
    fields = ((*problem_field(problem), problem_message(problem, draft)) for problem in draft.problems())
    return {index: message for _, index, message in fields if index is not None}
