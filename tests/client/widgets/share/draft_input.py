"""A mail to a friend, as a person writes it in the dialog."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from broadsheet_client.widgets.share.share_dialog import ShareDialog

NOTE = "This is the one I told you about."
OpenDialog = Callable[[], ShareDialog]


def fill_in(dialog: ShareDialog, *to: str) -> None:
    """Fill it in."""
    dialog.form.recipients.set_addresses(to or ["ana@friends.example"])
    dialog.form.sender_name.setText("Mira")
    dialog.form.note.setPlainText(NOTE)


def problem_at(widget: QWidget) -> str:
    """What is told below a field."""
    return widget.parentWidget().problem  # type: ignore[no-any-return, union-attr]
