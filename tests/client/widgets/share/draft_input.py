"""Fills in the share dialog as a person does."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from broadsheet_client.widgets.share.share_dialog import ShareDialog

NOTE = "This is the one I told you about."
OpenDialog = Callable[[], ShareDialog]


def fill_in(dialog: ShareDialog, *to: str) -> None:
    """Fill in recipients, name and note."""
    dialog.form.recipients.set_addresses(to or ["ana@friends.example"])
    dialog.form.sender_name.setText("Mira")
    dialog.form.note.setPlainText(NOTE)


def problem_at(widget: QWidget) -> str:
    """The problem shown below a field."""
    return widget.parentWidget().problem  # type: ignore[no-any-return, union-attr]
